package im.sidestream.component.command;

import im.sidestream.component.command.Memory.Answer;
import im.sidestream.component.offers.Heard;
import im.sidestream.component.offers.SafeText;
import im.sidestream.component.stanza.Shown;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryId;
import im.sidestream.delivery.Offer;
import im.sidestream.slot.Page;
import im.sidestream.slot.SlotId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One file to many, typed: for clients that know nothing of commands. */
final class TypedDistribution {

    private static final int PAGE = 20;
    private static final Set<String> RECEIVERS = Set.of("offers", "allow", "block", "forget");

    private final DistributionPorts ports;
    private final Distribution distribution;
    private final ListEditing lists;
    private final OfferAnswering offers;

    TypedDistribution(DistributionPorts ports, CommandPorts surroundings) {
        this.ports = ports;
        this.distribution = new Distribution(ports, surroundings.clock());
        this.lists = new ListEditing(ports);
        this.offers = new OfferAnswering(ports, surroundings);
    }

    /**
     * Answers a line.
     *
     * @return null for a line that is none of these
     */
    @Nullable
    CompletableFuture<Answer> answer(Requester by, Line line, Memory memory) {
        String keyword = line.keyword();
        return switch (keyword) {
            case "send" -> send(by, line, memory);
            case "deliveries" -> deliveries(by, null, 1);
            case "delivery" -> delivery(by, line, memory);
            case "cancel" -> cancel(by, line, memory);
            case "lists" -> list(by, line, memory);
            default -> RECEIVERS.contains(keyword) ? decided(by, keyword, line) : null;
        };
    }

    /** Whether a line is about what a receiver decides for good. */
    static boolean isOfReceivers(Line line) {
        return RECEIVERS.contains(line.keyword());
    }

    /** Answers such a line of somebody who may say nothing else; empty for one who was not asked and decided nothing. */
    CompletableFuture<Optional<String>> stranger(Requester by, Line line) {
        return offers.isHeard(by)
                .thenCompose(heard -> heard
                        ? decided(by, line.keyword(), line).thenApply(answer -> Optional.of(answer.text()))
                        : CompletableFuture.completedFuture(Optional.empty()));
    }

    private CompletableFuture<Answer> decided(Requester by, String keyword, Line line) {
        return switch (keyword) {
            case "offers" -> offers(by);
            case "allow" -> rule(by, line.word(), "allow");
            case "block" -> rule(by, line.word(), "block-sender");
            default -> rule(by, line.word(), "forget");
        };
    }

    private CompletableFuture<Answer> send(Requester by, Line line, Memory memory) {
        Optional<SlotId> file = TypedText.id(line.word(), memory);
        if (file.isEmpty() || !line.keyword().equals("to")) {
            return TypedText.said(by.text(file.isEmpty() ? "which" : "type.send"));
        }
        List<String> receivers = new ArrayList<>();
        Instant until = null;
        boolean consent = true;
        while (!line.isEmpty() && !line.isNext("note:")) {
            String word = line.word();
            if (word.equalsIgnoreCase("by:")) {
                Optional<Instant> time = distribution.time(line.word());
                if (time.isEmpty()) {
                    return TypedText.said(by.text("distribute.time"));
                }
                until = time.get();
            } else if (word.equalsIgnoreCase("unasked:")) {
                consent = false;
            } else {
                receivers.add(word.replaceAll("[,;]+$", ""));
            }
        }
        line.word();
        return TypedText.said(distribution
                .start(by, new Distribution.Wish(file.get(), receivers, line.rest(), until, consent))
                .thenApply(Distribution.Begun::sentence));
    }

    private CompletableFuture<Answer> deliveries(Requester by, @Nullable String after, int first) {
        return Leaves.found(from -> ports.distributor().deliveries(by.owner(), from, PAGE), after)
                .thenApply(page -> shown(by, page, first));
    }

    private Answer shown(Requester by, Page<Delivery> page, int first) {
        if (page.items().isEmpty()) {
            return Answer.of(by.text("none"));
        }
        List<String> lines = new ArrayList<>();
        List<SlotId> ids = new ArrayList<>();
        for (Delivery each : page.items()) {
            lines.add(first + ids.size() + ". "
                    + by.text("delivery.label", Distribution.label(by, each), Shown.time(each.begun())));
            // numbers of either list mean one thing at a time, and both are called alike
            ids.add(new SlotId(each.id().value()));
        }
        String next = page.next();
        int following = first + ids.size();
        if (next != null) {
            lines.add(by.text("type.more"));
        }
        return new Answer(
                String.join("\n", lines),
                new Memory(ids, first, next == null ? null : () -> deliveries(by, next, following), null));
    }

    private static Optional<DeliveryId> id(Line line, Memory memory) {
        return TypedText.id(line.word(), memory).map(id -> new DeliveryId(id.value()));
    }

    private CompletableFuture<Answer> delivery(Requester by, Line line, Memory memory) {
        Optional<DeliveryId> id = id(line, memory);
        if (id.isEmpty()) {
            return TypedText.said(by.text("type.delivery"));
        }
        return distribution
                .summary(by, id.get())
                .thenCompose(summary -> receivers(by, id.get(), null, memory)
                        .thenApply(page -> new Answer(summary + "\n" + page.text(), page.memory())));
    }

    private CompletableFuture<Answer> receivers(Requester by, DeliveryId id, @Nullable String after, Memory memory) {
        return ports.distributor().offers(by.owner(), id, after, PAGE).thenApply(page -> {
            String text = page.items().stream().map(offer -> line(by, offer)).collect(Collectors.joining("\n"));
            return leaf(by, text, memory, page.next(), next -> receivers(by, id, next, memory));
        });
    }

    private CompletableFuture<Answer> members(Requester by, String list, @Nullable String after, Memory memory) {
        return lists.members(by, list, after).thenApply(page -> {
            String text = page.items().stream().map(Shown::cut).collect(Collectors.joining("\n"));
            return leaf(
                    by,
                    text.isEmpty() ? by.text("none") : text,
                    memory,
                    page.next(),
                    next -> members(by, list, next, memory));
        });
    }

    /** A part of a list, which "more" goes on with; numbers mean what they meant before. */
    private static Answer leaf(
            Requester by,
            String text,
            Memory memory,
            @Nullable String next,
            Function<String, CompletableFuture<Answer>> following) {
        return next == null
                ? new Answer(text, new Memory(memory.shown(), memory.firstNumber(), null, null))
                : new Answer(
                        text + "\n" + by.text("type.more"),
                        new Memory(memory.shown(), memory.firstNumber(), () -> following.apply(next), null));
    }

    private static String line(Requester by, Offer offer) {
        return SafeText.line(offer.receiver(), SafeText.NAME) + ": " + Distribution.state(by, offer.state());
    }

    private CompletableFuture<Answer> cancel(Requester by, Line line, Memory memory) {
        Optional<DeliveryId> id = id(line, memory);
        if (id.isEmpty()) {
            return TypedText.said(by.text("type.delivery"));
        }
        return TypedText.said(distribution.withdraw(by, id.get(), line.word()));
    }

    private CompletableFuture<Answer> list(Requester by, Line line, Memory memory) {
        String action = line.keyword();
        String name = line.word();
        if (action.equals("show")) {
            return members(by, name, null, memory);
        }
        return TypedText.said(
                switch (action) {
                    case "" -> lists.overview(by);
                    case "create" -> lists.create(by, name);
                    case "delete" -> lists.delete(by, name);
                    case "add" -> lists.add(by, name, words(line));
                    case "remove" -> lists.remove(by, name, words(line));
                    case "share" -> lists.share(by, name, with(line), true);
                    case "unshare" -> lists.share(by, name, with(line), false);
                    default -> CompletableFuture.completedFuture(by.text("type.lists"));
                });
    }

    private static List<String> words(Line line) {
        List<String> words = new ArrayList<>();
        while (!line.isEmpty()) {
            words.add(line.word().replaceAll("[,;]+$", ""));
        }
        return words;
    }

    private static String with(Line line) {
        String word = line.word();
        return word.equalsIgnoreCase("with") ? line.word() : word;
    }

    private CompletableFuture<Answer> offers(Requester by) {
        Heard heard = new Heard(by.address(), "", null, by.phrases().language());
        return TypedText.said(ports.answers()
                .list(heard)
                .thenCompose(list ->
                        offers.rulings(by).thenApply(rulings -> rulings.isEmpty() ? list : list + "\n" + rulings)));
    }

    private CompletableFuture<Answer> rule(Requester by, String typed, String word) {
        return OfferAnswering.sender(typed)
                .map(sender -> TypedText.said(offers.rule(by, sender, word)))
                .orElseGet(() -> TypedText.said(by.text("offers.sender.wrong")));
    }

    String help(Requester by) {
        return by.text("help.send");
    }
}
