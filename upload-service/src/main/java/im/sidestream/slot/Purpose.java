package im.sidestream.slot;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an upload is for (XEP-0363 §4, {@code urn:xmpp:http:upload:purpose:0}): each has limits and retention of its own. */
public enum Purpose {
    /** A file sent in a chat; what a request means that names no purpose. */
    MESSAGE,
    /** A picture of an account or a room: small and kept long. */
    PROFILE,
    /** A file that must not be reachable after the moment that the request names. */
    EPHEMERAL,
    /** A file kept until somebody deletes it. */
    PERMANENT;

    /** Returns the local name of the purpose's element on the wire. */
    public String elementName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the purpose whose element has this local name, or empty. */
    public static Optional<Purpose> ofElementName(String name) {
        return Arrays.stream(values()).filter(p -> p.elementName().equals(name)).findFirst();
    }
}
