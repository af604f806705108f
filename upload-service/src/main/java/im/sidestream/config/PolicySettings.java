package im.sidestream.config;

import im.sidestream.slot.Purpose;
import im.sidestream.slot.Quota;
import im.sidestream.slot.Retention;
import im.sidestream.slot.SlotPolicy;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads the section {@code policy}. */
final class PolicySettings {
    private static final Map<Purpose, Key> RETENTION = Map.of(
            Purpose.MESSAGE, Key.POLICY_RETENTION_MESSAGE,
            Purpose.PROFILE, Key.POLICY_RETENTION_PROFILE,
            Purpose.PERMANENT, Key.POLICY_RETENTION_PERMANENT);

    private PolicySettings() {}

    static SlotPolicy of(Settings settings, String domain) throws ConfigException {
        return new SlotPolicy(
                maxFileSize(settings),
                allow(settings, domain),
                new Quota(settings.size(Key.POLICY_QUOTA_TOTAL), settings.size(Key.POLICY_QUOTA_DAILY)),
                settings.value(Key.POLICY_QUOTA_RATE, Units::rate),
                settings.duration(Key.POLICY_SLOT_LIFETIME),
                retention(settings));
    }

    private static long maxFileSize(Settings settings) throws ConfigException {
        long size = settings.size(Key.POLICY_MAX_FILE_SIZE);
        if (size < 1) {
            throw settings.require(Key.POLICY_MAX_FILE_SIZE).refused();
        }
        return size;
    }

    private static List<String> allow(Settings settings, String domain) throws ConfigException {
        Setting setting = settings.find(Key.POLICY_ALLOW).orElse(null);
        if (setting == null) {
            return List.of(parent(domain));
        }
        for (String item : setting.items()) {
            if (!item.matches("\\*|(\\*\\.)?[^\\s@/*:]+|[^\\s@/*:]+@[^\\s@/*:]+")) {
                throw setting.refused();
            }
        }
        return setting.items();
    }

    private static String parent(String domain) throws ConfigException {
        int dot = domain.indexOf('.');
        if (dot < 0) {
            throw new ConfigException("policy.allow is missing: xmpp.domain = \"" + domain
                    + "\" has no parent domain whose users could be meant");
        }
        return domain.substring(dot + 1);
    }

    private static Retention retention(Settings settings) throws ConfigException {
        Map<Purpose, Duration> kept = new EnumMap<>(Purpose.class);
        for (Map.Entry<Purpose, Key> entry : RETENTION.entrySet()) {
            settings.limit(entry.getValue()).ifPresent(time -> kept.put(entry.getKey(), time));
        }
        return new Retention(kept);
    }
}
