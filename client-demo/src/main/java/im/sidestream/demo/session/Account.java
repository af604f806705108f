package im.sidestream.demo.session;

/**
 * An XMPP account.
 *
 * @param jid bare JID
 * @param password never shown
 */
public record Account(String jid, String password) {

    @Override
    public String toString() {
        return "Account[" + jid + "]";
    }
}
