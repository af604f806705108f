package im.sidestream.config;

import im.sidestream.slot.Bucket;
import im.sidestream.slot.Limits;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Quota;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads those keys of the policy that a group may have of its own. */
final class LimitSettings {
    private LimitSettings() {}

    static Limits of(Settings settings, String group) throws ConfigException {
        Map<Purpose, Bucket> all = new EnumMap<>(Purpose.class);
        Map<Purpose, Duration> kept = retention(settings);
        for (Purpose purpose : Purpose.values()) {
            all.put(purpose, bucket(settings, purpose, kept));
        }
        all.keySet().retainAll(purposes(settings));
        Quota quota = new Quota(
                settings.size(Key.POLICY_QUOTA_TOTAL),
                settings.size(Key.POLICY_QUOTA_DAILY),
                settings.value(Key.POLICY_QUOTA_DAILY_FILES, Units::count));
        return new Limits(
                group,
                all,
                quota,
                settings.value(Key.POLICY_QUOTA_RATE, Units::rate),
                settings.value(Key.POLICY_KEEP_LONGEST, Units::durationOrOff));
    }

    /** Holds for purposes that are not offered, too: there may be files of them. */
    static Map<Purpose, Duration> retention(Settings settings) throws ConfigException {
        Map<Purpose, Duration> kept = new EnumMap<>(Purpose.class);
        for (Purpose purpose : Purpose.values()) {
            settings.limit(retentionKey(purpose)).ifPresent(time -> kept.put(purpose, time));
        }
        return kept;
    }

    /** What names no purpose is a message, so that one is always offered. */
    private static Set<Purpose> purposes(Settings settings) throws ConfigException {
        Setting setting = settings.require(Key.POLICY_PURPOSES);
        Set<Purpose> purposes = EnumSet.noneOf(Purpose.class);
        for (String item : setting.items()) {
            purposes.add(Purpose.ofElementName(item).orElseThrow(setting::refused));
        }
        if (!purposes.contains(Purpose.MESSAGE)) {
            throw setting.refused();
        }
        return purposes;
    }

    private static Bucket bucket(Settings settings, Purpose purpose, Map<Purpose, Duration> kept)
            throws ConfigException {
        Key size = settings.find(sizeKey(purpose)).isPresent() ? sizeKey(purpose) : Key.POLICY_MAX_FILE_SIZE;
        return new Bucket(largest(settings, size), settings.size(totalKey(purpose)), kept.get(purpose));
    }

    private static long largest(Settings settings, Key key) throws ConfigException {
        return Optional.of(settings.size(key)).filter(size -> size > 0).orElseThrow(settings.require(key)::refused);
    }

    private static Key sizeKey(Purpose purpose) {
        return switch (purpose) {
            case MESSAGE -> Key.POLICY_MAX_FILE_SIZE;
            case PROFILE -> Key.POLICY_PROFILE_MAX_FILE_SIZE;
            case EPHEMERAL -> Key.POLICY_EPHEMERAL_MAX_FILE_SIZE;
            case PERMANENT -> Key.POLICY_PERMANENT_MAX_FILE_SIZE;
        };
    }

    private static Key totalKey(Purpose purpose) {
        return switch (purpose) {
            case MESSAGE -> Key.POLICY_MESSAGE_TOTAL;
            case PROFILE -> Key.POLICY_PROFILE_TOTAL;
            case EPHEMERAL -> Key.POLICY_EPHEMERAL_TOTAL;
            case PERMANENT -> Key.POLICY_PERMANENT_TOTAL;
        };
    }

    private static Key retentionKey(Purpose purpose) {
        return switch (purpose) {
            case MESSAGE -> Key.POLICY_RETENTION_MESSAGE;
            case PROFILE -> Key.POLICY_RETENTION_PROFILE;
            case EPHEMERAL -> Key.POLICY_RETENTION_EPHEMERAL;
            case PERMANENT -> Key.POLICY_RETENTION_PERMANENT;
        };
    }
}
