package im.sidestream.demo.stage;

/**
 * A user of the stage's XMPP server.
 *
 * @param user the local part
 * @param domain the XMPP domain
 * @param password in clear text
 */
public record Account(String user, String domain, String password) {

    /** The bare JID (RFC 7622). */
    public String jid() {
        return user + "@" + domain;
    }

    /** Without the password, so that an account may be logged. */
    @Override
    public String toString() {
        return jid();
    }
}
