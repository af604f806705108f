package im.sidestream.config;

import im.sidestream.slot.SlotPolicy;
import java.time.Duration;

/**
 * Everything an operator decides, checked.
 *
 * @param settings the texts that it was made from, to be compared with those of a reload
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
        boolean warmUp,
        Duration stopTimeout,
        String logLevel) {

    static ServerConfig of(Settings settings) throws ConfigException {
        XmppConfig xmpp = XmppConfig.of(settings);
        return new ServerConfig(
                settings,
                xmpp,
                HttpConfig.of(settings, xmpp.domain()),
                StorageConfig.of(settings),
                PolicySettings.of(settings, xmpp.domain()),
                settings.flag(Key.WARM_UP),
                settings.duration(Key.STOP_TIMEOUT),
                level(settings.require(Key.LOG_LEVEL)));
    }

    private static String level(Setting setting) throws ConfigException {
        if (!setting.text().matches("error|warn|info|debug")) {
            throw setting.refused();
        }
        return setting.text();
    }
}
