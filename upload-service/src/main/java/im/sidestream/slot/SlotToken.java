package im.sidestream.slot;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a PUT may do, signed by the service that issued the slot: enough to refuse garbage before a row is read.
 *
 * @param id the slot
 * @param size bytes the upload must have
 * @param type the type it must have, or null where the request named none
 * @param purpose what the file is for
 * @param deadline until when the first PUT must begin, in whole seconds
 */
public record SlotToken(SlotId id, long size, @Nullable MediaType type, Purpose purpose, Instant deadline) {
    /**
     * Refuses what cannot be this slot's upload (XEP-0363 §6: length and type must be those of the slot).
     *
     * @param length declared bytes, or -1 where the upload does not say
     * @param sent declared type, or null
     * @throws Refusal {@link Reason#FILE_TOO_LARGE}, {@link Reason#LENGTH_MISMATCH} or {@link Reason#TYPE_NOT_ACCEPTED}
     */
    public void requireFit(long length, @Nullable MediaType sent) throws Refusal {
        if (length > size) {
            throw Refusal.tooLarge(size);
        }
        if (length >= 0 && length < size) {
            throw Refusal.of(Reason.LENGTH_MISMATCH, "This slot is for " + size + " bytes.");
        }
        if (type == null || sent == null || sent.sameAs(MediaType.OCTET_STREAM)) {
            return;
        }
        if (!sent.sameAs(type)) {
            throw Refusal.of(Reason.TYPE_NOT_ACCEPTED, "This slot is for " + type.essence() + ".");
        }
    }
}
