package im.sidestream.component.stanza;

import java.util.Locale;
import org.dom4j.Element;
import org.jspecify.annotations.Nullable;

/** Addresses as stanzas spell them; not normalised again, since servers let some in that libraries refuse. */
public final class StanzaAddress {

    private StanzaAddress() {}

    /** The bare address of a stanza's sender. */
    public static String sender(Element stanza) {
        return bare(String.valueOf(stanza.attributeValue("from")));
    }

    /** What stands before the {@code @} of a stanza's receiver, in small letters; empty for a domain. */
    public static String localPart(Element stanza) {
        String to = stanza.attributeValue("to");
        String bare = to == null ? "" : bare(to);
        int at = bare.indexOf('@');
        return at < 0 ? "" : bare.substring(0, at).toLowerCase(Locale.ROOT);
    }

    /** An address without its resource. */
    public static String bare(String address) {
        int slash = address.indexOf('/');
        return slash < 0 ? address : address.substring(0, slash);
    }

    /** The domain of an address. */
    public static String domain(@Nullable String address) {
        String bare = address == null ? "" : bare(address);
        return bare.substring(bare.indexOf('@') + 1);
    }
}
