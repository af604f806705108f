package im.sidestream.component.stanza;

/**
 * What one component stream takes in and holds at most.
 *
 * @param stanzaBytes bytes of one stanza, in both directions; a larger one is skipped without being kept
 * @param depth nested elements of one stanza, the stanza itself included
 * @param attributes attributes of one element
 * @param elements elements of one stanza
 * @param outgoingBytes bytes waiting to be written before senders are refused
 * @param queuedStanzas stanzas waiting for their handler before requests are answered {@code resource-constraint}
 * @param queuedPerSender the share of those that one bare JID may hold
 * @param workers threads that run handlers
 */
public record StreamLimits(
        int stanzaBytes,
        int depth,
        int attributes,
        int elements,
        int outgoingBytes,
        int queuedStanzas,
        int queuedPerSender,
        int workers) {

    /** Refuses limits that would let nothing through. */
    public StreamLimits {
        requirePositive(stanzaBytes, "stanzaBytes");
        requirePositive(depth, "depth");
        requirePositive(attributes, "attributes");
        requirePositive(elements, "elements");
        requirePositive(outgoingBytes, "outgoingBytes");
        requirePositive(queuedStanzas, "queuedStanzas");
        requirePositive(queuedPerSender, "queuedPerSender");
        requirePositive(workers, "workers");
    }

    /** Limits that fit every server with stock settings: 512 KiB a stanza, as Prosody's and ejabberd's own. */
    public static StreamLimits defaults() {
        return new StreamLimits(512 * 1024, 64, 64, 8192, 8 * 1024 * 1024, 4096, 1024, 4);
    }

    /** The same limits with another stanza size in bytes. */
    public StreamLimits withStanzaBytes(int bytes) {
        return new StreamLimits(
                bytes, depth, attributes, elements, outgoingBytes, queuedStanzas, queuedPerSender, workers);
    }

    /** The same limits with another bound of the bytes that wait to be written. */
    public StreamLimits withOutgoingBytes(int bytes) {
        return new StreamLimits(
                stanzaBytes, depth, attributes, elements, bytes, queuedStanzas, queuedPerSender, workers);
    }

    /** The same limits with other bounds of the stanzas that wait for their handler. */
    public StreamLimits withQueues(int stanzas, int perSender) {
        return new StreamLimits(stanzaBytes, depth, attributes, elements, outgoingBytes, stanzas, perSender, workers);
    }

    private static void requirePositive(int value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
    }
}
