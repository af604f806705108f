package im.sidestream.component.offers;

import im.sidestream.component.stanza.Phrases;
import im.sidestream.component.stanza.RefusalErrors;
import im.sidestream.component.stanza.RefusalText;
import im.sidestream.component.stanza.Shown;
import im.sidestream.delivery.Channel;
import im.sidestream.delivery.Decision;
import im.sidestream.delivery.Deliveries;
import im.sidestream.delivery.Distributor;
import im.sidestream.delivery.OfferId;
import im.sidestream.delivery.Offering;
import im.sidestream.delivery.Via;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What receivers say to offers, understood: which offer they mean, what they decide, and the sentence that tells them what
 * became of it. An answer counts from the invited account alone, whatever it names.
 */
public final class Answers {

    private static final Logger log = LoggerFactory.getLogger(Answers.class);
    private static final int SHOWN = 20;

    private final Correspondence work;
    private final Distributor distributor;
    private final Runnable decided;

    /**
     * Understands answers.
     *
     * @param decided runs after a decision, so that what follows need not wait
     */
    public Answers(Correspondence work, Distributor distributor, Runnable decided) {
        this.work = work;
        this.distributor = distributor;
        this.decided = decided;
    }

    /** Whether somebody has an offer that may still be decided on: strangers who have none are not listened to. */
    public CompletableFuture<Boolean> isInvited(String address) {
        return open(new Heard(address, "", null, null), 1).thenApply(open -> !open.isEmpty());
    }

    /** Lists what somebody may still decide on, newest first. */
    public CompletableFuture<List<Offering>> openFor(String address) {
        return open(new Heard(address, "", null, null), SHOWN);
    }

    /** Tells somebody of the offers that wait for an answer. */
    public CompletableFuture<String> list(Heard heard) {
        Phrases phrases = phrases(heard);
        return open(heard, SHOWN).thenApply(open -> {
            List<String> lines = new ArrayList<>();
            lines.add(phrases.text(open.isEmpty() ? "answer.none" : "answer.list"));
            open.forEach(offering -> lines.add(describe(offering, phrases)));
            return String.join("\n", lines);
        });
    }

    private static String describe(Offering offering, Phrases phrases) {
        return phrases.text(
                "answer.line",
                offering.offer().code(),
                OfferMessage.line(offering.delivery(), phrases),
                Shown.time(offering.delivery().terms().answerBy()),
                Reports.word(offering.offer().state(), phrases));
    }

    /** Whether a line is an answer. */
    public static boolean isAnswer(String body) {
        return AnswerLine.parse(body).isPresent();
    }

    /** Obeys a typed answer; empty for a line that is none, or that names no offer where there is none. */
    public CompletableFuture<Optional<String>> typed(Heard heard, String body) {
        AnswerLine line = AnswerLine.parse(body).orElse(null);
        if (line == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return meant(heard, line.code()).thenCompose(found -> {
            if (found.isPresent()) {
                return decide(heard, found.get(), line.decision(), Channel.TEXT, null)
                        .thenApply(Optional::of);
            }
            return open(heard, SHOWN)
                    .thenCompose(open -> open.isEmpty() && line.code().isEmpty()
                            ? CompletableFuture.completedFuture(Optional.empty())
                            : unclear(heard, open));
        });
    }

    /** The same for somebody who may talk of offers alone: empty for who has none, and was never asked what he answers. */
    public CompletableFuture<Optional<String>> stranger(Heard heard, String body) {
        AnswerLine line = AnswerLine.parse(body).orElse(null);
        CompletableFuture<Optional<Offering>> meant = line == null ? none() : meant(heard, line.code());
        return meant.thenCompose(found -> {
            if (line != null && found.isPresent()) {
                return decide(heard, found.get(), line.decision(), Channel.TEXT, null)
                        .thenApply(Optional::of);
            }
            return open(heard, SHOWN).thenCompose(open -> {
                if (open.isEmpty()) {
                    return CompletableFuture.completedFuture(Optional.empty());
                }
                return line == null ? list(heard).thenApply(Optional::of) : unclear(heard, open);
            });
        });
    }

    private CompletableFuture<Optional<String>> unclear(Heard heard, List<Offering> open) {
        if (open.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.of(phrases(heard).text("answer.unknown")));
        }
        return list(heard).thenApply(list -> Optional.of(phrases(heard).text("answer.which") + "\n" + list));
    }

    /** Obeys a form. */
    CompletableFuture<String> form(Heard heard, Map<String, String> fields) {
        Decision decision = switch (fields.getOrDefault(OfferMessage.DECISION, "")) {
            case "accept" -> Decision.ACCEPT;
            case "decline" -> Decision.DECLINE;
            case "block" -> Decision.BLOCK;
            default -> null;
        };
        if (decision == null) {
            return CompletableFuture.completedFuture(phrases(heard).text("answer.form"));
        }
        Via via = "jingle".equals(fields.get(OfferMessage.VIA)) ? Via.IN_BAND : null;
        return byCode(heard, fields.getOrDefault(OfferMessage.OFFER, ""))
                .thenCompose(found -> found.isPresent()
                        ? decide(heard, found.get(), decision, Channel.FORM, via)
                        : CompletableFuture.completedFuture(phrases(heard).text("answer.unknown")));
    }

    /**
     * Decides.
     *
     * @param via as the receiver wishes, or null
     */
    public CompletableFuture<String> decide(
            Heard heard, Offering offering, Decision decision, Channel channel, @Nullable Via via) {
        boolean yes = decision == Decision.ACCEPT;
        CompletableFuture<Via> found = yes
                ? work.capability().of(heard.address(), offering.delivery(), via)
                : CompletableFuture.completedFuture(Via.LINK);
        return found.thenCompose(way -> distributor.decide(
                        owner(heard),
                        offering.offer().id(),
                        decision,
                        new Deliveries.Answer(channel, way, heard.address())))
                .thenApply(result -> {
                    decided.run();
                    return sentence(heard, decision, result);
                });
    }

    private String sentence(Heard heard, Decision decision, Deliveries.Decided result) {
        Phrases phrases = phrases(heard);
        String file = OfferMessage.file(result.offering().delivery().content(), phrases);
        String sender = SafeText.line(result.offering().delivery().sender().jid(), SafeText.NAME);
        if (!result.counts()) {
            return phrases.text(
                    "answer.late", file, Reports.word(result.offering().offer().state(), phrases));
        }
        return switch (decision) {
            case ACCEPT ->
                phrases.text("answer.accepted", file, result.offering().offer().code());
            case DECLINE -> phrases.text("answer.declined", file);
            case BLOCK -> phrases.text("answer.blocked", file, sender);
        };
    }

    /** What is said where something went wrong. */
    String sorry(Heard heard, Throwable failure) {
        if (!(RefusalErrors.unwrap(failure) instanceof Refusal)) {
            log.error("an answer of {} failed", heard.bare(), failure);
        }
        return RefusalText.ofFailure(failure, phrases(heard).language());
    }

    /**
     * Which offer is meant: the one whose code was typed, else the one whose message was answered (XEP-0461), else the
     * thread's, else the only one there is; that is no answer to what was said before it was there.
     */
    private CompletableFuture<Optional<Offering>> meant(Heard heard, String code) {
        if (!code.isEmpty()) {
            return byCode(heard, code);
        }
        String reply = heard.reply();
        CompletableFuture<Optional<Offering>> found = reply == null || reply.length() > 64
                ? none()
                : work.deliveries().ofStanza(Chat.rowOf(reply)).thenApply(offering -> own(heard, offering));
        return found.thenCompose(
                        replied -> replied.isPresent() ? CompletableFuture.completedFuture(replied) : byThread(heard))
                .thenCompose(named ->
                        named.isPresent() || heard.kept() ? CompletableFuture.completedFuture(named) : only(heard));
    }

    private CompletableFuture<Optional<Offering>> byThread(Heard heard) {
        return OfferId.parse(Chat.offerOf(heard.thread()))
                .map(id -> work.deliveries().find(id).thenApply(offering -> own(heard, offering)))
                .orElseGet(Answers::none);
    }

    private CompletableFuture<Optional<Offering>> byCode(Heard heard, String code) {
        return code.isEmpty()
                ? none()
                : work.deliveries().find(owner(heard), code).thenApply(offering -> own(heard, offering));
    }

    private CompletableFuture<Optional<Offering>> only(Heard heard) {
        return open(heard, 2).thenApply(open -> open.size() == 1 ? Optional.of(open.get(0)) : Optional.empty());
    }

    /** Another one's offer is not there, whoever names it. */
    private static Optional<Offering> own(Heard heard, Optional<Offering> found) {
        return found.filter(offering -> offering.offer().receiver().equals(heard.bare()));
    }

    private static CompletableFuture<Optional<Offering>> none() {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    private CompletableFuture<List<Offering>> open(Heard heard, int limit) {
        return work.deliveries().openFor(owner(heard), limit);
    }

    private Owner owner(Heard heard) {
        return new Owner(work.ports().service(), heard.bare());
    }

    private Phrases phrases(Heard heard) {
        return heard.language() == null
                ? work.voice().phrases(heard.bare())
                : work.voice().in(heard.language());
    }

    /** An offer in a line, for a choice. */
    public String label(Offering offering, String language) {
        return describe(offering, work.voice().in(language));
    }
}
