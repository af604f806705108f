package im.sidestream.config;

import im.sidestream.slot.Accounts;
import im.sidestream.slot.Admission;
import im.sidestream.slot.Groups;
import im.sidestream.slot.Limits;
import im.sidestream.slot.Retention;
import im.sidestream.slot.SlotPolicy;
import im.sidestream.slot.StoreLimits;
import im.sidestream.slot.TypeRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the section {@code policy}. */
final class PolicySettings {
    static final String ACCOUNT = "\\*|(\\*\\.)?[^\\s@/*:]+|[^\\s@/*:]+@[^\\s@/*:]+";
    private static final String TYPE_TOKEN = "[A-Za-z0-9!#$%&'+.^_`|~-]+";
    private static final String TYPE = "\\*/\\*|" + TYPE_TOKEN + "/(\\*|" + TYPE_TOKEN + ")";

    private PolicySettings() {}

    static SlotPolicy of(Settings settings, String domain) throws ConfigException {
        List<Groups.Group> groups = new ArrayList<>();
        List<Retention.Rule> rules = new ArrayList<>();
        for (String name : settings.groups()) {
            Settings own = settings.group(name);
            Accounts members = new Accounts(own.list(Key.POLICY_GROUPS, ACCOUNT));
            groups.add(new Groups.Group(members, LimitSettings.of(own, name)));
            rules.add(new Retention.Rule(members, LimitSettings.retention(own)));
        }
        return new SlotPolicy(
                admission(settings, domain),
                new Groups(groups, LimitSettings.of(settings, Limits.STANDARD)),
                new Retention(rules, LimitSettings.retention(settings)),
                store(settings),
                settings.duration(Key.POLICY_SLOT_LIFETIME));
    }

    private static Admission admission(Settings settings, String domain) throws ConfigException {
        List<String> allow = settings.list(Key.POLICY_ALLOW, ACCOUNT);
        return new Admission(
                new Accounts(allow.isEmpty() ? standard(settings, domain) : allow),
                new Accounts(settings.list(Key.POLICY_BLOCK, ACCOUNT)),
                new TypeRules(
                        settings.list(Key.POLICY_TYPES_ALLOW, TYPE), settings.list(Key.POLICY_TYPES_REFUSE, TYPE)));
    }

    /** Without an XMPP server nobody asks for slots. */
    private static List<String> standard(Settings settings, String domain) throws ConfigException {
        return settings.find(Key.XMPP_DOMAIN).isEmpty() ? List.of() : List.of(parent(domain));
    }

    private static String parent(String domain) throws ConfigException {
        int dot = domain.indexOf('.');
        if (dot < 0) {
            throw new ConfigException("policy.allow is missing: xmpp.domain = \"" + domain
                    + "\" has no parent domain whose users could be meant");
        }
        return domain.substring(dot + 1);
    }

    private static StoreLimits store(Settings settings) throws ConfigException {
        boolean evicts = settings.value(Key.POLICY_WHEN_FULL, text -> switch (text) {
            case "refuse" -> Optional.of(false);
            case "evict" -> Optional.of(true);
            default -> Optional.empty();
        });
        return new StoreLimits(
                settings.size(Key.POLICY_STORE_TOTAL), settings.size(Key.POLICY_STORE_KEEP_FREE), evicts);
    }
}
