package im.sidestream.config;

import im.sidestream.slot.Quota;
import java.time.Duration;

/**
 * What the HTTP face takes from whom.
 *
 * @param connections how many connections may be open in all, {@link Quota#UNLIMITED} for any number
 * @param connectionsPerAddress how many connections an address may have open, {@link Quota#UNLIMITED} for any number
 * @param hsts for how long browsers shall use TLS alone, zero for not saying so
 */
public record GuardConfig(long connections, long connectionsPerAddress, Duration hsts) {
    static GuardConfig of(Settings settings) throws ConfigException {
        return new GuardConfig(
                settings.value(Key.HTTP_CONNECTIONS, Units::count),
                settings.value(Key.HTTP_CONNECTIONS_PER_ADDRESS, Units::count),
                settings.value(Key.HTTP_HSTS, Units::durationOrOff));
    }
}
