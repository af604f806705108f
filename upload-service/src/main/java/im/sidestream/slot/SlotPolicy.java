package im.sidestream.slot;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Who may store what.
 *
 * @param maxFileSize bytes of the largest file, {@link Quota#UNLIMITED} for no limit
 * @param allow who may ask for slots: domains, bare JIDs, {@code *.domain} for all domains below one, {@code *} for all
 * @param quota how much each owner may store
 * @param rate how often each owner may ask
 * @param slotLifetime how long after its slot a PUT may begin (XEP-0363 §11 recommends 300 s)
 * @param retention how long files are kept
 */
public record SlotPolicy(
        long maxFileSize, List<String> allow, Quota quota, Rate rate, Duration slotLifetime, Retention retention) {

    public SlotPolicy {
        if (maxFileSize < 1) {
            throw new IllegalArgumentException("the largest file size is below one byte");
        }
        allow = allow.stream().map(entry -> entry.toLowerCase(Locale.ROOT)).toList();
    }

    /** Returns whether the account with this bare JID may ask for slots. */
    public boolean entitles(String bareJid) {
        String jid = bareJid.toLowerCase(Locale.ROOT);
        String domain = jid.substring(jid.indexOf('@') + 1);
        return allow.stream().anyMatch(entry -> matches(entry, jid, domain));
    }

    private static boolean matches(String entry, String jid, String domain) {
        if (entry.startsWith("*.")) {
            return domain.endsWith(entry.substring(1));
        }
        return entry.equals("*") || entry.equals(domain) || entry.equals(jid);
    }
}
