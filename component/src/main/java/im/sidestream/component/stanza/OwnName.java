package im.sidestream.component.stanza;

import im.sidestream.slot.BareJid;
import java.net.IDN;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A component's own domain. Stanzas carry U-labels (RFC 7622 §3.2), but some servers know a component under A-labels (RFC 5890
 * §2.3.2.1), because their configuration spells it so, and take no other name. So it is spelled as it was configured here,
 * until the server does not know that.
 */
final class OwnName {

    private final String inRows;
    private final String configured;
    private final String other;
    private volatile String spelling;

    /** @param configured in any case of letters, in A-labels or not */
    OwnName(String configured) {
        this.configured = prepared(configured);
        this.inRows = BareJid.domain(this.configured).orElse(this.configured);
        String unicode = BareJid.onTheWire(inRows);
        this.other = unicode.equals(this.configured) ? inRows : unicode;
        this.spelling = this.configured;
    }

    /** As rows have it: in A-labels. */
    String inRows() {
        return inRows;
    }

    /** As the server knows it. */
    String spelling() {
        return spelling;
    }

    /** Takes the other spelling from now on; false if there is none. */
    boolean turn() {
        spelling = spelling.equals(configured) ? other : configured;
        return !other.equals(configured);
    }

    /** Whether an address, however it is spelled, is one at this domain. */
    boolean isOf(String address) {
        String domain = StanzaAddress.domain(address);
        return domain.equals(spelling)
                || BareJid.domain(domain).filter(inRows::equals).isPresent();
    }

    /** Nameprep (RFC 3491), which servers let their own configuration go through, and which leaves A-labels as they are. */
    private static String prepared(String name) {
        return Arrays.stream(name.split("\\.")).map(OwnName::label).collect(Collectors.joining("."));
    }

    private static String label(String label) {
        String ascii = IDN.toASCII(label).toLowerCase(Locale.ROOT);
        return label.equalsIgnoreCase(ascii) ? ascii : IDN.toUnicode(ascii);
    }
}
