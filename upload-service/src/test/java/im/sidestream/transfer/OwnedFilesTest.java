package im.sidestream.transfer;

import static im.sidestream.catalog.Fixtures.DIGEST;
import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.ROMEO;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static im.sidestream.catalog.Fixtures.TERMS;
import static im.sidestream.catalog.Fixtures.anyId;
import static im.sidestream.catalog.Fixtures.claim;
import static im.sidestream.catalog.Fixtures.reserve;
import static im.sidestream.catalog.Fixtures.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import im.sidestream.blob.InMemoryBlobStore;
import im.sidestream.catalog.SqliteCatalog;
import im.sidestream.catalog.TestingClock;
import im.sidestream.slot.Claim;
import im.sidestream.slot.Limits;
import im.sidestream.slot.OwnUpload;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Quota;
import im.sidestream.slot.Rate;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Retention;
import im.sidestream.slot.SigningKey;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.SlotLinks;
import im.sidestream.slot.TokenSigner;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an owner may do with his files, and that nobody else may. */
@Timeout(60)
final class OwnedFilesTest {
    private static final Owner HERS = new Owner(SERVICE, JULIET);
    private static final Owner HIS = new Owner(SERVICE, ROMEO);
    private static final Duration KEPT = Duration.ofDays(30);

    @TempDir
    private Path directory;

    private final TestingClock clock = new TestingClock();
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private SqliteCatalog catalog;
    private DownloadCounts counts;
    private Downloads downloads;
    private OwnedFiles files;

    @BeforeEach
    void open() {
        Retention retention = new Retention(Map.of(Purpose.MESSAGE, KEPT));
        catalog = SqliteCatalog.open(directory.resolve("catalog.db"), false, clock, () -> retention, threads);
        InMemoryBlobStore blobs = new InMemoryBlobStore();
        TokenSigner signer = new TokenSigner(List.of(
                new SigningKey("s1", SigningKey.Use.SLOT, "c2xvdA"),
                new SigningKey("d1", SigningKey.Use.DELETE, "ZGVsZXRl")));
        Deletion deletion = new Deletion(signer, catalog, blobs, Runnable::run);
        counts = new DownloadCounts(catalog.inventory());
        downloads = new Downloads(catalog, blobs, () -> retention, clock, counts);
        UploadViews views = new UploadViews(
                catalog.inventory(), new SlotLinks(URI.create("https://up.example/")), () -> retention, clock);
        Limits limits = new Limits("default", Map.of(), Quota.NONE, Rate.UNLIMITED, Duration.ofDays(90));
        files = new OwnedFiles(
                new OwnedFiles.Parts(
                        catalog,
                        catalog.inventory(),
                        views,
                        deletion,
                        new Clearance(
                                catalog.inventory(), catalog.audit(), deletion, new Exports(), new Steps(threads))),
                owner -> limits,
                owner -> CompletableFuture.completedFuture(URI.create("https://up.example/f/x")));
    }

    @AfterEach
    void close() {
        catalog.close();
        threads.shutdownNow();
    }

    private SlotId stored(String owner) {
        return store(catalog, owner, 5, clock.instant()).id();
    }

    private static Reason reason(CompletableFuture<?> future) {
        Throwable failure = catchThrowable(future::join);
        assertThat(failure).isNotNull().hasCauseInstanceOf(Refusal.class);
        return Objects.requireNonNull((Refusal) failure.getCause()).reason();
    }

    @Test
    void anothersFileIsNoFile() {
        SlotId hers = stored(JULIET);
        Owner elsewhere = new Owner("other.example", JULIET);

        for (Owner stranger : List.of(HIS, elsewhere)) {
            assertThat(reason(files.find(stranger, hers))).isEqualTo(Reason.NOT_FOUND);
            assertThat(reason(files.delete(stranger, hers))).isEqualTo(Reason.NOT_FOUND);
            assertThat(reason(files.withdraw(stranger, hers))).isEqualTo(Reason.NOT_FOUND);
            assertThat(reason(files.restore(stranger, hers))).isEqualTo(Reason.NOT_FOUND);
            assertThat(reason(files.keep(stranger, hers, clock.instant().plus(KEPT))))
                    .isEqualTo(Reason.NOT_FOUND);
        }
        assertThat(reason(files.find(HERS, anyId()))).isEqualTo(Reason.NOT_FOUND);
        assertThat(files.find(HERS, hers).join().link().toString())
                .startsWith("https://up.example/f/" + hers.value() + "/");
    }

    @Test
    void aSlotWithoutAFileIsNoFile() {
        SlotId open = reserve(catalog, JULIET, 1, clock.instant()).id();

        assertThat(reason(files.find(HERS, open))).isEqualTo(Reason.NOT_FOUND);
        assertThat(files.list(HERS, null, 10).join().items()).isEmpty();
    }

    @Test
    void aPageHasItsBounds() {
        assertThat(reason(files.list(HERS, null, 0))).isEqualTo(Reason.INVALID_REQUEST);
        assertThat(reason(files.list(HERS, null, 501))).isEqualTo(Reason.INVALID_REQUEST);
    }

    @Test
    void aFileWhoseTimeIsOverIsGoneBeforeTheSweep() {
        SlotId id = stored(JULIET);
        clock.advance(KEPT);

        assertThat(reason(files.find(HERS, id))).isEqualTo(Reason.GONE);
        assertThat(files.list(HERS, null, 10).join().items()).isEmpty();
    }

    @Test
    void aDeletedFileIsGoneForEveryoneWhenTheAnswerComes() {
        SlotId id = stored(JULIET);
        downloads.find(id).join();

        files.delete(HERS, id).join();

        assertThat(reason(downloads.find(id))).isEqualTo(Reason.GONE);
        assertThat(reason(files.delete(HERS, id))).isEqualTo(Reason.GONE);
    }

    @Test
    void aWithdrawnFileAnswersGoneUntilItIsRestored() {
        SlotId id = stored(JULIET);
        downloads.find(id).join();

        files.withdraw(HERS, id).join();

        assertThat(reason(downloads.find(id))).isEqualTo(Reason.GONE);
        assertThat(files.find(HERS, id).join().withdrawn()).isTrue();
        files.restore(HERS, id).join();
        assertThat(downloads.find(id).join().upload().id()).isEqualTo(id);
    }

    @Test
    void aFileIsKeptAsLongAsTheLimitsAllow() {
        SlotId id = stored(JULIET);
        Instant stored = clock.instant();
        Instant longest = stored.plus(Duration.ofDays(90));

        assertThat(files.keep(HERS, id, longest).join()).isEqualTo(longest);
        assertThat(files.find(HERS, id).join().expires()).isEqualTo(longest);
        assertThat(reason(files.keep(HERS, id, longest.plusMillis(1)))).isEqualTo(Reason.NOT_ALLOWED);
        assertThat(reason(files.keep(HERS, id, Instant.MAX))).isEqualTo(Reason.NOT_ALLOWED);
        assertThat(reason(files.keep(HERS, id, stored))).isEqualTo(Reason.INVALID_REQUEST);
        Instant soon = stored.plus(Duration.ofDays(1));
        assertThat(files.keep(HERS, id, soon).join()).isEqualTo(stored.plus(KEPT));
        clock.advance(KEPT);
        assertThat(reason(files.find(HERS, id))).isEqualTo(Reason.GONE);
    }

    @Test
    void aDownloadIsCountedWhereItCameToTheEnd() {
        SlotId id = stored(JULIET);
        Download download = downloads.find(id).join();
        downloads.sent(download, 4);
        downloads.sent(download, 5);
        downloads.sent(download, 5);

        counts.flush().join();
        counts.flush().join();

        assertThat(files.find(HERS, id).join().downloads()).isEqualTo(2);
    }

    @Test
    void allFilesGoAndNobodyElses() {
        for (int i = 0; i < 450; i++) {
            stored(JULIET);
        }
        SlotId his = stored(ROMEO);

        assertThat(files.deleteAll(HERS).join()).isEqualTo(450);

        assertThat(files.list(HERS, null, 10).join().items()).isEmpty();
        assertThat(catalog.awaitingRemoval(10).join()).isEmpty();
        assertThat(files.find(HIS, his).join()).isInstanceOf(OwnUpload.class);
        assertThat(files.deleteAll(HERS).join()).isZero();
    }

    @Test
    void whoDeletesAllHasNoSlotLeftThatWouldAddAFile() {
        SlotId fresh = reserve(catalog, JULIET, 5, clock.instant()).id();
        Claim running =
                claim(catalog, reserve(catalog, JULIET, 5, clock.instant()).id());
        SlotId his = reserve(catalog, ROMEO, 5, clock.instant()).id();

        assertThat(files.deleteAll(HERS).join()).isZero();

        assertThat(reason(catalog.commit(running, DIGEST))).isEqualTo(Reason.SLOT_EXPIRED);
        assertThat(reason(catalog.claim(fresh, TERMS))).isEqualTo(Reason.SLOT_EXPIRED);
        assertThat(files.usage(HERS).join().total().files()).isZero();
        assertThat(claim(catalog, his).attempt()).isEqualTo(1);
    }

    @Test
    void anErasedOwnerIsForgotten() {
        SlotId id = stored(JULIET);
        SlotId open = reserve(catalog, JULIET, 9, clock.instant()).id();

        assertThat(files.erase(HERS).join()).isEqualTo(1);

        assertThat(catalog.find(open).join()).isEmpty();
        assertThat(reason(files.find(HERS, id))).isEqualTo(Reason.NOT_FOUND);
        assertThat(files.usage(HERS).join().total().files()).isZero();
        assertThat(catalog.audit().records(SERVICE, null, null, 10).join().items())
                .hasSize(2)
                .noneMatch(record -> record.toString().contains(JULIET));
        assertThat(files.erase(HERS).join()).isZero();
    }
}
