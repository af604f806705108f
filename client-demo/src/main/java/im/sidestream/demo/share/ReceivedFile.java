package im.sidestream.demo.share;

import im.sidestream.demo.message.SharedFile;
import im.sidestream.demo.transfer.Downloaded;
import org.jxmpp.jid.Jid;

/**
 * A file that was shared with us and is here now.
 *
 * @param from who shared it
 * @param file as it was shared
 * @param downloaded where it is
 */
public record ReceivedFile(Jid from, SharedFile file, Downloaded downloaded) {}
