package im.sidestream.demo.session;

/**
 * What stays the same as long as a stream was never interrupted.
 *
 * @param fullJid the bound resource
 * @param streamId as the server named the stream (RFC 6120 §4.7.3)
 * @param connection number of the connection object in this process
 * @param logins how often this session authenticated or resumed: 1 if it never reconnected
 * @param losses how often the connection broke
 * @param managed whether stream management is on, so that nothing is lost on the way (XEP-0198)
 * @param resumable whether the server would resume the stream
 */
public record StreamIdentity(
        String fullJid, String streamId, int connection, int logins, int losses, boolean managed, boolean resumable) {}
