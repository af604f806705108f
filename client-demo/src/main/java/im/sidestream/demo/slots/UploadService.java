package im.sidestream.demo.slots;

import org.jxmpp.jid.Jid;

/**
 * An upload service that announced itself.
 *
 * @param jid where to ask for slots
 * @param maxFileSize bytes it accepts, or {@link Long#MAX_VALUE} if it names no limit
 */
public record UploadService(Jid jid, long maxFileSize) {}
