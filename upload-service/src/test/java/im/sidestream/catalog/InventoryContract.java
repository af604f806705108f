package im.sidestream.catalog;

import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.ROMEO;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static im.sidestream.catalog.Fixtures.reserve;
import static im.sidestream.catalog.Fixtures.store;
import static im.sidestream.catalog.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.delivery.Channel;
import im.sidestream.delivery.Decision;
import im.sidestream.delivery.Deliveries.Answer;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryId;
import im.sidestream.delivery.Invitation;
import im.sidestream.delivery.Naming;
import im.sidestream.delivery.OfferId;
import im.sidestream.delivery.Outbox.Waiting;
import im.sidestream.delivery.StandingConsents.Ruling;
import im.sidestream.slot.Allowance;
import im.sidestream.slot.AuditRecord;
import im.sidestream.slot.AuditRecord.Action;
import im.sidestream.slot.Inventory;
import im.sidestream.slot.Inventory.Entry;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Quota;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Removal;
import im.sidestream.slot.Retention;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import im.sidestream.slot.Usage.Amount;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the catalog knows by owner, and that it forgets an owner wholly. */
abstract class InventoryContract {
    private static final Owner HERS = new Owner(SERVICE, JULIET);
    private static final Duration KEPT = Duration.ofDays(30);
    private static final Removal REMOVAL = new Removal(Action.OWNER, JULIET);

    @TempDir
    private Path directory;

    private final TestingClock clock = new TestingClock();
    private final ExecutorService completions = Executors.newFixedThreadPool(2);
    private SqlCatalog catalog;
    private Inventory inventory;

    abstract SqlCatalog open(Path directory, Rules rules, Executor completions);

    /** Opens a connection beside the catalog. */
    abstract Connection beside(Path directory) throws SQLException;

    /** Asserts that a closed catalog holds a text nowhere. */
    abstract void assertNowhere(Path directory, String text) throws IOException, SQLException;

    @BeforeEach
    void open() {
        Retention retention = new Retention(Map.of(Purpose.MESSAGE, KEPT));
        catalog = open(directory, new Rules(clock, () -> retention), completions);
        inventory = catalog.inventory();
    }

    @AfterEach
    void close() {
        catalog.close();
        completions.shutdown();
    }

    private SlotId stored(String owner, long size) {
        return store(catalog, owner, size, clock.instant()).id();
    }

    private static List<SlotId> ids(Page<Entry> page) {
        return page.items().stream().map(entry -> entry.upload().id()).toList();
    }

    private List<AuditRecord> audit(String owner) {
        return catalog.audit().records(SERVICE, owner, null, 100).join().items();
    }

    private List<AuditRecord> audit() {
        return catalog.audit().records(SERVICE, null, null, 100).join().items();
    }

    @Test
    void pagesHoldTheOwnersStoredFilesNewestFirst() {
        List<SlotId> hers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            hers.add(0, stored(JULIET, i));
            stored(ROMEO, 1);
            reserve(catalog, JULIET, 1, clock.instant());
        }

        Page<Entry> first = inventory.ofOwner(HERS, null, 2).join();
        Page<Entry> second = inventory.ofOwner(HERS, first.next(), 2).join();
        Page<Entry> last = inventory.ofOwner(HERS, second.next(), 2).join();

        assertThat(ids(first)).isEqualTo(hers.subList(0, 2));
        assertThat(ids(second)).isEqualTo(hers.subList(2, 4));
        assertThat(ids(last)).isEqualTo(hers.subList(4, 5));
        assertThat(last.next()).isNull();
        assertThat(inventory.ofService(SERVICE, null, 100).join().items()).hasSize(10);
        assertThat(inventory.ofService("other.example", null, 100).join().items())
                .isEmpty();
    }

    @Test
    void whatIsNotStoredYetOrAnyMoreIsListedApart() {
        SlotId first = reserve(catalog, JULIET, 1, clock.instant()).id();
        SlotId stays = stored(JULIET, 2);
        SlotId gone = stored(JULIET, 3);
        SlotId second = reserve(catalog, JULIET, 4, clock.instant()).id();
        reserve(catalog, ROMEO, 5, clock.instant());
        catalog.delete(stored(ROMEO, 6), REMOVAL).join();
        catalog.delete(gone, REMOVAL).join();

        Page<Entry> open = inventory.openOf(HERS, null, 1).join();
        assertThat(ids(open)).containsExactly(second);
        assertThat(ids(inventory.openOf(HERS, open.next(), 1).join())).containsExactly(first);
        assertThat(inventory.goneOf(HERS, null, 9).join().items())
                .singleElement()
                .satisfies(tombstone -> {
                    assertThat(tombstone.upload().id()).isEqualTo(gone);
                    assertThat(tombstone.at()).isEqualTo(clock.instant());
                    assertThat(tombstone.why()).isEqualTo(REMOVAL.word());
                });
        assertThat(ids(inventory.ofOwner(HERS, null, 9).join())).containsExactly(stays);
        refused(inventory.openOf(HERS, "x", 1), Reason.INVALID_REQUEST);
        refused(inventory.goneOf(HERS, "x", 1), Reason.INVALID_REQUEST);
    }

    @Test
    void aFullLastPageIsTheLastOne() {
        stored(JULIET, 1);
        stored(JULIET, 1);

        assertThat(inventory.ofOwner(HERS, null, 2).join().next()).isNull();
    }

    @Test
    void aListIsContinuedOnlyWhereAPageSaid() {
        for (String nonsense : List.of("", "x", "-1", "1 OR 1=1", "9".repeat(40))) {
            refused(inventory.ofOwner(HERS, nonsense, 2), Reason.INVALID_REQUEST);
            refused(catalog.audit().records(SERVICE, null, nonsense, 2), Reason.INVALID_REQUEST);
        }
    }

    @Test
    void aKeptFileOutlivesItsRetentionAndEndsThen() {
        SlotId kept = stored(JULIET, 1);
        SlotId other = stored(JULIET, 1);
        Instant until = clock.instant().plus(KEPT.multipliedBy(2));
        assertThat(inventory.keep(kept, until).join()).isTrue();

        clock.advance(KEPT);
        assertThat(catalog.expire(10).join()).extracting(Upload::id).containsExactly(other);
        assertThat(catalog.find(kept).join().orElseThrow().choice().keptUntil()).contains(until);
        clock.advance(KEPT);
        assertThat(catalog.expire(10).join()).extracting(Upload::id).containsExactly(kept);
        assertThat(inventory.keep(kept, until).join()).isFalse();
    }

    @Test
    void aWithdrawnFileStaysAndCounts() {
        SlotId id = stored(JULIET, 7);

        assertThat(inventory.withdraw(id, true).join()).isTrue();
        assertThat(catalog.find(id).join().orElseThrow().choice().withdrawn()).isTrue();
        assertThat(catalog.used(SERVICE, JULIET).join()).isEqualTo(7);
        assertThat(inventory.withdraw(id, false).join()).isTrue();
        assertThat(catalog.find(id).join().orElseThrow().choice().withdrawn()).isFalse();
        assertThat(inventory.withdraw(Fixtures.anyId(), true).join()).isFalse();
    }

    @Test
    void downloadsAddUp() {
        SlotId id = stored(JULIET, 1);

        inventory.downloaded(Map.of(id, 2L, Fixtures.anyId(), 9L)).join();
        inventory.downloaded(Map.of(id, 3L)).join();

        assertThat(inventory.find(id).join().orElseThrow().downloads()).isEqualTo(5);
    }

    @Test
    void aStepTakesOnlyOldFilesOfTheOwnerAndWritesEachDown() {
        SlotId old = stored(JULIET, 1);
        SlotId his = stored(ROMEO, 1);
        clock.advance(Duration.ofDays(1));
        Instant before = clock.instant();
        SlotId young = stored(JULIET, 1);
        Inventory.Bulk bulk = new Inventory.Bulk(before, REMOVAL, 1);

        Inventory.Taken first = inventory.take(HERS, bulk, null).join();
        Inventory.Taken second = inventory.take(HERS, bulk, first.next()).join();
        Inventory.Taken third = inventory.take(HERS, bulk, second.next()).join();

        assertThat(first.files()).isEmpty();
        assertThat(second.files()).extracting(Upload::id).containsExactly(old);
        assertThat(third.files()).isEmpty();
        assertThat(third.next()).isNull();
        assertThat(List.of(his, young))
                .allMatch(id -> catalog.find(id).join().orElseThrow().state() == UploadState.STORED);
        assertThat(audit()).singleElement().satisfies(record -> {
            assertThat(record.action()).isEqualTo(Action.OWNER);
            assertThat(record.file()).isEqualTo(old);
            assertThat(record.owner()).isEqualTo(JULIET);
            assertThat(record.by()).isEqualTo(JULIET);
        });
    }

    @Test
    void whatTheSweepTakesIsWrittenDownToo() {
        SlotId id = stored(JULIET, 3);
        clock.advance(KEPT);
        catalog.expire(10).join();

        assertThat(audit(JULIET)).singleElement().satisfies(record -> {
            assertThat(record.action()).isEqualTo(Action.EXPIRED);
            assertThat(record.file()).isEqualTo(id);
            assertThat(record.size()).isEqualTo(3);
        });
    }

    @Test
    void aForgottenOwnerLeavesNoNameAnywhere() {
        SlotId gone = stored(JULIET, 1);
        SlotId open = reserve(catalog, JULIET, 5, clock.instant()).id();
        stored(ROMEO, 1);
        catalog.delete(gone, REMOVAL).join();
        catalog.audit().changed(SERVICE, ROMEO, "something", JULIET).join();

        while (inventory.forget(HERS, 1).join() > 0) {
            // so many steps as it takes
        }

        assertThat(catalog.find(open).join()).isEmpty();
        Upload tombstone = catalog.find(gone).join().orElseThrow();
        assertThat(tombstone.request().owner()).isEmpty();
        assertThat(tombstone.request().name().value()).isEqualTo("-");
        assertThat(catalog.usage(HERS).join().total()).isEqualTo(Amount.NONE);
        assertThat(audit(JULIET)).isEmpty();
        assertThat(audit()).hasSize(2).noneMatch(record -> record.toString().contains(JULIET));
        assertThat(inventory.holdings(SERVICE).join().reserved()).isEqualTo(new Amount(1, 1));
    }

    /** Offers a file, gets a yes from a client, and says all there is to say. */
    private void offer(DeliveryTables deliveries, Owner sender, String receiver) {
        SecureRandom random = new SecureRandom();
        Delivery delivery = new Delivery(
                DeliveryId.random(random),
                sender,
                stored(sender.jid(), 1),
                new Delivery.Content("a", 1, null),
                new Delivery.Terms("", clock.instant().plusSeconds(60), true, "en"),
                Delivery.Phase.PREPARING,
                clock.instant(),
                null);
        Invitation invitation = new Invitation(OfferId.random(random), receiver, null);
        deliveries.deliveries().begin(delivery, new Naming(1, 1_000_000, 0)).join();
        deliveries
                .deliveries()
                .invite(delivery.id(), List.of(invitation), DeliveryFixture.ANY)
                .join();
        deliveries.deliveries().open(delivery.id()).join();
        Answer yes = new Answer(Channel.TEXT, null, receiver + "/phone");
        for (int round = 0; round < 2; round++) {
            List<Waiting> rows = deliveries
                    .outbox()
                    .take(SERVICE, 99, 99, Duration.ofSeconds(30))
                    .join();
            deliveries.outbox().done(rows.stream().map(Waiting::id).toList()).join();
            deliveries
                    .deliveries()
                    .decide(invitation.id(), Decision.ACCEPT, yes)
                    .join();
        }
    }

    /** GDPR article 17: the bytes of the file, not only its rows, once the counters of the day are over. */
    @Test
    void nothingOfAForgottenOwnerStaysInTheFile() throws Exception {
        Owner gone = new Owner(SERVICE, "somebody-with-a-rare-name@north.example");
        for (int i = 0; i < 300; i++) {
            store(catalog, gone.jid(), 1, clock.instant());
            if (i % 3 == 0) {
                reserve(catalog, gone.jid(), 1, clock.instant());
                stored(JULIET, 1);
            }
        }
        DeliveryTables deliveries = catalog.deliveries(new SecureRandom());
        offer(deliveries, gone, JULIET);
        offer(deliveries, HERS, gone.jid());
        deliveries.consents().rule(gone, JULIET, Ruling.ALLOW).join();
        deliveries.lists().create(gone, "mine", 9).join();
        deliveries.lists().create(HERS, "hers", 9).join();
        deliveries.lists().add(HERS, "hers", List.of(gone.jid()), 9).join();
        deliveries.lists().share(HERS, "hers", gone.jid(), true).join();
        Removal removal = new Removal(Action.OWNER, gone.jid());
        inventory
                .take(gone, new Inventory.Bulk(Instant.MAX, removal, 500), null)
                .join();
        while (inventory.forget(gone, 100).join() > 0) {
            // in steps
        }
        // what was reserved within a day is counted under the name until then
        clock.advance(Duration.ofHours(25));
        catalog.forget(Instant.EPOCH, 500).join();
        deliveries.deliveries().expire(SERVICE, KEPT, 500).join();
        catalog.close();

        assertNowhere(directory, "somebody-with-a-rare-name");
    }

    @Test
    void aSlotThatIsGivenUpAfterItsOwnerWasForgottenTakesNothingFromNobody() {
        reserve(catalog, JULIET, 5, clock.instant());
        inventory.forget(HERS, 100).join();
        reserve(catalog, JULIET, 1, clock.instant());
        clock.advance(Duration.ofHours(1));

        assertThat(catalog.dropAbandoned(10).join()).hasSize(1);
        assertThat(catalog.used(SERVICE, JULIET).join()).isZero();
    }

    @Test
    void holdingsTellStoredFromOpen() {
        stored(JULIET, 10);
        stored(ROMEO, 20);
        reserve(catalog, ROMEO, 5, clock.instant());

        assertThat(inventory.holdings(SERVICE).join())
                .isEqualTo(new Inventory.Holdings(new Amount(35, 3), new Amount(5, 1), 2));
        assertThat(inventory.biggestOwners(SERVICE, 10).join()).containsExactly(ROMEO, JULIET);
        assertThat(inventory.biggestOwners(SERVICE, 1).join()).containsExactly(ROMEO);
    }

    @Test
    void theTrailIsPagedAndForgetsItsOldestRecords() {
        for (int i = 0; i < 5; i++) {
            catalog.audit().changed(SERVICE, null, "change " + i, "console").join();
            clock.advance(Duration.ofDays(1));
        }
        Page<AuditRecord> first =
                catalog.audit().records(SERVICE, null, null, 2).join();
        Page<AuditRecord> second =
                catalog.audit().records(SERVICE, null, first.next(), 3).join();

        assertThat(first.items()).extracting(AuditRecord::detail).containsExactly("change 4", "change 3");
        assertThat(second.items()).extracting(AuditRecord::detail).containsExactly("change 2", "change 1", "change 0");
        assertThat(second.next()).isNull();
        assertThat(catalog.audit()
                        .forget(clock.instant().minus(Duration.ofDays(2)), 2)
                        .join())
                .isEqualTo(2);
        assertThat(catalog.audit()
                        .forget(clock.instant().minus(Duration.ofDays(2)), 2)
                        .join())
                .isEqualTo(1);
        assertThat(audit()).hasSize(2);
    }

    @Test
    void afterItsEndEverythingFails() {
        catalog.close();

        assertThatThrownBy(() -> inventory.ofOwner(HERS, null, 1).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(CatalogException.class);
        assertThatThrownBy(() -> inventory.forget(HERS, 1).join()).hasCauseInstanceOf(CatalogException.class);
        assertThatThrownBy(() -> catalog.restrictions().blocks(SERVICE).join())
                .hasCauseInstanceOf(CatalogException.class);
    }

    @Test
    void aForgottenOwnerHasNoOtherDayAndItsCountersGoWithIt() throws SQLException {
        Allowance aDay = Allowance.of(new Quota(Quota.UNLIMITED, 5));
        catalog.delete(stored(JULIET, 5), REMOVAL).join();
        inventory.forget(HERS, 100).join();

        refused(catalog.reserve(Fixtures.issued(JULIET, 1, clock.instant()), aDay), Reason.QUOTA_EXCEEDED);
        assertThat(countersOfHers()).isEqualTo(1);
        clock.advance(Duration.ofHours(24));
        catalog.forget(clock.instant(), 10).join();

        assertThat(countersOfHers()).isZero();
    }

    private long countersOfHers() throws SQLException {
        try (Connection connection = beside(directory);
                Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery("SELECT count(*) FROM counter WHERE owner = '" + JULIET + "'")) {
            return result.next() ? result.getLong(1) : -1;
        }
    }

    /** Its link answers the same to whoever fetches it (RFC 9110 §15.5.11). */
    @Test
    void anUploadToAWithdrawnFileHearsThatItIsGone() {
        SlotId id = stored(JULIET, 7);
        inventory.withdraw(id, true).join();

        refused(catalog.claim(id, Fixtures.TERMS), Reason.GONE);
        inventory.withdraw(id, false).join();
        refused(catalog.claim(id, Fixtures.TERMS), Reason.ALREADY_STORED);
    }
}
