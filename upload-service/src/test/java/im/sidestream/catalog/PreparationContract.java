package im.sidestream.catalog;

import static im.sidestream.catalog.DeliveryFixture.ANY;
import static im.sidestream.catalog.DeliveryFixture.HERS;
import static im.sidestream.catalog.DeliveryFixture.MANY;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static im.sidestream.catalog.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.delivery.Deliveries.LeftOut;
import im.sidestream.delivery.Deliveries.LeftOut.Why;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Naming;
import im.sidestream.delivery.Outbox.Waiting;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Reason;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries that end, or lose a receiver, before anybody is asked, as every database keeps them (design.md §4.17). */
abstract class PreparationContract {
    private static final String BOB = "bob@south.example";
    private static final String CAROL = "carol@south.example";

    @TempDir
    private Path directory;

    private final TestingClock clock = new TestingClock();
    private DeliveryFixture f;

    abstract SqlCatalog open(Path directory, Rules rules);

    /** Opens a connection beside the catalog. */
    abstract Connection beside(Path directory) throws SQLException;

    @BeforeEach
    void open() {
        f = new DeliveryFixture(this::open, directory, clock);
    }

    @AfterEach
    void close() {
        f.close();
    }

    private Delivery named(long receivers) {
        Delivery delivery = f.draft(f.file(), true, null);
        f.deliveries().begin(delivery, new Naming(receivers, MANY, MANY)).join();
        return delivery;
    }

    private long day(Owner sender) {
        return f.deliveries().offered(sender).join();
    }

    private long withdraw(Delivery delivery) {
        return f.deliveries().withdraw(delivery.id(), null).join();
    }

    @Test
    void whatIsTakenBackBeforeAnybodyIsAskedCountsForNothing() {
        Delivery delivery = named(3);
        named(2);
        f.invite(delivery, BOB);

        assertThat(withdraw(delivery)).isEqualTo(1);
        assertThat(day(HERS)).isEqualTo(2);
    }

    @Test
    void takenBackTwiceItIsGivenBackOnce() {
        Delivery first = named(3);
        named(7);
        withdraw(first);
        withdraw(first);

        assertThat(day(HERS)).isEqualTo(7);
    }

    @Test
    void whoWasAskedCountsWhateverBecomesOfIt() {
        Delivery delivery = f.opened(BOB, CAROL);
        withdraw(delivery);

        assertThat(day(HERS)).isEqualTo(2);
        clock.advance(Duration.ofHours(2));
        f.expire();
        assertThat(day(HERS)).isEqualTo(2);
    }

    @Test
    void whatAKilledProcessLeftIsGivenBackWhenItIsForgotten() {
        Delivery delivery = named(3);
        f.invite(delivery, BOB);
        clock.advance(Duration.ofMinutes(30));
        f.opened(BOB);
        clock.advance(Duration.ofMinutes(30));
        f.expire();
        assertThat(day(HERS)).isEqualTo(4);
        clock.advance(Duration.ofMillis(1));
        f.expire();

        assertThat(f.deliveries().find(delivery.id()).join()).isEmpty();
        assertThat(day(HERS)).isEqualTo(1);
        f.expire();
        assertThat(day(HERS)).isEqualTo(1);
    }

    @Test
    void anotherDaysCountStaysAsItIs() {
        named(3);
        clock.advance(Duration.ofHours(25));
        f.opened(BOB, CAROL);
        f.expire();

        assertThat(day(HERS)).isEqualTo(2);
    }

    @Test
    void anotherHoursCountStaysAsItIs() {
        f.opened(BOB, CAROL);
        clock.advance(Duration.ofHours(1));
        Delivery delivery = named(1);
        clock.advance(Duration.ofHours(1));
        f.opened(BOB);
        withdraw(delivery);

        assertThat(counts()).isEqualTo(List.of(2L, 0L, 1L));
    }

    private List<Long> counts() {
        return List.of(
                count("hour = (SELECT min(hour) FROM sending)"),
                count("hour NOT IN (SELECT min(hour) FROM sending UNION SELECT max(hour) FROM sending)"),
                count("hour = (SELECT max(hour) FROM sending)"));
    }

    private long count(String where) {
        try (Connection beside = beside(directory);
                Statement statement = beside.createStatement();
                var row = statement.executeQuery("SELECT sum(offers) FROM sending WHERE " + where)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Whatever became of the counters meanwhile. */
    @Test
    void aDayNeverHasLessThanNothing() throws SQLException {
        Delivery delivery = named(3);
        try (Connection beside = beside(directory);
                Statement statement = beside.createStatement()) {
            statement.executeUpdate("UPDATE sending SET offers = 1");
        }
        withdraw(delivery);
        assertThat(day(HERS)).isZero();
    }

    private Delivery theirs(String sender) {
        Delivery draft = f.draft(null, true, new Delivery.Origin("upload.east.example", sender));
        Owner account = new Owner(SERVICE, sender + "@east.example");
        return new Delivery(
                draft.id(),
                account,
                null,
                draft.content(),
                draft.terms(),
                draft.phase(),
                draft.begun(),
                draft.origin());
    }

    @Test
    void theDayOfAnotherDomainIsGivenBackToo() {
        Naming naming = new Naming(1, 9, 1);
        Delivery first = theirs("sender0");
        f.deliveries().begin(first, naming).join();
        refused(f.deliveries().begin(theirs("sender1"), naming), Reason.QUOTA_EXCEEDED);
        clock.advance(Duration.ofHours(1).plusMillis(1));
        f.expire();

        assertThat(day(first.sender())).isZero();
        f.deliveries().begin(theirs("sender1"), naming).join();
    }

    @Test
    void whatIsGivenUpIsAsIfItHadNotBeenOrdered() {
        Delivery delivery = named(450);
        named(500);
        f.invite(delivery, users(450));

        assertThat(f.deliveries().giveUp(delivery.id()).join()).isTrue();
        assertThat(day(HERS)).as("after several steps").isEqualTo(500);
        assertThat(f.deliveries().find(delivery.id()).join()).isEmpty();
        assertThat(f.outbox().size(SERVICE).join()).isZero();
        assertThat(f.deliveries().giveUp(delivery.id()).join()).isFalse();
        refused(f.deliveries().invite(delivery.id(), List.of(f.invitation(BOB)), ANY), Reason.GONE);
        assertThat(f.deliveries().open(delivery.id()).join()).isFalse();
    }

    private static String[] users(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "user" + i + "@south.example")
                .toArray(String[]::new);
    }

    @Test
    void whatBeganIsNotGivenUp() {
        Delivery delivery = f.opened(BOB);

        assertThat(f.deliveries().giveUp(delivery.id()).join()).isFalse();
        assertThat(f.state(delivery, BOB)).isEqualTo(DeliveryState.PENDING);
        assertThat(day(HERS)).isEqualTo(1);
    }

    /** Another client of the sender withdraws from a receiver whom the first one has not named yet. */
    @Test
    void whoIsWithdrawnBeforeHeIsNamedIsNotAsked() {
        Delivery delivery = named(3);
        f.invite(delivery, CAROL);

        assertThat(f.deliveries().withdraw(delivery.id(), BOB).join()).isEqualTo(1);
        assertThat(f.deliveries().withdraw(delivery.id(), BOB).join()).isZero();
        assertThat(f.invite(delivery, BOB, "dave@east.example")).containsExactly(new LeftOut(BOB, Why.WITHDRAWN));
        assertThat(f.deliveries().open(delivery.id()).join()).isTrue();
        assertThat(f.take()).extracting(Waiting::to).containsExactly(CAROL, "dave@east.example");
        assertThat(f.summary(delivery)).isEqualTo(Map.of(DeliveryState.PENDING, 2L));
        assertThat(leftOut()).isZero();
    }

    @Test
    void whoIsNamedAndWithdrawnIsNotLeftOutOnceMore() {
        Delivery delivery = named(3);
        f.invite(delivery, BOB);
        f.deliveries().withdraw(delivery.id(), BOB).join();

        assertThat(f.deliveries().withdraw(delivery.id(), BOB).join()).isZero();
        assertThat(f.summary(delivery)).isEqualTo(Map.of(DeliveryState.WITHDRAWN, 1L));
    }

    /** Nobody fills the table with names that no order has. */
    @Test
    void noMoreAreLeftOutThanAreNamed() {
        Delivery delivery = named(2);
        for (String user : users(2)) {
            assertThat(f.deliveries().withdraw(delivery.id(), user).join()).isEqualTo(1);
        }
        assertThat(f.deliveries().withdraw(delivery.id(), BOB).join()).isZero();
        withdraw(delivery);
        assertThat(leftOut()).isZero();
    }

    private long leftOut() {
        try (Connection beside = beside(directory);
                Statement statement = beside.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM left_out")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whomAForgottenOrderLeftOutIsForgottenWithIt() {
        Delivery delivery = named(2);
        f.deliveries().withdraw(delivery.id(), BOB).join();
        clock.advance(Duration.ofHours(1).plusMillis(1));
        f.expire();

        assertThat(leftOut()).isZero();
    }
}
