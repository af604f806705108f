package im.sidestream.component.command;

import im.sidestream.component.offers.Heard;
import im.sidestream.component.stanza.Pace;
import im.sidestream.component.stanza.Shown;
import im.sidestream.delivery.Channel;
import im.sidestream.delivery.Decision;
import im.sidestream.delivery.Offering;
import im.sidestream.delivery.StandingConsents;
import im.sidestream.delivery.StandingConsents.Ruling;
import im.sidestream.slot.BareJid;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What receivers decide: about the offers that wait for them, and for good. Users may do so always; strangers while they have
 * an offer, or decided something that they may take back.
 */
final class OfferAnswering {

    private static final String NONE = "none";
    private static final int SHOWN = 50;
    /** Of a stranger; whoever only wants to know whether the service works asks less often. */
    private static final int TURNS_PER_MINUTE = 10;

    private static final List<String> EVERYBODY = List.of("all", "alle", StandingConsents.EVERYBODY);

    private final DistributionPorts ports;
    private final Rights rights;
    private final Pace strangers;

    OfferAnswering(DistributionPorts ports, CommandPorts surroundings) {
        this.ports = ports;
        this.rights = surroundings.rights();
        this.strangers = new Pace(surroundings.clock(), TURNS_PER_MINUTE);
    }

    CompletableFuture<Step> ask(Requester by) {
        boolean isUser = rights.isUser(by.bare());
        if (!isUser && strangers.judge(by.bare()) != Pace.Verdict.ANSWER) {
            return CompletableFuture.failedFuture(Refusal.of(Reason.RATE_EXCEEDED, by.text("type.slower")));
        }
        return ports.answers()
                .openFor(by.address())
                .thenCompose(open -> rulings(by)
                        .thenCompose(rulings -> open.isEmpty() && rulings.isEmpty() && !isUser
                                ? CompletableFuture.failedFuture(Refusal.of(Reason.NOT_ALLOWED, by.text("forbidden")))
                                : CompletableFuture.completedFuture(Step.Question.last(
                                        form(by, open, rulings), (action, given) -> answer(by, open, given)))));
    }

    /** Whether a stranger has something to decide, or to take back. */
    CompletableFuture<Boolean> isHeard(Requester by) {
        return ports.answers()
                .isInvited(by.address())
                .thenCompose(invited -> invited
                        ? CompletableFuture.completedFuture(true)
                        : rulings(by).thenApply(rulings -> !rulings.isEmpty()));
    }

    private Form form(Requester by, List<Offering> open, String rulings) {
        Map<String, String> offers = new LinkedHashMap<>();
        offers.put(NONE, by.text("offers.none"));
        open.forEach(each -> offers.put(
                each.offer().code(), ports.answers().label(each, by.phrases().language())));
        Map<String, String> decisions = words(by, "accept", "decline", "block");
        Map<String, String> kinds = words(by, NONE, "allow", "block-sender", "forget");
        String first = open.isEmpty() ? NONE : open.get(0).offer().code();
        return new Form(
                by.text("command.offers"),
                rulings,
                DistributionCommands.type("offers"),
                List.of(
                        Field.choice("offer", by.text("offers.offer"), first, offers),
                        Field.choice("decision", by.text("offers.decision"), "accept", decisions),
                        Field.choice("ruling", by.text("offers.ruling"), NONE, kinds),
                        Field.text("sender", by.text("offers.sender"), "")));
    }

    private static Map<String, String> words(Requester by, String... names) {
        Map<String, String> words = new LinkedHashMap<>();
        for (String name : names) {
            words.put(name, by.text("offers." + name));
        }
        return words;
    }

    private CompletableFuture<Step> answer(Requester by, List<Offering> open, Submission given) throws InvalidAnswer {
        String ruling = given.one("ruling");
        Optional<String> sender = sender(given.one("sender"));
        if (!ruling.equals(NONE) && sender.isEmpty()) {
            throw InvalidAnswer.value(by.text("offers.sender.wrong"));
        }
        CompletableFuture<String> ruled =
                ruling.equals(NONE) ? CompletableFuture.completedFuture("") : rule(by, sender.orElseThrow(), ruling);
        return UserCommands.end(ruled.thenCompose(first -> decide(by, open, given)
                        .thenApply(
                                second -> first.isEmpty() || second.isEmpty() ? first + second : first + "\n" + second))
                .thenApply(text -> text.isEmpty() ? by.text("offers.nothing") : text));
    }

    private CompletableFuture<String> decide(Requester by, List<Offering> open, Submission given) {
        Optional<Offering> chosen = open.stream()
                .filter(each -> each.offer().code().equals(given.one("offer")))
                .findFirst();
        Decision decision = switch (given.one("decision")) {
            case "accept" -> Decision.ACCEPT;
            case "block" -> Decision.BLOCK;
            default -> Decision.DECLINE;
        };
        return chosen.map(offering -> ports.answers().decide(heard(by), offering, decision, Channel.COMMAND, null))
                .orElseGet(() -> CompletableFuture.completedFuture(""));
    }

    private static Heard heard(Requester by) {
        return new Heard(by.address(), "", null, by.phrases().language());
    }

    /** A bare JID, or whoever it is. */
    static Optional<String> sender(String typed) {
        return EVERYBODY.contains(typed.toLowerCase(Locale.ROOT))
                ? Optional.of(StandingConsents.EVERYBODY)
                : BareJid.parse(typed).filter(jid -> jid.indexOf('@') > 0);
    }

    /** Remembers what somebody wants for good. */
    CompletableFuture<String> rule(Requester by, String sender, String word) {
        @Nullable
        Ruling ruling = switch (word) {
            case "allow" -> Ruling.ALLOW;
            case "block-sender" -> Ruling.BLOCK;
            default -> null;
        };
        return ports.consents()
                .rule(by.owner(), sender, ruling)
                .thenApply(done -> by.text("ruled." + word, name(by, sender)));
    }

    private static String name(Requester by, String sender) {
        return sender.equals(StandingConsents.EVERYBODY) ? by.text("offers.everybody") : Shown.cut(sender);
    }

    /** What somebody decided for good, in lines. */
    CompletableFuture<String> rulings(Requester by) {
        return ports.consents()
                .of(by.owner())
                .thenApply(all -> all.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .limit(SHOWN)
                        .map(each -> by.text(
                                each.getValue() == Ruling.ALLOW ? "ruling.allow" : "ruling.block",
                                name(by, each.getKey())))
                        .collect(Collectors.joining("\n")));
    }
}
