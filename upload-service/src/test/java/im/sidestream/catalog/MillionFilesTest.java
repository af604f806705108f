package im.sidestream.catalog;

import static im.sidestream.catalog.FilledCatalog.COLLECTOR;
import static im.sidestream.catalog.Fixtures.BY_OWNER;
import static im.sidestream.catalog.Fixtures.DIGEST;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static im.sidestream.catalog.Fixtures.TERMS;
import static im.sidestream.catalog.Fixtures.issued;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.slot.Allowance;
import im.sidestream.slot.Inventory;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Quota;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Retention;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Upload;
import im.sidestream.slot.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What users and the sweep do costs the same however many files there are. At full size the costs are printed for a thousand
 * files and for a million, and of what users and the sweep do none may be more than double; what is asserted at either size
 * is that each answer is right.
 */
final class MillionFilesTest {
    private static final String SEARCH = "search, first page";
    private static final String STATISTICS = "statistics";
    private static final String BIGGEST = "biggest owners";
    private static final boolean FULL = Boolean.getBoolean("sidestream.full");
    private static final int TIMES = FULL ? 400 : 20;
    private static final int PAGE = 50;
    private static final long MOST = 2;
    /** What administrators alone ask for, which may look at more where there is more. */
    private static final Set<String> FOR_ADMINISTRATORS = Set.of(SEARCH, STATISTICS, BIGGEST);

    private static final Duration KEPT = Duration.ofDays(30);
    private static final Retention RETENTION = new Retention(Map.of(Purpose.MESSAGE, KEPT));
    private static final Allowance ROOMY =
            new Allowance(Quota.UNLIMITED, new Quota(1L << 40, 1L << 40), 1L << 50, false);
    private static final Owner MANY = new Owner(SERVICE, COLLECTOR);

    @TempDir
    private Path directory;

    private final Random random = new Random(1);
    private final Map<String, Long> micros = new LinkedHashMap<>();

    @Test
    void costsDoNotFollowTheNumberOfFiles() throws Exception {
        Map<String, Long> few = measured(1000);
        if (FULL) {
            few = measured(1000);
            Map<String, Long> many = measured(1_000_000);
            System.out.println("| µs | 1,000 files | 1,000,000 files | ratio |\n|---|---|---|---|");
            few.forEach((what, cost) -> {
                long then = Objects.requireNonNull(many.get(what));
                System.out.printf("| %s | %d | %d | %.1f |%n", what, cost, then, (double) then / cost);
            });
            assertThat(few)
                    .allSatisfy((what, cost) -> assertThat(FOR_ADMINISTRATORS.contains(what)
                                    || Objects.requireNonNull(many.get(what)) <= MOST * cost)
                            .as(what)
                            .isTrue());
        }
        assertThat(few).isNotEmpty();
    }

    private Map<String, Long> measured(int files) throws Exception {
        micros.clear();
        TestingClock clock = new TestingClock();
        FilledCatalog filled = new FilledCatalog(directory.resolve(files + "-" + System.nanoTime() + ".db"), files);
        filled.fill(clock.instant(), RETENTION, KEPT);
        try (SqliteCatalog catalog = SqliteCatalog.open(filled.file(), false, clock, () -> RETENTION, Runnable::run)) {
            look(catalog, filled);
            traffic(catalog, filled, clock);
            upload(catalog, filled, clock);
            sweep(catalog, clock);
            administer(catalog);
        }
        return new LinkedHashMap<>(micros);
    }

    /** What the caches hold after some use, not after a start. */
    private void traffic(SqliteCatalog catalog, FilledCatalog filled, TestingClock clock) {
        for (int i = 0; i < 10 * TIMES; i++) {
            SlotId id = catalog.reserve(issued(anybody(filled).jid(), 1000, clock.instant()), ROOMY)
                    .join()
                    .upload()
                    .id();
            catalog.claim(id, TERMS)
                    .thenCompose(claim -> catalog.commit(claim, DIGEST))
                    .join();
            catalog.delete(id, BY_OWNER).join();
            catalog.removed(id).join();
        }
    }

    private void look(SqliteCatalog catalog, FilledCatalog filled) {
        Inventory inventory = catalog.inventory();
        Page<Inventory.Entry> first = inventory.ofOwner(MANY, null, PAGE).join();
        assertThat(first.items()).hasSize(PAGE);
        String later = Integer.toString(filled.files() / 2 + 1);
        List<SlotId> ids = new ArrayList<>();
        for (Inventory.Entry entry :
                inventory.ofService(SERVICE, null, TIMES).join().items()) {
            ids.add(entry.upload().id());
        }
        time(
                "list, first page of 50",
                i -> assertThat(inventory.ofOwner(MANY, null, PAGE).join()).isEqualTo(first));
        time(
                "list, a page in the middle",
                i -> assertThat(inventory.ofOwner(MANY, later, PAGE).join().items())
                        .isNotEmpty());
        Usage.Amount own = new Usage.Amount(filled.files() / 10 * 1000L, filled.files() / 10);
        time(
                "usage of whoever has a tenth of all",
                i -> assertThat(catalog.usage(MANY).join().byPurpose()).containsEntry(Purpose.MESSAGE, own));
        time(
                "usage of anybody",
                i -> assertThat(catalog.usage(anybody(filled)).join().byPurpose())
                        .isNotEmpty());
        time(
                "look up one file",
                i -> assertThat(catalog.find(ids.get(i % ids.size())).join()).isPresent());
    }

    private Owner anybody(FilledCatalog filled) {
        // owners whose number ends in 0 have nothing: those files are the collector's
        return new Owner(SERVICE, FilledCatalog.owner(random.nextInt(filled.owners() / 10) * 10 + 1));
    }

    private void upload(SqliteCatalog catalog, FilledCatalog filled, TestingClock clock) {
        List<Upload> slots = new ArrayList<>();
        time(
                "slot",
                i -> slots.add(catalog.reserve(issued(anybody(filled).jid(), 1000, clock.instant()), ROOMY)
                        .join()
                        .upload()));
        Allowance full = full(filled, false);
        time(
                "slot refused: owner full",
                i -> Refusals.refused(
                        catalog.reserve(issued(COLLECTOR, 1000, clock.instant()), full), Reason.QUOTA_EXCEEDED));
        time(
                "claim and commit",
                i -> catalog.claim(slots.get(i).id(), TERMS)
                        .thenCompose(claim -> catalog.commit(claim, DIGEST))
                        .join());
        time(
                "delete one file",
                i -> assertThat(catalog.delete(slots.get(i).id(), BY_OWNER).join())
                        .isTrue());
        slots.forEach(slot -> catalog.removed(slot.id()).join());
        time(
                "evict for one more",
                Math.min(TIMES, 50),
                i -> assertThat(catalog.reserve(issued(COLLECTOR, 1000, clock.instant()), full(filled, true))
                                .join()
                                .evicted())
                        .isNotNull());
    }

    private static Allowance full(FilledCatalog filled, boolean evicts) {
        return new Allowance(Quota.UNLIMITED, new Quota(filled.files() / 10 * 1000L, 1L << 40), 1L << 50, evicts);
    }

    private void sweep(SqliteCatalog catalog, TestingClock clock) {
        catalog.awaitingRemoval(10_000)
                .join()
                .forEach(file -> catalog.removed(file.id()).join());
        time("sweep step, nothing due", i -> {
            assertThat(catalog.dropAbandoned(100).join()).isEmpty();
            assertThat(catalog.redate(100).join()).isZero();
            assertThat(catalog.expire(100).join()).isEmpty();
            assertThat(catalog.awaitingRemoval(100).join()).isEmpty();
            assertThat(catalog.forget(clock.instant().minus(KEPT), 100).join()).isZero();
        });
        clock.advance(Duration.ofDays(20));
        time(
                "sweep step, one file due",
                i -> assertThat(catalog.expire(1).join()).hasSize(1));
        time("forget one tombstone", i -> catalog.forget(clock.instant(), 1).join());
    }

    private void administer(SqliteCatalog catalog) {
        Inventory inventory = catalog.inventory();
        time(
                SEARCH,
                i -> assertThat(inventory.ofService(SERVICE, null, PAGE).join().items())
                        .hasSize(PAGE));
        time(
                "audit, first page of an owner",
                i -> assertThat(catalog.audit()
                                .records(SERVICE, COLLECTOR, null, PAGE)
                                .join()
                                .items())
                        .isNotEmpty());
        time(
                STATISTICS,
                i -> assertThat(inventory.holdings(SERVICE).join().owners()).isPositive());
        time(
                BIGGEST,
                i -> assertThat(inventory.biggestOwners(SERVICE, 10).join()).hasSize(10));
    }

    private void time(String what, Step step) {
        time(what, TIMES, step);
    }

    private void time(String what, int times, Step step) {
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            long began = System.nanoTime();
            step.run(i);
            nanos[i] = System.nanoTime() - began;
        }
        Arrays.sort(nanos);
        micros.put(what, Math.max(1, nanos[times / 2] / 1000));
    }

    private interface Step {
        void run(int i);
    }
}
