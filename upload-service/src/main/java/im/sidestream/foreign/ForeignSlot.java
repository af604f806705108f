package im.sidestream.foreign;

import im.sidestream.slot.SlotId;
import im.sidestream.slot.SlotRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a valid token allows.
 *
 * @param id the row
 * @param request what was asked of the issuer, as far as the token says; else its owner is the issuer
 * @param ofAccount whether the owner is an account
 * @param until when the token ends, or null where it never does
 */
public record ForeignSlot(
        SlotId id,
        SlotRequest request,
        boolean ofAccount,
        @Nullable Instant until) {}
