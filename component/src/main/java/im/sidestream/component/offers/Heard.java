package im.sidestream.component.offers;

import im.sidestream.slot.BareJid;
import org.jspecify.annotations.Nullable;

/**
 * What somebody said, as far as it tells which offer is meant.
 *
 * @param address who, with the resource, as the stanza spells it
 * @param thread the message's, empty for none
 * @param reply id of the message that it answers (XEP-0461), or null
 * @param language of the message, or null
 * @param kept whether it was said earlier (XEP-0203), when there may have been another offer than those of now
 */
public record Heard(
        String address,
        String thread,
        @Nullable String reply,
        @Nullable String language,
        boolean kept) {

    /** What is said now. */
    public Heard(String address, String thread, @Nullable String reply, @Nullable String language) {
        this(address, thread, reply, language, false);
    }

    String bare() {
        return BareJid.ofSender(address);
    }
}
