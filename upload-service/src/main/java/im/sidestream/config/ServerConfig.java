package im.sidestream.config;

import im.sidestream.slot.SlotPolicy;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything an operator decides, checked.
 *
 * @param settings the texts that it was made from, to be compared with those of a reload
 * @param contacts URIs by what they are for, {@code abuse} and so on (XEP-0157)
 * @param warmUp whether a start is followed by some practice, so that the first users find compiled code
 * @param stopTimeout how long a stop waits for what is under way
 * @param logLevel {@code error}, {@code warn}, {@code info} or {@code debug}
 */
public record ServerConfig(
        Settings settings,
        XmppConfig xmpp,
        HttpConfig http,
        StorageConfig storage,
        SlotPolicy policy,
        Map<String, List<String>> contacts,
        boolean warmUp,
        Duration stopTimeout,
        String logLevel) {

    private static final String CONTACT = "contact.";

    static ServerConfig of(Settings settings) throws ConfigException {
        XmppConfig xmpp = XmppConfig.of(settings);
        return new ServerConfig(
                settings,
                xmpp,
                HttpConfig.of(settings, xmpp.domain()),
                StorageConfig.of(settings),
                PolicySettings.of(settings, xmpp.domain()),
                contacts(settings),
                settings.flag(Key.WARM_UP),
                settings.duration(Key.STOP_TIMEOUT),
                level(settings.require(Key.LOG_LEVEL)));
    }

    private static Map<String, List<String>> contacts(Settings settings) throws ConfigException {
        Map<String, List<String>> contacts = new LinkedHashMap<>();
        for (Key key : Key.values()) {
            if (key.path().startsWith(CONTACT)) {
                contacts.put(
                        key.path().substring(CONTACT.length()), settings.list(key, "[A-Za-z][A-Za-z0-9+.-]*:[!-~]+"));
            }
        }
        return Collections.unmodifiableMap(contacts);
    }

    private static String level(Setting setting) throws ConfigException {
        if (!setting.text().matches("error|warn|info|debug")) {
            throw setting.refused();
        }
        return setting.text();
    }
}
