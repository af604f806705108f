package im.sidestream.component.stanza;

/**
 * What a stream has to do at one moment, and what it did since it was made.
 *
 * @param waitingStanzas stanzas that came and wait for a worker
 * @param openRequests requests that are not answered
 * @param outgoingBytes bytes that wait to be written
 * @param connects how often the server accepted the component
 * @param received stanzas that came
 * @param refused stanzas that were answered with an error before the component saw them, or because it failed
 */
public record StreamLoad(
        int waitingStanzas, int openRequests, long outgoingBytes, long connects, long received, long refused) {
    /** A stream that is not there. */
    public static final StreamLoad NONE = new StreamLoad(0, 0, 0, 0, 0, 0);
}
