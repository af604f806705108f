package im.sidestream.catalog;

import im.sidestream.catalog.OfferRows.One;
import im.sidestream.catalog.OfferRows.Whole;
import im.sidestream.catalog.OutboxStatements.Entry;
import im.sidestream.catalog.OutboxStatements.Row;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.OfferId;
import im.sidestream.delivery.Outbox;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What follows for offers when something was said, or could not be; for the writer's thread alone. */
final class OutboxSteps {
    private final OutboxStatements outbox;
    private final OfferMoves moves;
    private final Invitations deliveries;
    private final Prepared offer;

    OutboxSteps(SqlConnection connection, OutboxStatements outbox, OfferMoves moves, Invitations deliveries)
            throws SQLException {
        this.outbox = outbox;
        this.moves = moves;
        this.deliveries = deliveries;
        offer = new Prepared(connection, "SELECT seq FROM offer WHERE id = ?1");
    }

    OutboxStatements outbox() {
        return outbox;
    }

    void done(Collection<String> ids, Ids names) throws SQLException {
        List<Row> rows = new ArrayList<>();
        for (String id : ids) {
            outbox.find(id).ifPresent(rows::add);
        }
        // in one order, so that no two wait for each other
        rows.sort(Comparator.comparingLong(Row::delivery).thenComparingLong(Row::seq));
        for (Row row : rows) {
            done(row, names);
        }
    }

    private void done(Row row, Ids names) throws SQLException {
        switch (row.kind()) {
            case OFFER -> {
                outbox.finish(row.seq());
                moves.offered(row.offer());
            }
            case FILE, HAND_FILE -> {
                if (!end(row, DeliveryState.SENT, null, names)) {
                    moves.sent(row.offer());
                }
            }
            default -> outbox.finish(row.seq());
        }
    }

    void giveUp(String id, String problem, Ids names) throws SQLException {
        Optional<Row> row = outbox.find(id);
        if (row.isEmpty()) {
            return;
        }
        switch (row.get().kind()) {
            case OFFER -> end(row.get(), DeliveryState.UNREACHABLE, problem, names);
            case FILE, HAND_FILE -> end(row.get(), DeliveryState.FAILED, problem, names);
            default -> outbox.finish(row.get().seq());
        }
    }

    /** Answers whether the row waited until now. */
    private boolean end(Row row, DeliveryState next, @Nullable String problem, Ids names) throws SQLException {
        Optional<Whole> whole = moves.lock(row.delivery());
        if (whole.isEmpty() || !outbox.finish(row.seq())) {
            return false;
        }
        Optional<One> one = moves.read(whole.get(), row.offer());
        if (one.isPresent() && moves.move(whole.get(), one.get(), next, problem, names)) {
            moves.follow(whole.get(), names);
        }
        return true;
    }

    void add(String service, Outbox.Waiting waiting) throws SQLException {
        Optional<Whole> whole = deliveries.lock(waiting.delivery());
        if (whole.isEmpty()) {
            return;
        }
        OfferId id = waiting.offer();
        Long number = id == null
                ? null
                : offer.first(row -> row.getLong(1), id.value()).orElse(null);
        boolean file = waiting.kind() == Outbox.Kind.FILE || waiting.kind() == Outbox.Kind.HAND_FILE;
        if ((id != null && number == null) || (file && !isAccepted(whole.get(), number))) {
            return;
        }
        int priority = waiting.kind() == Outbox.Kind.OFFER ? OutboxStatements.SOON : OutboxStatements.FIRST;
        outbox.add(new Entry(
                waiting.id(),
                service,
                waiting.kind(),
                priority,
                waiting.to(),
                whole.get().seq(),
                number,
                waiting.payload()));
    }

    private boolean isAccepted(Whole whole, @Nullable Long offer) throws SQLException {
        return offer != null
                && moves.read(whole, offer)
                        .filter(one -> one.state() == DeliveryState.ACCEPTED)
                        .isPresent();
    }
}
