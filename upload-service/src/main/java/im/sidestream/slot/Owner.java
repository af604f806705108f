package im.sidestream.slot;

/**
 * Whose files.
 *
 * @param service the component domain that the files belong to
 * @param jid the bare JID of the uploader, as rows carry it ({@link BareJid})
 */
public record Owner(String service, String jid) {}
