package im.sidestream.catalog;

import im.sidestream.delivery.DeliveryState;
import im.sidestream.slot.LinkId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The statements about receivers' own links; for the writer's thread alone. */
final class LinkStatements {
    private final Rules rules;
    private final Decisions decisions;
    private final OfferMoves moves;
    private final Prepared place;
    private final Prepared read;
    private final Prepared cover;
    private final Prepared whole;

    LinkStatements(SqlConnection connection, Decisions decisions, OfferMoves moves, Rules rules) throws SQLException {
        this.rules = rules;
        this.decisions = decisions;
        this.moves = moves;
        String found = "SELECT covered, whole_at, offer FROM personal_link WHERE id = ?1";
        place = new Prepared(
                connection,
                "SELECT o.delivery, o.seq FROM personal_link l JOIN offer o ON o.seq = l.offer WHERE l.id = ?1");
        read = new Prepared(connection, found + connection.dialect().locked());
        cover = new Prepared(connection, "UPDATE personal_link SET covered = ?2 WHERE id = ?1");
        whole = new Prepared(
                connection, "UPDATE personal_link SET covered = '', whole_at = ?2 WHERE id = ?1 AND whole_at IS NULL");
    }

    /** Adds a run of bytes, and answers whether the file is whole by it for the first time. */
    boolean sent(LinkId id, long from, long to, long size, Ids ids) throws SQLException {
        Optional<OfferMoves.Place> offer =
                place.first(row -> new OfferMoves.Place(row.getLong(1), row.getLong(2)), id.value());
        if (offer.isEmpty()) {
            return false;
        }
        moves.lock(offer.get().delivery());
        Optional<Seen> seen = read.first(Seen::read, id.value());
        if (seen.isEmpty() || seen.get().whole) {
            return false;
        }
        Coverage now = Coverage.parse(seen.get().covered).with(from, Math.min(to, size));
        if (!now.isWhole(size)) {
            cover.update(id.value(), now.toString());
            return false;
        }
        whole.update(id.value(), rules.now());
        decisions.advance(offer.get(), DeliveryState.DOWNLOADED, null, ids);
        return true;
    }

    private record Seen(String covered, boolean whole) {
        static Seen read(ResultSet row) throws SQLException {
            row.getLong(2);
            boolean whole = !row.wasNull();
            return new Seen(row.getString(1), whole);
        }
    }
}
