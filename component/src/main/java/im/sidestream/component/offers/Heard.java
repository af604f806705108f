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
 */
public record Heard(
        String address,
        String thread,
        @Nullable String reply,
        @Nullable String language) {

    String bare() {
        return BareJid.ofSender(address);
    }
}
