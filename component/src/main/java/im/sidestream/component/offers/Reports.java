package im.sidestream.component.offers;

import im.sidestream.component.stanza.Markup;
import im.sidestream.component.stanza.Phrases;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryId;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Offer;
import im.sidestream.delivery.Outbox.Waiting;
import im.sidestream.slot.Page;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.dom4j.Element;
import org.jspecify.annotations.Nullable;

/**
 * What senders are told unasked: how many receivers are in which state, and, where those are few or nothing can change any
 * more, each of them, in as many messages as that takes.
 */
final class Reports {

    /** With an address of the longest kind in each row still below 64 KiB (T-G12). */
    private static final int BYTES = 44_000;

    private static final int ROW_BYTES = 230;
    private static final int PAGE = 200;
    private static final int FEW = 20;

    private final Correspondence work;
    private final Pages pages;

    private record Told(String id, Delivery delivery, Phrases phrases) {}

    Reports(Correspondence work, Pages pages) {
        this.work = work;
        this.pages = pages;
    }

    /** Sends a report; answers false where there is nothing to report on any more. */
    CompletableFuture<Boolean> send(Waiting row) {
        return work.deliveries().find(row.delivery()).thenCompose(found -> {
            if (found.isEmpty() || found.get().handedOver().isPresent()) {
                return CompletableFuture.completedFuture(false);
            }
            Delivery delivery = found.get();
            Told told = new Told(
                    row.id(), delivery, work.voice().in(delivery.terms().language()));
            return work.deliveries()
                    .summary(delivery.id())
                    .thenCompose(summary -> tell(told, summary))
                    .thenApply(done -> true);
        });
    }

    private CompletableFuture<Void> tell(Told told, Map<DeliveryState, Long> summary) {
        long all = summary.values().stream().mapToLong(Long::longValue).sum();
        boolean over = isOver(summary);
        String text = told.phrases()
                        .text(
                                over ? "report.end" : "report",
                                OfferMessage.file(told.delivery().content(), told.phrases()))
                + "\n" + counts(summary, told.phrases()) + "\n"
                + told.phrases()
                        .text(
                                "report.page",
                                pages.report().apply(told.delivery().id()));
        if (!over && all > FEW) {
            return message(told, 0, text, List.of());
        }
        return page(told, text, null, 0);
    }

    static boolean isOver(Map<DeliveryState, Long> summary) {
        return summary.entrySet().stream()
                .allMatch(each -> each.getValue() == 0 || each.getKey().isFinal());
    }

    /** The states that there are, with their numbers. */
    static String counts(Map<DeliveryState, Long> summary, Phrases phrases) {
        return new EnumMap<>(summary.isEmpty() ? Map.of(DeliveryState.PENDING, 0L) : summary)
                .entrySet().stream()
                        .filter(each -> each.getValue() > 0)
                        .map(each -> phrases.text("state.count", word(each.getKey(), phrases), each.getValue()))
                        .collect(Collectors.joining(", "));
    }

    static String word(DeliveryState state, Phrases phrases) {
        return phrases.text("state." + state.word());
    }

    private CompletableFuture<Void> page(Told told, String text, @Nullable String after, int number) {
        DeliveryId id = told.delivery().id();
        return work.deliveries().offers(id, after, PAGE).thenCompose(page -> split(told, text, page, number));
    }

    private CompletableFuture<Void> split(Told told, String text, Page<Offer> page, int number) {
        CompletableFuture<Void> written = CompletableFuture.completedFuture(null);
        List<Offer> rows = new ArrayList<>();
        String head = text;
        int next = number;
        int bytes = 0;
        for (Offer offer : page.items()) {
            int more = ROW_BYTES + 2 * row(offer).getBytes(StandardCharsets.UTF_8).length;
            if (bytes + more > BYTES) {
                written = after(written, told, next++, head, List.copyOf(rows));
                head = "";
                rows.clear();
                bytes = 0;
            }
            rows.add(offer);
            bytes += more;
        }
        if (!rows.isEmpty() || !head.isEmpty()) {
            written = after(written, told, next++, head, List.copyOf(rows));
        }
        int following = next;
        return page.next() == null ? written : written.thenCompose(done -> page(told, "", page.next(), following));
    }

    private CompletableFuture<Void> after(
            CompletableFuture<Void> before, Told told, int number, String head, List<Offer> rows) {
        return before.thenCompose(done -> message(told, number, head, rows));
    }

    private CompletableFuture<Void> message(Told told, int number, String head, List<Offer> rows) {
        List<String> lines = new ArrayList<>(head.isEmpty() ? List.of() : List.of(head));
        rows.forEach(offer -> lines.add(row(offer) + ": " + word(offer.state(), told.phrases())));
        String id = number == 0 ? told.id() : Chat.idWith(told.id(), "page-" + number);
        String sender = told.delivery().sender().jid();
        Chat chat = Chat.to(work.voice(), sender, id, String.join("\n", lines))
                .in(told.phrases())
                .thread(told.delivery().id());
        if (!rows.isEmpty()) {
            chat = chat.with(table(rows, told.phrases()));
        }
        return work.outlet().send().apply(chat.plain());
    }

    private static String row(Offer offer) {
        return SafeText.line(offer.receiver(), SafeText.NAME);
    }

    /** XEP-0004 §3.4: beside {@code reported} and {@code item} there are no fields, so no form type either. */
    private static Element table(List<Offer> rows, Phrases phrases) {
        Element form = Markup.DATA.element("x").addAttribute("type", "result");
        Element reported = Markup.DATA.element("reported");
        reported.add(column("jid", "jid-single", phrases.text("report.receiver")));
        reported.add(column("state", "text-single", phrases.text("report.state")));
        form.add(reported);
        for (Offer offer : rows) {
            Element item = Markup.DATA.element("item");
            item.add(cell("jid", row(offer)));
            item.add(cell("state", offer.state().word()));
            form.add(item);
        }
        return form;
    }

    private static Element column(String name, String type, String label) {
        return Markup.DATA
                .element("field")
                .addAttribute("var", name)
                .addAttribute("type", type)
                .addAttribute("label", label);
    }

    private static Element cell(String name, String value) {
        Element field = Markup.DATA.element("field").addAttribute("var", name);
        field.add(Markup.DATA.element("value", value));
        return field;
    }
}
