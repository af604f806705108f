package im.sidestream.slot;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks for before an upload (XEP-0363 §4).
 *
 * @param service the component domain that was asked
 * @param owner the bare JID of the requester, as rows carry it ({@link BareJid}): from the stanza's {@code from}, never from
 *     the payload
 * @param name the file's name
 * @param size the file's size in bytes, zero or more
 * @param type the declared media type, or null where the request names none
 * @param purpose what the file is for
 * @param expireBefore for {@link Purpose#EPHEMERAL} the moment from which the file must be unreachable, otherwise null
 */
public record SlotRequest(
        String service,
        String owner,
        FileName name,
        long size,
        @Nullable MediaType type,
        Purpose purpose,
        @Nullable Instant expireBefore) {

    public SlotRequest {
        if (size < 0) {
            throw new IllegalArgumentException("a size is negative");
        }
        if ((purpose == Purpose.EPHEMERAL) != (expireBefore != null)) {
            throw new IllegalArgumentException("expire-before belongs to ephemeral uploads, and they need it");
        }
    }

    /** Returns the type that the file is served with. */
    public MediaType servedType() {
        return type == null ? MediaType.OCTET_STREAM : type;
    }

    /** Returns this request with another purpose, which is not ephemeral. */
    public SlotRequest as(Purpose other) {
        return new SlotRequest(service, owner, name, size, type, other, null);
    }
}
