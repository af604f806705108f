package im.sidestream.component.command;

/** Who may do what; asked each time, so that a reload takes effect at once. */
public interface Rights {

    /** Whether this bare JID may have files here. */
    boolean isUser(String bareJid);

    /** Whether this bare JID is an administrator of the service. */
    boolean isAdministrator(String bareJid);
}
