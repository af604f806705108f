package im.sidestream.component.command;

import im.sidestream.component.offers.SafeText;
import im.sidestream.component.stanza.Shown;
import im.sidestream.delivery.Deliveries;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryId;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Order;
import im.sidestream.delivery.Started;
import im.sidestream.slot.BareJid;
import im.sidestream.slot.SlotId;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a sender does with deliveries, each told in a sentence; commands and typed text share it. */
final class Distribution {

    private static final int NAMED = 10;

    private final DistributionPorts ports;
    private final ReceiverSources sources;
    private final InstantSource clock;

    /**
     * What a sender wants.
     *
     * @param receivers as {@link ReceiverSources} reads them
     */
    record Wish(
            SlotId file,
            List<String> receivers,
            String note,
            @Nullable Instant answerBy,
            boolean consent) {}

    /**
     * What was begun.
     *
     * @param asked how many receivers its reports name
     * @param sentence for people
     */
    record Begun(DeliveryId delivery, long asked, URI page, String sentence) {}

    Distribution(DistributionPorts ports, InstantSource clock) {
        this.ports = ports;
        this.sources = new ReceiverSources(ports);
        this.clock = clock;
    }

    CompletableFuture<Begun> start(Requester by, Wish wish) {
        return sources.find(by, wish.receivers())
                .thenCompose(receivers -> ports.distributor()
                        .start(new Order(
                                by.owner(),
                                wish.file(),
                                receivers,
                                wish.note(),
                                wish.answerBy(),
                                wish.consent(),
                                by.phrases().language())))
                .thenApply(started -> {
                    ports.begun().run();
                    DeliveryId id = started.delivery().id();
                    return new Begun(id, started.asked(), ports.page().apply(id), sentence(by, started));
                });
    }

    private String sentence(Requester by, Started started) {
        Delivery delivery = started.delivery();
        List<String> lines = new ArrayList<>();
        lines.add(by.text(
                delivery.terms().consent() ? "distribute.asked" : "distribute.sent",
                started.asked(),
                label(by, delivery),
                Shown.time(delivery.terms().answerBy())));
        int ofOne = ports.limits().get().asking().perReceiver().ofOne();
        started.leftOut().stream().limit(NAMED).forEach(each -> lines.add(leftOut(by, each, ofOne)));
        if (started.leftOut().size() > NAMED) {
            lines.add(by.text("evicted.more", started.leftOut().size() - NAMED));
        }
        lines.add(ports.page().apply(delivery.id()).toString());
        return String.join("\n", lines);
    }

    /** Whether somebody blocked the sender, or got too many offers of others, is nothing that senders are told. */
    private static String leftOut(Requester by, Deliveries.LeftOut each, int ofOne) {
        Instant until = each.until();
        String key = switch (each.why()) {
            case REPEATED -> "left-out.repeated";
            case INVALID -> "left-out.invalid";
            case WITHDRAWN -> "left-out.withdrawn";
            case OFTEN -> until == null ? "left-out.unwilling" : "left-out.often";
            case BLOCKED, LIMIT -> "left-out.unwilling";
        };
        return by.text(key, Shown.cut(each.receiver()), ofOne, until == null ? "" : Shown.time(until));
    }

    /** A moment (XEP-0082), or a span from now on; empty for neither. */
    Optional<Instant> time(String text) {
        try {
            Optional<Duration> span = Spans.parse(text);
            return span.isPresent() ? Optional.of(clock.instant().plus(span.get())) : Optional.of(Instant.parse(text));
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }

    /** A delivery as it stands: how many receivers are in which state. */
    CompletableFuture<String> summary(Requester by, DeliveryId id) {
        return ports.distributor()
                .delivery(by.owner(), id)
                .thenCompose(delivery -> ports.distributor()
                        .summary(by.owner(), id)
                        .thenApply(summary -> by.text(
                                "delivery.summary",
                                label(by, delivery),
                                counts(by, summary),
                                ports.page().apply(id))));
    }

    static String counts(Requester by, Map<DeliveryState, Long> summary) {
        Map<DeliveryState, Long> sorted = new EnumMap<>(DeliveryState.class);
        sorted.putAll(summary);
        return sorted.entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .map(each -> by.text("state.count", state(by, each.getKey()), each.getValue()))
                .collect(Collectors.joining(", "));
    }

    static String state(Requester by, DeliveryState state) {
        return by.text("delivery." + state.word());
    }

    /** Withdraws from one receiver, or from all where that is empty. */
    CompletableFuture<String> withdraw(Requester by, DeliveryId id, String receiver) {
        Optional<String> jid = BareJid.parse(receiver);
        if (!receiver.isEmpty() && jid.isEmpty()) {
            return CompletableFuture.completedFuture(by.text("account.bare"));
        }
        return ports.distributor().withdraw(by.owner(), id, jid.orElse(null)).thenApply(count -> {
            ports.begun().run();
            return by.text("delivery.taken-back", count);
        });
    }

    static String label(Requester by, Delivery delivery) {
        return by.text(
                "file.label",
                SafeText.line(delivery.content().name(), SafeText.NAME),
                Shown.size(delivery.content().size(), by.phrases()));
    }
}
