package im.sidestream.slot;

import java.util.Locale;

/**
 * Why a file is taken away, and by whom.
 *
 * @param reason every reason but {@link AuditRecord.Action#CHANGED}
 * @param by who did it: a JID, {@code console} for the command line, or {@code service} for the service itself
 */
public record Removal(AuditRecord.Action reason, String by) {
    /** Its time is over. */
    public static final Removal EXPIRED = byService(AuditRecord.Action.EXPIRED);

    /** It makes room for a newer file of its owner. */
    public static final Removal EVICTED = byService(AuditRecord.Action.EVICTED);

    public Removal {
        if (reason == AuditRecord.Action.CHANGED) {
            throw new IllegalArgumentException("a change removes no file");
        }
    }

    private static Removal byService(AuditRecord.Action reason) {
        return new Removal(reason, "service");
    }

    /** Returns the reason as rows keep it. */
    public String word() {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
