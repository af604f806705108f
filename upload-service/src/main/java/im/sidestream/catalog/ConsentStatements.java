package im.sidestream.catalog;

import im.sidestream.delivery.OfferId;
import im.sidestream.delivery.StandingConsents;
import im.sidestream.delivery.StandingConsents.Ruling;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The statements about what receivers decided for good; for the writer's thread alone. */
final class ConsentStatements {
    private final Locks locks;
    private final Prepared others;
    private final Prepared set;
    private final Prepared block;
    private final Prepared unblock;
    private final Prepared forget;

    ConsentStatements(SqlConnection connection) throws SQLException {
        locks = connection.locks();
        others = new Prepared(
                connection,
                "SELECT count(*) FROM standing_consent WHERE service = ?1 AND receiver = ?2 AND sender NOT IN (?3, '"
                        + StandingConsents.EVERYBODY + "')");
        set = new Prepared(
                connection,
                "INSERT INTO standing_consent (service, receiver, sender, ruling) VALUES (?1, ?2, ?3, ?4)"
                        + " ON CONFLICT (service, receiver, sender) DO UPDATE SET ruling = ?4, offer = NULL");
        // a block that the receiver made by himself stays one, whatever he answers to an offer that came before it
        block = new Prepared(
                connection,
                "INSERT INTO standing_consent (service, receiver, sender, ruling, offer)"
                        + " VALUES (?1, ?2, ?3, 'BLOCK', ?4) ON CONFLICT (service, receiver, sender) DO UPDATE SET"
                        + " ruling = 'BLOCK', offer = CASE WHEN standing_consent.ruling = 'BLOCK'"
                        + " AND standing_consent.offer IS NULL THEN NULL ELSE excluded.offer END");
        unblock = new Prepared(
                connection,
                "DELETE FROM standing_consent WHERE service = ?1 AND receiver = ?2 AND sender = ?3 AND offer = ?4"
                        + " AND ruling = 'BLOCK'");
        forget = new Prepared(
                connection, "DELETE FROM standing_consent WHERE service = ? AND receiver = ? AND sender = ?");
    }

    void rule(Owner receiver, String sender, @Nullable Ruling ruling) throws SQLException, Refusal {
        if (ruling == null) {
            forget.update(receiver.service(), receiver.jid(), sender);
            return;
        }
        requireRoom(receiver, sender);
        set.update(receiver.service(), receiver.jid(), sender, ruling.name());
    }

    /** Remembers that a receiver answered an offer with a block of its sender. */
    void block(Owner receiver, String sender, OfferId offer) throws SQLException, Refusal {
        requireRoom(receiver, sender);
        block.update(receiver.service(), receiver.jid(), sender, offer.value());
    }

    /** Forgets that, where nothing else was decided since, and answers whether there was such. */
    boolean unblock(Owner receiver, String sender, OfferId offer) throws SQLException {
        return unblock.update(receiver.service(), receiver.jid(), sender, offer.value()) > 0;
    }

    private void requireRoom(Owner receiver, String sender) throws SQLException, Refusal {
        // counted and written in one step, or two at once would be one too many
        locks.receiver(receiver.service(), receiver.jid());
        if (!sender.equals(StandingConsents.EVERYBODY) && others(receiver, sender) >= StandingConsents.MOST) {
            throw Refusal.of(
                            Reason.QUOTA_EXCEEDED,
                            "You decided on " + StandingConsents.MOST
                                    + " senders for good already; forget some of them, or block everybody.")
                    .about("decided", StandingConsents.MOST);
        }
    }

    private long others(Owner receiver, String sender) throws SQLException {
        return others.first(row -> row.getLong(1), receiver.service(), receiver.jid(), sender)
                .orElse(0L);
    }
}
