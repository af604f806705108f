package im.sidestream.catalog;

import static im.sidestream.catalog.Fixtures.BY_OWNER;
import static im.sidestream.catalog.Fixtures.LEASE;
import static im.sidestream.catalog.Fixtures.RETRY;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static im.sidestream.catalog.Fixtures.request;

import im.sidestream.blob.FilesystemBlobStore;
import im.sidestream.slot.Accounts;
import im.sidestream.slot.Admission;
import im.sidestream.slot.Bucket;
import im.sidestream.slot.Evictions;
import im.sidestream.slot.Groups;
import im.sidestream.slot.Inventory;
import im.sidestream.slot.Limits;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Quota;
import im.sidestream.slot.Rate;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Retention;
import im.sidestream.slot.SigningKey;
import im.sidestream.slot.SlotForm;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.SlotIssuer;
import im.sidestream.slot.SlotLinks;
import im.sidestream.slot.SlotPolicy;
import im.sidestream.slot.StoreLimits;
import im.sidestream.slot.TokenSigner;
import im.sidestream.sweep.ExpirySweeper;
import im.sidestream.sweep.OrphanSweeper;
import im.sidestream.sweep.SweepLimits;
import im.sidestream.transfer.DigestPool;
import im.sidestream.transfer.Leases;
import im.sidestream.transfer.Reception;
import im.sidestream.transfer.UploadReceiver;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real catalog and a real directory of blobs, and whatever users do with them, from many threads at once. */
final class BusyStore implements AutoCloseable {
    static final int OWNERS = 5;

    private static final Duration HALF_DAY = Duration.ofHours(12);
    private static final Retention RETENTION =
            new Retention(Map.of(Purpose.MESSAGE, Duration.ofHours(3), Purpose.PROFILE, HALF_DAY));
    private static final Tuning TUNING =
            new Tuning(Runnable::run, 256, 8192, 2, Duration.ofDays(1), 0, CommitListener.NONE);
    private static final Limits LIMITS = new Limits(
            Limits.STANDARD,
            Map.of(Purpose.MESSAGE, new Bucket(3000, 16_000, null), Purpose.PROFILE, new Bucket(2000, 7000, null)),
            new Quota(20_000, 200_000),
            Rate.UNLIMITED,
            HALF_DAY);
    private static final TokenSigner SIGNER = new TokenSigner(List.of(
            new SigningKey("s", SigningKey.Use.SLOT, "c2xvdA"),
            new SigningKey("d", SigningKey.Use.DELETE, "ZGVsZXRl")));

    private final Path directory;
    private final TestingClock clock;
    private final PausableBlobs blobs;
    private final SqlCatalog catalog;
    private final SlotIssuer refusing;
    private final SlotIssuer evicting;
    private final UploadReceiver receiver;
    private final UploadsInParts parts;
    private final ExpirySweeper sweeper;
    private final OrphanSweeper orphans;
    private final List<Granted> slots = new CopyOnWriteArrayList<>();
    private final Queue<Reception> halfWay = new ConcurrentLinkedQueue<>();
    private final Queue<SlotId> answered = new ConcurrentLinkedQueue<>();
    private final Queue<SlotId> deleted = new ConcurrentLinkedQueue<>();

    BusyStore(Path directory, TestingClock clock) throws IOException {
        this(directory, clock, sqlite(directory, clock));
    }

    /** A store with its rows in another database than SQLite's. */
    BusyStore(Path directory, TestingClock clock, SqlCatalog catalog) throws IOException {
        this.directory = directory;
        this.clock = clock;
        blobs = new PausableBlobs(new FilesystemBlobStore(directory, false, Executors.newSingleThreadExecutor()));
        this.catalog = catalog;
        if (blobs.storeId().isEmpty()) {
            blobs.adopt(catalog.storeId("busy").join());
        }
        refusing = issuer(false);
        evicting = issuer(true);
        receiver = new UploadReceiver(
                SIGNER,
                catalog,
                blobs,
                clock,
                new Leases(LEASE, RETRY),
                new SecureRandom(),
                new DigestPool(Runnable::run));
        parts = new UploadsInParts(receiver, answered::add);
        sweeper = new ExpirySweeper(catalog, blobs, SweepLimits.STANDARD, clock);
        orphans = new OrphanSweeper(catalog, blobs, SweepLimits.STANDARD);
    }

    private static SqlCatalog sqlite(Path directory, TestingClock clock) throws IOException {
        Files.createDirectories(directory);
        return SqliteCatalog.open(file(directory), false, rules(clock), TUNING);
    }

    /** Returns what such a catalog goes by. */
    static Rules rules(TestingClock clock) {
        return new Rules(clock, () -> RETENTION);
    }

    private static Path file(Path directory) {
        return directory.resolve("catalog.db");
    }

    private SlotIssuer issuer(boolean evicts) {
        SlotPolicy policy = new SlotPolicy(
                Admission.of(new Accounts(List.of("north.example"))),
                Groups.of(LIMITS),
                RETENTION,
                new StoreLimits(60_000, 0, evicts),
                Duration.ofMinutes(5));
        SlotForm form = new SlotForm(new SlotLinks(URI.create("https://upload.example/")), SIGNER, false);
        return new SlotIssuer(
                () -> policy, form, catalog, blobs::freeBytes, Evictions.SILENT, clock, new SecureRandom());
    }

    SqlCatalog catalog() {
        return catalog;
    }

    long now() {
        return clock.millis();
    }

    Sums sums() {
        return new Sums(file(directory), clock);
    }

    Path blobDirectory() {
        return directory.resolve("blobs");
    }

    /** Returns the uploads that somebody was told are stored. */
    Collection<SlotId> answered() {
        return answered;
    }

    /** Returns the uploads that somebody was told are gone. */
    Collection<SlotId> deleted() {
        return deleted;
    }

    static String owner(int number) {
        return "user" + number + "@north.example";
    }

    /** Does one thing that users or the sweep do; what is refused is refused. */
    void anything(Random random) throws IOException {
        try {
            act(random);
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof Refusal)) {
                throw e;
            }
        } catch (Refusal e) {
            // as good an answer as any
        }
    }

    private void act(Random random) throws IOException, Refusal {
        switch (random.nextInt(25)) {
            case 0, 1, 2, 3, 4 -> issue(random);
            case 5, 6, 7, 8 -> putWhole(young(random));
            case 9, 10 -> halfWay.add(begun(young(random)));
            case 11, 12 -> goOn(random.nextInt(3) > 0);
            case 13 -> begun(young(random)).abandon();
            case 14 -> delete(young(random).id);
            case 15 ->
                catalog.inventory()
                        .keep(young(random).id, clock.instant().plus(HALF_DAY))
                        .join();
            case 16 ->
                catalog.inventory()
                        .withdraw(young(random).id, random.nextBoolean())
                        .join();
            case 17 -> clock.advance(Duration.ofSeconds(random.nextInt(15)));
            case 18 -> purge(random);
            case 19, 20, 21 -> parts.add(young(random).id, random);
            case 22 -> parts.goOn(random);
            case 23 -> giveUp(young(random).id, random);
            default -> sweep();
        }
    }

    private void issue(Random random) {
        Purpose purpose = random.nextInt(4) > 0 ? Purpose.MESSAGE : Purpose.PROFILE;
        int size = random.nextInt(2000);
        SlotIssuer issuer = random.nextBoolean() ? refusing : evicting;
        var slot = issuer.issue(request(owner(random.nextInt(OWNERS)), size, purpose, null))
                .join();
        slots.add(new Granted(slot.id(), size));
    }

    private Granted young(Random random) {
        if (slots.isEmpty()) {
            issue(random);
        }
        List<Granted> all = List.copyOf(slots);
        int back = Math.min(all.size(), random.nextInt(8) == 0 ? all.size() : 12);
        return all.get(all.size() - 1 - random.nextInt(back));
    }

    private void putWhole(Granted slot) {
        receiver.receive(slot.id, List.of(ByteBuffer.allocate(slot.size)), null).join();
        answered.add(slot.id);
    }

    private Reception begun(Granted slot) throws IOException, Refusal {
        Reception reception = receiver.begin(slot.id).join();
        reception.accept(ByteBuffer.allocate(slot.size / 2));
        return reception;
    }

    private void goOn(boolean toTheEnd) throws IOException, Refusal {
        Reception reception = halfWay.poll();
        if (reception == null) {
            return;
        }
        if (toTheEnd) {
            long rest = reception.upload().request().size() - reception.received();
            try {
                reception.accept(ByteBuffer.allocate((int) rest));
            } catch (Refusal lost) {
                reception.abandon();
                throw lost;
            }
        }
        // where bytes are missing it breaks
        reception.finish().join();
        answered.add(reception.upload().id());
    }

    private void delete(SlotId id) {
        if (catalog.delete(id, BY_OWNER).join()) {
            deleted.add(id);
        }
    }

    /** Seldom: what is given up is of no more use to the other actions. */
    private void giveUp(SlotId id, Random random) {
        if (random.nextInt(4) == 0) {
            parts.cancel(id);
        }
    }

    private void purge(Random random) {
        Owner owner = new Owner(SERVICE, owner(random.nextInt(OWNERS)));
        var bulk = new Inventory.Bulk(clock.instant().minus(Duration.ofMinutes(2)), BY_OWNER, 2);
        catalog.inventory().take(owner, bulk, null).join().files().forEach(file -> deleted.add(file.id()));
    }

    /** Sweeps as the schedule does; it must find everything in order. */
    void sweep() {
        requireNoProblem(sweeper.sweep().problem());
        requireNoProblem(orphans.sweep().problem());
    }

    private static void requireNoProblem(@Nullable String problem) {
        if (problem != null) {
            throw new AssertionError(problem);
        }
    }

    /** Copies what a kill at this moment would leave on the disk; whoever is at work goes on meanwhile. */
    void copyAsAfterAKill(Path to) throws IOException {
        blobs.paused(() -> {
            copyTree(directory.resolve("blobs"), to.resolve("blobs"));
            Files.copy(directory.resolve("store-id"), to.resolve("store-id"));
            SqliteFileTest.copyAsAfterAKill(file(directory), file(to));
        });
    }

    private static void copyTree(Path from, Path to) throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(from)) {
            walk.forEach(all::add);
        }
        Files.createDirectories(to.getParent());
        for (Path path : all) {
            Files.copy(path, to.resolve(from.relativize(path)));
        }
    }

    @Override
    public void close() {
        catalog.close();
        blobs.close();
    }

    private record Granted(SlotId id, int size) {}
}
