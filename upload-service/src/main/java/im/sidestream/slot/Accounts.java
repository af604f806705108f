package im.sidestream.slot;

import java.util.List;
import java.util.Locale;

/**
 * Some of all accounts.
 *
 * @param patterns domains, bare JIDs, {@code *.domain} for all domains below one, {@code *} for all; kept as rows have addresses
 */
public record Accounts(List<String> patterns) {
    /** Nobody. */
    public static final Accounts NONE = new Accounts(List.of());

    public Accounts {
        patterns = patterns.stream().map(Accounts::prepared).toList();
    }

    /** Returns a pattern as it is kept: however it was spelled, it names the addresses of rows. */
    static String prepared(String pattern) {
        String wildcard = pattern.startsWith("*.") ? "*." : "";
        String rest = pattern.substring(wildcard.length());
        return wildcard + BareJid.parse(rest).orElse(rest.toLowerCase(Locale.ROOT));
    }

    /** Returns whether the account with this bare JID is among them. */
    public boolean include(String bareJid) {
        if (patterns.isEmpty()) {
            return false;
        }
        String jid = BareJid.ofSender(bareJid);
        String domain = jid.substring(jid.indexOf('@') + 1);
        return patterns.stream().anyMatch(pattern -> matches(pattern, jid, domain));
    }

    private static boolean matches(String pattern, String jid, String domain) {
        if (pattern.startsWith("*.")) {
            return domain.endsWith(pattern.substring(1));
        }
        return pattern.equals("*") || pattern.equals(domain) || pattern.equals(jid);
    }
}
