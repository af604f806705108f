package im.sidestream.slot;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that is remembered after it is gone: a removal, or what an administrator changed.
 *
 * @param file which file, null where no file was removed
 * @param owner whose, null where nobody's or where the owner was erased
 * @param name the file's name, null where no file was removed or where the owner was erased
 * @param size its bytes, 0 where no file was removed
 * @param detail what was changed, empty for removals
 * @param by who did it: a JID, {@code console} for the command line, or {@code service} for the service itself;
 *     {@code erased} where it was an owner who was erased since
 */
public record AuditRecord(
        Instant at,
        Action action,
        @Nullable SlotId file,
        @Nullable String owner,
        @Nullable String name,
        long size,
        String detail,
        String by) {

    /** What happened. */
    public enum Action {
        /** The time of the file was over. */
        EXPIRED,
        /** It made room for a newer file of its owner. */
        EVICTED,
        /** Its owner, or the holder of its delete token, deleted it. */
        OWNER,
        /** An administrator deleted it. */
        ADMINISTRATOR,
        /** It carried malware. */
        MALWARE,
        /** An administrator changed a limit, a block or the maintenance. */
        CHANGED
    }
}
