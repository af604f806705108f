package im.sidestream.component.stanza;

import org.jspecify.annotations.Nullable;

/**
 * Where a component stream stands.
 *
 * @param fault why the last connection or attempt ended; null while connected, closed, or before the first attempt
 * @param detail what the server or the network said, for a log; may be empty
 */
public record StreamState(Phase phase, @Nullable StreamFault fault, String detail) {

    /** The steps of a stream's life. */
    public enum Phase {
        /** An attempt is under way or waits for its turn; the first one has not ended yet. */
        CONNECTING,
        /** The handshake was accepted; stanzas flow. */
        CONNECTED,
        /** The server turned the component away; attempts go on. */
        REFUSED,
        /** The connection was lost or could not be made; attempts go on. */
        DISCONNECTED,
        /** Another process of the same service is connected, or the lease that decides so is not known. */
        STANDBY,
        /** Closed by the program; final. */
        CLOSED
    }

    static StreamState of(Phase phase) {
        return new StreamState(phase, null, "");
    }

    static StreamState after(StreamFailure failure) {
        Phase phase = failure.fault().isRefusal() ? Phase.REFUSED : Phase.DISCONNECTED;
        return new StreamState(phase, failure.fault(), failure.detail());
    }
}
