package im.sidestream.http.page;

import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Offer;
import im.sidestream.slot.FileName;
import im.sidestream.slot.Page;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The page on which a sender sees how far a delivery came, and may take it back (protocol.md §4(b), 8 and 11). */
public final class ReportPage {
    private static final Template PAGE = Template.of("report.html");
    private static final Template NOTE = Template.of("note.html");
    private static final Template COUNT = Template.of("count.html");
    private static final Template ALL = Template.of("all.html");
    private static final Template ROW = Template.of("row.html");
    private static final Template WITHDRAW = Template.of("withdraw.html");
    private static final Template NEXT = Template.of("next.html");

    private final Wording wording;
    private final Form form;

    /** Wires a page. */
    public ReportPage(Wording wording, Form form) {
        this.wording = wording;
        this.form = form;
    }

    /**
     * Returns the page.
     *
     * @param summary how many receivers are in which state
     * @param offers some of the receivers
     */
    public String of(Delivery delivery, Map<DeliveryState, Long> summary, Page<Offer> offers) {
        Html body = PAGE.with(Map.ofEntries(
                Map.entry("heading", wording.say("report.heading")),
                Map.entry("name-label", wording.say("file.name")),
                Map.entry("name", Html.isolated(delivery.content().name())),
                Map.entry("size-label", wording.say("file.size")),
                Map.entry("size", wording.size(delivery.content().size())),
                Map.entry("begun-label", wording.say("report.begun")),
                Map.entry("begun", wording.time(delivery.begun())),
                Map.entry("until-label", wording.say("offer.until")),
                Map.entry("until", wording.time(delivery.terms().answerBy())),
                Map.entry("note", note(delivery.terms().note())),
                Map.entry("summary-heading", wording.say("report.summary")),
                Map.entry("summary", summary(summary)),
                Map.entry("action", Html.text(form.action())),
                Map.entry("token", Html.text(form.token())),
                Map.entry("all", all(summary)),
                Map.entry("receivers-heading", wording.say("report.receivers")),
                Map.entry("receiver-label", wording.say("report.receiver")),
                Map.entry("state-label", wording.say("report.state")),
                Map.entry("since-label", wording.say("report.since")),
                Map.entry("action-label", wording.say("report.action")),
                Map.entry(
                        "rows", Html.all(offers.items().stream().map(this::row).toList())),
                Map.entry("next", next(offers))));
        Html title =
                wording.say("report.title", Html.text(delivery.content().name().replace('\n', ' ')));
        return Frame.around(wording, title, body).markup();
    }

    private Html note(String note) {
        return note.isBlank()
                ? Html.NONE
                : NOTE.with(Map.of("label", wording.say("report.note"), "note", Html.text(note.strip())));
    }

    private Html summary(Map<DeliveryState, Long> summary) {
        List<Html> lines = Stream.of(DeliveryState.values())
                .filter(state -> summary.getOrDefault(state, 0L) > 0)
                .map(state -> COUNT.with(
                        Map.of("state", name(state), "count", wording.number(summary.getOrDefault(state, 0L)))))
                .toList();
        return Html.all(lines);
    }

    private Html name(DeliveryState state) {
        return wording.say("state." + state.word());
    }

    private static boolean mayBeWithdrawn(DeliveryState state) {
        return state.mayBecome(DeliveryState.WITHDRAWN);
    }

    private Html all(Map<DeliveryState, Long> summary) {
        boolean any = summary.entrySet().stream().anyMatch(one -> one.getValue() > 0 && mayBeWithdrawn(one.getKey()));
        return any
                ? ALL.with(Map.of(
                        "label", wording.say("report.all"),
                        "hint", wording.say("report.all.hint"),
                        "confirm", wording.say("report.all.confirm")))
                : Html.NONE;
    }

    private Html row(Offer offer) {
        return ROW.with(Map.of(
                "receiver", Html.isolated(offer.receiver()),
                "state", name(offer.state()),
                "since", wording.time(since(offer.times())),
                "withdraw", mayBeWithdrawn(offer.state()) ? withdraw(offer.receiver()) : Html.NONE));
    }

    /** The last thing that happened. */
    private static Instant since(Offer.Times times) {
        return Stream.of(
                        times.ended(),
                        times.downloaded(),
                        times.delivered(),
                        times.sent(),
                        times.answered(),
                        times.offered())
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(times.made());
    }

    private Html withdraw(String receiver) {
        return WITHDRAW.with(Map.of(
                "receiver", Html.text(receiver),
                "name", wording.say("report.withdraw.from", Html.text(receiver)),
                "label", wording.say("report.withdraw")));
    }

    private Html next(Page<Offer> offers) {
        return offers.following()
                .map(after -> NEXT.with(Map.of(
                        "link", Html.text("?after=" + FileName.percentEncode(after)),
                        "label", wording.say("report.next"))))
                .orElse(Html.NONE);
    }
}
