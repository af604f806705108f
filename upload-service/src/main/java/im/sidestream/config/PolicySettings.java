package im.sidestream.config;

import im.sidestream.slot.Purpose;
import im.sidestream.slot.Quota;
import im.sidestream.slot.Retention;
import im.sidestream.slot.SlotPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the section {@code policy}. */
final class PolicySettings {
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
        Optional<Duration> messages = settings.limit(Key.POLICY_RETENTION_MESSAGE);
        return new Retention(messages.map(time -> Map.of(Purpose.MESSAGE, time)).orElse(Map.of()));
    }
}
