package im.sidestream.foreign;

import im.sidestream.slot.Refusal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Says what the token of a PUT allows; one for each issuer. Does no I/O. */
interface Vouching {
    /**
     * Returns what the issuer signed.
     *
     * @throws Refusal {@link im.sidestream.slot.Reason#TOKEN_MISSING}, {@link im.sidestream.slot.Reason#TOKEN_INVALID},
     *     {@link im.sidestream.slot.Reason#SLOT_EXPIRED}, or whatever of length and type is not what was signed
     */
    ForeignSlot require(ForeignLink link, ForeignPut put, Instant now) throws Refusal;

    /** Returns whether {@code query} carries the right to delete. */
    default boolean allowsDelete(ForeignLink link, @Nullable String query) {
        return false;
    }
}
