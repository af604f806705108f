package im.sidestream.config;

import im.sidestream.delivery.DeliveryLimits;
import im.sidestream.slot.Accounts;
import java.time.Duration;
import java.util.Optional;

/** Reads the section {@code delivery}. */
final class DeliverySettings {
    private static final int MOST = 1_000_000;

    private DeliverySettings() {}

    static DeliveryLimits of(Settings settings) throws ConfigException {
        return new DeliveryLimits(
                sending(settings),
                asking(settings),
                new DeliveryLimits.Keeping(
                        settings.duration(Key.DELIVERY_KEPT),
                        count(settings, Key.DELIVERY_LIST_MEMBERS),
                        count(settings, Key.DELIVERY_LISTS)),
                settings.size(Key.DELIVERY_IN_BAND));
    }

    private static DeliveryLimits.Sending sending(Settings settings) throws ConfigException {
        return new DeliveryLimits.Sending(
                new DeliveryLimits.Share(count(settings, Key.DELIVERY_RECEIVERS), count(settings, Key.DELIVERY_DAILY)),
                new Accounts(settings.list(Key.DELIVERY_TRUSTED, PolicySettings.ACCOUNT)),
                new DeliveryLimits.Share(
                        count(settings, Key.DELIVERY_TRUSTED_RECEIVERS), count(settings, Key.DELIVERY_TRUSTED_DAILY)),
                settings.flag(Key.DELIVERY_WITHOUT_CONSENT));
    }

    private static DeliveryLimits.Asking asking(Settings settings) throws ConfigException {
        Duration usual = settings.duration(Key.DELIVERY_ANSWER_TIME);
        Duration longest = settings.duration(Key.DELIVERY_LONGEST_ANSWER_TIME);
        if (usual.compareTo(longest) > 0) {
            throw settings.require(Key.DELIVERY_ANSWER_TIME)
                    .refused("it is longer than " + Key.DELIVERY_LONGEST_ANSWER_TIME.path());
        }
        return new DeliveryLimits.Asking(
                new DeliveryLimits.PerReceiver(
                        count(settings, Key.DELIVERY_OFFERS_PER_RECEIVER),
                        count(settings, Key.DELIVERY_OFFERS_OF_ONE_SENDER)),
                count(settings, Key.DELIVERY_OFFERS_PER_DOMAIN),
                count(settings, Key.DELIVERY_OFFERS_PER_SECOND),
                usual,
                longest);
    }

    private static int count(Settings settings, Key key) throws ConfigException {
        return settings.value(key, DeliverySettings::count);
    }

    private static Optional<Integer> count(String text) {
        return text.matches("\\d{1,7}")
                ? Optional.of(Integer.valueOf(text)).filter(number -> number >= 1 && number <= MOST)
                : Optional.empty();
    }
}
