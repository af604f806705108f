package im.sidestream.catalog;

import im.sidestream.catalog.OfferRows.One;
import im.sidestream.catalog.OfferRows.Whole;
import im.sidestream.catalog.OutboxStatements.Entry;
import im.sidestream.delivery.Offer;
import im.sidestream.delivery.Outbox;
import im.sidestream.slot.LinkId;
import im.sidestream.slot.SlotId;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The statements that follow a yes: a link of the receiver's own, and the file's message. For the writer's thread alone. */
final class Acceptance {
    private final Rules rules;
    private final OutboxStatements outbox;
    private final OfferMoves moves;
    private final Prepared link;
    private final Prepared linked;
    private final Prepared stored;

    Acceptance(SqlConnection connection, OutboxStatements outbox, OfferMoves moves, Rules rules) throws SQLException {
        this.rules = rules;
        this.outbox = outbox;
        this.moves = moves;
        link = new Prepared(connection, "INSERT INTO personal_link (id, upload, offer) VALUES (?, ?, ?)");
        linked = new Prepared(connection, "UPDATE offer SET link = ?2 WHERE seq = ?1");
        stored = new Prepared(connection, "SELECT 1 FROM upload WHERE id = ?1 AND state = 2");
    }

    Rules rules() {
        return rules;
    }

    /** Returns whether the file of a delivery is there; where another service has it, that one knows. */
    boolean isPossible(Whole whole) throws SQLException {
        SlotId file = whole.delivery().file();
        return file == null || stored.first(row -> true, file.value()).isPresent();
    }

    /** Makes the link and lets the file go; where another service has it, that one sends it when it hears of the yes. */
    @Nullable
    LinkId follow(Whole whole, One one, Ids ids) throws SQLException {
        SlotId file = whole.delivery().file();
        if (file == null) {
            return null;
        }
        LinkId id = ids.link();
        link.update(id.value(), file.value(), one.seq());
        linked.update(one.seq(), id.value());
        Offer.Remote remote = one.offer().remote();
        Entry entry = remote == null
                ? Entry.about(whole, one, Outbox.Kind.FILE, ids.stanza())
                : Entry.about(whole, one, Outbox.Kind.HAND_FILE, ids.stanza()).to(remote.relay());
        outbox.add(entry, moves.due(whole));
        return id;
    }
}
