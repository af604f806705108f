package im.sidestream.catalog;

import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static im.sidestream.catalog.Fixtures.store;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.slot.AuditRecord;
import im.sidestream.slot.Page;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Retention;
import im.sidestream.slot.Upload;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What owners and administrators decide while the disk is full is done or refused, and never both or neither. */
final class FullDiskTest {
    private static final Tuning SMALL =
            new Tuning(Runnable::run, 64, 8192, 1, Duration.ofDays(1), 95, CommitListener.NONE);
    private static final int FILES = 80;

    @TempDir
    private Path directory;

    private final TestingClock clock = new TestingClock();
    private final List<Upload> files = new ArrayList<>();
    private SqliteCatalog catalog;

    @BeforeEach
    void open() {
        catalog = SqliteCatalog.open(
                directory.resolve("catalog.db"), false, new Rules(clock, () -> Retention.FOREVER), SMALL);
        for (int i = 0; i < FILES; i++) {
            files.add(store(catalog, JULIET, 1, clock.instant()));
        }
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    /** Writes records, long ones first, until not the shortest finds room; returns how many were written. */
    private int fill() {
        int written = 0;
        for (int length : new int[] {2000, 200, 1}) {
            while (done(catalog.audit().changed(SERVICE, null, "x".repeat(length), "console"))) {
                written++;
            }
        }
        return written;
    }

    /** Lets rows grow by the largest number there is. */
    private void countDownloads() {
        files.forEach(file -> done(catalog.inventory().downloaded(Map.of(file.id(), Long.MAX_VALUE))));
    }

    /** Returns whether it was done; the only other answer is that there is no room. */
    private static boolean done(CompletableFuture<?> future) {
        @Nullable Throwable failure = future.handle((done, e) -> e).join();
        if (failure != null) {
            assertThat(failure)
                    .isInstanceOfSatisfying(
                            Refusal.class,
                            refusal -> assertThat(refusal.reason()).isEqualTo(Reason.STORAGE_FULL));
        }
        return failure == null;
    }

    private Upload row(Upload file) {
        return catalog.find(file.id()).join().orElseThrow();
    }

    @Test
    void recordsThatWereTakenAreAllThereAndNoOthers() {
        int written = fill();

        Page<AuditRecord> all =
                catalog.audit().records(SERVICE, null, null, 10_000).join();
        assertThat(written).isPositive();
        assertThat(all.items()).hasSize(written);
        assertThat(catalog.check().ok()).isFalse();
    }

    @Test
    void aFileIsKeptOrTheAnswerIsNo() {
        fill();
        // what little room the pages have is used up by as many bytes in each row
        files.forEach(file -> done(catalog.inventory().withdraw(file.id(), true)));
        countDownloads();
        Instant until = clock.instant().plus(Duration.ofDays(1));
        List<CompletableFuture<Boolean>> asked = new ArrayList<>();
        files.forEach(file -> asked.add(catalog.inventory().keep(file.id(), until)));

        int refused = 0;
        for (int i = 0; i < FILES; i++) {
            boolean done = done(asked.get(i));
            refused += done ? 0 : 1;
            assertThat(row(files.get(i)).choice().until()).isEqualTo(done ? until : null);
        }
        assertThat(refused).isPositive();
    }

    @Test
    void aLinkIsClosedOrTheAnswerIsNo() {
        fill();
        // what little room the pages have is used up by as many bytes in each row
        files.forEach(file -> done(catalog.inventory().keep(file.id(), clock.instant())));
        countDownloads();
        List<CompletableFuture<Boolean>> asked = new ArrayList<>();
        files.forEach(file -> asked.add(catalog.inventory().withdraw(file.id(), true)));

        int refused = 0;
        for (int i = 0; i < FILES; i++) {
            boolean done = done(asked.get(i));
            refused += done ? 0 : 1;
            assertThat(row(files.get(i)).choice().withdrawn()).isEqualTo(done);
        }
        assertThat(refused).isPositive();
    }

    @Test
    void aFileThatCannotBeRecordedAsDeletedStays() {
        fill();
        int there = 0;
        for (Upload file : files) {
            there += done(catalog.delete(file.id(), Fixtures.BY_OWNER)) ? 0 : 1;
        }

        assertThat(there).isPositive();
        assertThat(catalog.used(SERVICE, JULIET).join()).isEqualTo(there);
    }
}
