package im.sidestream.component.command;

import im.sidestream.component.offers.SafeText;
import im.sidestream.component.stanza.Shown;
import im.sidestream.delivery.Offer;
import im.sidestream.slot.Page;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pages of the receivers of a delivery. */
record OfferLook(Requester by, String title, String type) implements Leaves.Look<Offer> {

    /** With an address of the longest kind in each row still below 64 KiB, table and text together (T-G12). */
    static final int PAGE = 40;

    @Override
    public Payload table(Page<Offer> page) {
        Table.Column receiver = new Table.Column("jid", by.text("column.receiver"), "jid-single");
        List<Table.Column> columns = Stream.concat(
                        Stream.of(receiver, Table.Column.text("state", by.text("column.answer"))),
                        Stream.of("answered", "sent", "downloaded", "problem")
                                .map(name -> Table.Column.text(name, by.text("column.offer." + name))))
                .toList();
        return new Table(
                title, type, columns, page.items().stream().map(this::cells).toList());
    }

    private List<String> cells(Offer offer) {
        String problem = offer.problem();
        return List.of(
                SafeText.line(offer.receiver(), SafeText.NAME),
                offer.state().word(),
                time(offer.times().answered()),
                time(offer.times().sent()),
                time(offer.times().downloaded()),
                problem == null ? "" : SafeText.line(problem, SafeText.NAME));
    }

    private static String time(@Nullable Instant at) {
        return at == null ? "" : Shown.time(at);
    }

    @Override
    public String text(Page<Offer> page, int first) {
        return page.items().stream()
                .map(offer ->
                        SafeText.line(offer.receiver(), SafeText.NAME) + ": " + Distribution.state(by, offer.state()))
                .collect(Collectors.joining("\n"));
    }
}
