package im.sidestream.app;

import java.util.Locale;
import java.util.Optional;

/** Which faces of a service a process shows; the others are shown by processes that share its database and its files. */
public enum Role {
    /** Both. */
    ALL,
    /** The XMPP stream alone, or standing by for it; no public HTTP, and no sweep. */
    COMPONENT,
    /** HTTP and the sweep alone. */
    UPLOAD;

    /** Returns the role of that name on the command line. */
    public static Optional<Role> named(String word) {
        for (Role role : values()) {
            if (role.word().equals(word)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    /** Returns its name on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean servesHttp() {
        return this != COMPONENT;
    }

    /** Returns whether it connects to the XMPP server, or stands by. */
    public boolean servesXmpp() {
        return this != UPLOAD;
    }
}
