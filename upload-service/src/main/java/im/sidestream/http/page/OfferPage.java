package im.sidestream.http.page;

import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.Offering;
import im.sidestream.slot.LinkId;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.function.BiFunction;

/** The page of an offer: what is offered, and what its receiver may say or has said (protocol.md §4(b), 5 and 6). */
public final class OfferPage {
    private static final Template PAGE = Template.of("offer.html");
    private static final Template NOTE = Template.of("note.html");
    private static final Template QUESTION = Template.of("question.html");
    private static final Template STATE = Template.of("state.html");
    private static final Template DOWNLOAD = Template.of("download.html");
    private static final Template BACK = Template.of("back.html");
    private static final Template AGAIN = Template.of("again.html");

    private final Wording wording;
    private final Form form;
    private final BiFunction<LinkId, String, URI> links;

    /**
     * Wires a page.
     *
     * @param links says where a receiver's own link is, by the file's name
     */
    public OfferPage(Wording wording, Form form, BiFunction<LinkId, String, URI> links) {
        this.wording = wording;
        this.form = form;
        this.links = links;
    }

    /** Returns whether there is anything to see of an offer: what was never answered in time, or taken back, is gone. */
    public static boolean isOver(Offering offering, Instant now) {
        return switch (offering.offer().state()) {
            case PENDING -> !now.isBefore(offering.delivery().terms().answerBy());
            case NO_ANSWER, UNREACHABLE, EXPIRED, WITHDRAWN, FAILED -> true;
            case ACCEPTED, DECLINED, SENT, DELIVERED, DOWNLOADED -> false;
        };
    }

    /**
     * Returns the page of an offer that is not over.
     *
     * @param blocks whether the answer was a block of the sender, which still holds
     */
    public String of(Offering offering, boolean blocks) {
        Delivery delivery = offering.delivery();
        Html name = Html.isolated(delivery.content().name());
        Html sender = Html.isolated(delivery.sender().jid());
        Html body = PAGE.with(Map.ofEntries(
                Map.entry("heading", wording.say("offer.heading")),
                Map.entry(
                        "lead",
                        wording.say(
                                "offer.lead",
                                sender,
                                Html.isolated(offering.offer().receiver()))),
                Map.entry("sender-label", wording.say("offer.sender")),
                Map.entry("sender", sender),
                Map.entry("name-label", wording.say("file.name")),
                Map.entry("name", name),
                Map.entry("type-label", wording.say("file.type")),
                Map.entry("type", type(delivery.content())),
                Map.entry("size-label", wording.say("file.size")),
                Map.entry("size", wording.size(delivery.content().size())),
                Map.entry("until-label", wording.say("offer.until")),
                Map.entry("until", wording.time(delivery.terms().answerBy())),
                Map.entry("note", note(delivery.terms().note())),
                Map.entry("state", state(offering, blocks))));
        Html title =
                wording.say("offer.title", Html.text(delivery.content().name().replace('\n', ' ')));
        return Frame.around(wording, title, body).markup();
    }

    private Html type(Delivery.Content content) {
        return content.type() == null ? wording.say("file.type.unknown") : Html.isolated(content.type());
    }

    private Html note(String note) {
        return note.isBlank()
                ? Html.NONE
                : NOTE.with(Map.of("label", wording.say("offer.note"), "note", Html.text(note.strip())));
    }

    private Html state(Offering offering, boolean blocks) {
        return switch (offering.offer().state()) {
            case PENDING -> question();
            case ACCEPTED -> said("accepted", Html.all(download(offering), taking(BACK, "offer.back")));
            case SENT, DELIVERED -> said("accepted", download(offering));
            case DOWNLOADED -> said("downloaded", download(offering));
            case DECLINED -> blocks ? said("blocked", taking(AGAIN, "offer.again")) : said("declined", Html.NONE);
            case NO_ANSWER, UNREACHABLE, EXPIRED, WITHDRAWN, FAILED -> Html.NONE;
        };
    }

    private Html question() {
        return QUESTION.with(Map.of(
                "action", Html.text(form.action()),
                "token", Html.text(form.token()),
                "question", wording.say("offer.question"),
                "hint", wording.say("offer.hint"),
                "yes", wording.say("offer.yes"),
                "no", wording.say("offer.no"),
                "block", wording.say("offer.block")));
    }

    private Html said(String what, Html more) {
        return STATE.with(Map.of(
                "heading", wording.say("offer." + what + ".heading"),
                "text", wording.say("offer." + what + ".text"),
                "more", more));
    }

    /** Another service sends its files itself: then there is no link here. */
    private Html download(Offering offering) {
        LinkId link = offering.offer().link();
        String name = offering.delivery().content().name();
        return link == null
                ? Html.NONE
                : DOWNLOAD.with(Map.of(
                        "link", Html.text(links.apply(link, name).toString()),
                        "label", wording.say("offer.download", Html.isolated(name))));
    }

    /** A form that takes something back. */
    private Html taking(Template template, String key) {
        return template.with(Map.of(
                "action", Html.text(form.action()),
                "token", Html.text(form.token()),
                "hint", wording.say(key + ".hint"),
                "label", wording.say(key)));
    }
}
