package im.sidestream.component.command;

import im.sidestream.component.stanza.Shown;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryId;
import im.sidestream.slot.Page;
import im.sidestream.slot.SlotId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a sender may do with one file for many. */
final class DistributionCommands {

    private static final String FILE = "file";
    private static final String ACTION = "action";
    private static final String DELIVERY = "delivery";
    private static final String RECEIVER = "receiver";
    /** Not the form of an id. */
    private static final String MORE = "more";

    private static final int OPTIONS = 40;

    private final DistributionPorts ports;
    private final Distribution distribution;
    private final ListEditing lists;
    private final OfferAnswering offers;

    DistributionCommands(DistributionPorts ports, CommandPorts surroundings) {
        this.ports = ports;
        this.distribution = new Distribution(ports, surroundings.clock());
        this.lists = new ListEditing(ports);
        this.offers = new OfferAnswering(ports, surroundings);
    }

    List<Command> all() {
        return List.of(
                Command.ofUser("distribute", this::distribute),
                Command.ofUser("deliveries", by -> deliveries(by, null)),
                Command.ofUser("lists", lists::ask),
                Command.ofAnybody("offers", offers::ask));
    }

    private CompletableFuture<Step> distribute(Requester by) {
        Form form = new Form(
                by.text("command.distribute"),
                by.text("distribute.how"),
                type("distribute"),
                List.of(
                        Field.required(Field.Type.TEXT_SINGLE, FILE, by.text("remove.file")),
                        Field.lines(Field.Type.JID_MULTI, "recipients", by.text("distribute.recipients"), List.of()),
                        Field.lines(Field.Type.TEXT_MULTI, "lists", by.text("distribute.lists"), List.of()),
                        Field.text("room", by.text("distribute.room"), ""),
                        Field.text("from-file", by.text("distribute.from-file"), ""),
                        Field.text("note", by.text("distribute.note"), ""),
                        Field.text("answer-by", by.text("distribute.answer-by"), ""),
                        Field.flag("consent", by.text("distribute.consent"), true)));
        return CompletableFuture.completedFuture(Step.Question.last(
                form, (action, given) -> distribution.start(by, wish(by, given)).thenApply(begun -> begun(by, begun))));
    }

    /** Reports name the delivery in their threads: whoever ordered it by a program knows by that which are its own. */
    private static Step begun(Requester by, Distribution.Begun begun) {
        Result result = new Result(
                by.text("command.distribute"),
                type("distribute"),
                List.of(
                        Field.hidden(DELIVERY, begun.delivery().value()),
                        Field.hidden("asked", Long.toString(begun.asked())),
                        Field.text(
                                "report",
                                by.text("distribute.report"),
                                begun.page().toString())));
        return new Step.End(result, new Step.Note(false, begun.sentence()));
    }

    private Distribution.Wish wish(Requester by, Submission given) throws InvalidAnswer {
        Optional<SlotId> file = TypedText.id(given.one(FILE), Memory.NOTHING);
        if (file.isEmpty()) {
            throw InvalidAnswer.value(by.text("which"));
        }
        List<String> receivers = new ArrayList<>(given.all("recipients"));
        given.all("lists").forEach(list -> receivers.add(ReceiverSources.LIST + list.strip()));
        if (!given.one("room").isEmpty()) {
            receivers.add(ReceiverSources.ROOM + given.one("room"));
        }
        if (!given.one("from-file").isEmpty()) {
            receivers.add(ReceiverSources.FILE + given.one("from-file"));
        }
        String until = given.one("answer-by");
        Optional<Instant> time = distribution.time(until);
        if (!until.isEmpty() && time.isEmpty()) {
            throw InvalidAnswer.value(by.text("distribute.time"));
        }
        return new Distribution.Wish(
                file.get(), receivers, given.one("note"), time.orElse(null), given.flag("consent"));
    }

    private CompletableFuture<Step> deliveries(Requester by, @Nullable String after) {
        return Leaves.found(from -> ports.distributor().deliveries(by.owner(), from, OPTIONS), after)
                .thenApply(page -> choice(by, page));
    }

    private Step choice(Requester by, Page<Delivery> page) {
        if (page.items().isEmpty() && page.next() == null) {
            return Step.End.saying(by.text("none"));
        }
        Map<String, String> options = new LinkedHashMap<>();
        page.items()
                .forEach(each -> options.put(
                        each.id().value(),
                        by.text("delivery.label", Distribution.label(by, each), Shown.time(each.begun()))));
        if (page.next() != null) {
            options.put(MORE, by.text("delivery.more"));
        }
        Map<String, String> actions = new LinkedHashMap<>();
        for (String action : List.of("show", "withdraw")) {
            actions.put(action, by.text("delivery." + action));
        }
        Form form = new Form(
                by.text("command.deliveries"),
                by.text("delivery.how"),
                type("deliveries"),
                List.of(
                        Field.choice(DELIVERY, by.text("delivery.which"), "", options),
                        Field.choice(ACTION, by.text("delivery.action"), "show", actions),
                        Field.text(RECEIVER, by.text("delivery.receiver"), "")));
        return Step.Question.followed(form, (button, given) -> chosen(by, given, page.next()));
    }

    private CompletableFuture<Step> chosen(Requester by, Submission given, @Nullable String next) {
        if (given.one(DELIVERY).equals(MORE)) {
            return deliveries(by, next);
        }
        DeliveryId id = new DeliveryId(given.one(DELIVERY));
        return given.one(ACTION).equals("show")
                ? show(by, id)
                : UserCommands.end(distribution.withdraw(by, id, given.one(RECEIVER)));
    }

    private CompletableFuture<Step> show(Requester by, DeliveryId id) {
        OfferLook look = new OfferLook(by, by.text("command.deliveries"), type("deliveries"));
        return distribution
                .summary(by, id)
                .thenCompose(summary -> new Leaves<>(
                                after -> ports.distributor().offers(by.owner(), id, after, OfferLook.PAGE), look, by)
                        .first()
                        .thenApply(step -> step.with(new Step.Note(false, summary + "\n" + noteOf(step)))));
    }

    private static String noteOf(Step step) {
        Step.Note note = step.note();
        return note == null ? "" : note.text();
    }

    static String type(String name) {
        return "sidestream:transfer:0#" + name;
    }
}
