package im.sidestream.catalog;

import static im.sidestream.catalog.DeliveryFixture.HERS;
import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.delivery.Naming;
import im.sidestream.delivery.StandingConsents.Ruling;
import im.sidestream.slot.Owner;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a program with schema 8 left in the middle of an order, and what becomes of it with the newer one. */
final class OlderDelivery {
    private static final Owner BOBS = new Owner(SERVICE, "bob@south.example");

    private OlderDelivery() {}

    /** Returns the schema as it was. */
    static Schema schema(Schema now) {
        return new Schema(now.scripts().subList(0, 8));
    }

    /** Leaves an order in preparation, which counted five receivers, and a block. */
    static void leave(Connection connection, TestingClock clock) throws SQLException {
        long hour = Counters.hour(clock.millis());
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO delivery (id, service, sender, name, size, note, answer_by, consent,"
                    + " language, phase, begun, receivers) VALUES ('" + "d".repeat(27) + "', '" + SERVICE + "', '"
                    + JULIET + "', 'n', 1, '', 0, 1, 'en', 'PREPARING', " + clock.millis() + ", 5)");
            statement.executeUpdate(
                    "INSERT INTO sending VALUES ('" + SERVICE + "', '" + JULIET + "', " + hour + ", 5)");
            statement.executeUpdate("INSERT INTO standing_consent VALUES ('" + SERVICE + "', '" + BOBS.jid() + "', '"
                    + JULIET + "', 'BLOCK')");
        }
    }

    /** Nobody knows what the old order counted, so that stays; new ones are given back, and decisions hold. */
    static void goOn(SqlCatalog catalog, TestingClock clock) {
        DeliveryTables tables = catalog.deliveries(new SecureRandom());
        assertThat(tables.consents().of(BOBS).join()).isEqualTo(Map.of(JULIET, Ruling.BLOCK));
        DeliveryFixture f = new DeliveryFixture((directory, rules) -> catalog, java.nio.file.Path.of(""), clock);
        f.deliveries().begin(f.draft(f.file(), true, null), new Naming(3, 8, 0)).join();
        assertThat(tables.deliveries().offered(HERS).join()).isEqualTo(8);
        clock.advance(Duration.ofHours(1).plusMillis(1));
        f.expire();

        assertThat(tables.deliveries().ofSender(HERS, null, 9).join().items()).isEqualTo(List.of());
        assertThat(tables.deliveries().offered(HERS).join()).isEqualTo(5);
    }
}
