package im.sidestream.delivery;

import org.jspecify.annotations.Nullable;

/**
 * A receiver to be asked.
 *
 * @param id of the offer that becomes of it
 * @param receiver bare JID as rows carry it ({@link im.sidestream.slot.BareJid})
 * @param remote what the service that asks us to ask calls it, or null
 */
public record Invitation(
        OfferId id, String receiver, @Nullable String remote) {}
