package im.sidestream.slot;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses as rows carry them: without a resource, in small letters, the domain in A-labels (RFC 7622 §3, RFC 5890). */
public final class BareJid {
    private static final Pattern FORM = Pattern.compile("[^\\s@/]+@[^\\s@/]+|[^\\s@/]+");

    private BareJid() {}

    /** Returns the bare JID of an account, or a domain, as rows carry it; empty for anything else, a full JID too. */
    public static Optional<String> parse(String text) {
        String stripped = text.strip();
        if (!FORM.matcher(stripped).matches()) {
            return Optional.empty();
        }
        int at = stripped.indexOf('@');
        String local = Normalizer.normalize(stripped.substring(0, at + 1), Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT);
        return domain(stripped.substring(at + 1)).map(domain -> local + domain);
    }

    /** Returns the account or domain that sent a stanza; what a server let in and is neither stays as it was spelled. */
    public static String ofSender(String address) {
        int slash = address.indexOf('/');
        String bare = slash < 0 ? address : address.substring(0, slash);
        return parse(bare).orElse(bare);
    }

    /** Returns a bare JID as stanzas carry it: with U-labels (RFC 7622 §3.2). */
    public static String onTheWire(String bareJid) {
        int domain = bareJid.indexOf('@') + 1;
        return bareJid.substring(0, domain) + IDN.toUnicode(bareJid.substring(domain));
    }

    /** Returns a domain as rows carry it, or empty for what is none. */
    public static Optional<String> domain(String text) {
        try {
            return Optional.of(IDN.toASCII(text).toLowerCase(Locale.ROOT)).filter(domain -> !domain.isEmpty());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
