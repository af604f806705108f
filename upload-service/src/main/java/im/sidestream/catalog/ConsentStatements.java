package im.sidestream.catalog;

import im.sidestream.delivery.StandingConsents.Ruling;
import im.sidestream.slot.Owner;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The statements about what receivers decided for good; for the writer's thread alone. */
final class ConsentStatements {
    private final Prepared set;
    private final Prepared forget;

    ConsentStatements(SqlConnection connection) throws SQLException {
        set = new Prepared(
                connection,
                "INSERT INTO standing_consent VALUES (?1, ?2, ?3, ?4) ON CONFLICT (service, receiver, sender)"
                        + " DO UPDATE SET ruling = ?4");
        forget = new Prepared(
                connection, "DELETE FROM standing_consent WHERE service = ? AND receiver = ? AND sender = ?");
    }

    void rule(Owner receiver, String sender, @Nullable Ruling ruling) throws SQLException {
        if (ruling == null) {
            forget.update(receiver.service(), receiver.jid(), sender);
        } else {
            set.update(receiver.service(), receiver.jid(), sender, ruling.name());
        }
    }
}
