package im.sidestream.catalog;

import static im.sidestream.catalog.Fixtures.BY_OWNER;
import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.ROMEO;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static im.sidestream.catalog.Fixtures.store;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.blob.BlobKey;
import im.sidestream.blob.InMemoryBlobStore;
import im.sidestream.slot.Inventory;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Retention;
import im.sidestream.slot.SigningKey;
import im.sidestream.slot.TokenSigner;
import im.sidestream.slot.Upload;
import im.sidestream.sweep.ExpirySweeper;
import im.sidestream.sweep.SweepLimits;
import im.sidestream.transfer.Clearance;
import im.sidestream.transfer.Deletion;
import im.sidestream.transfer.Exports;
import im.sidestream.transfer.Steps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A purge that a kill ended in its middle goes on where it was when it is called again. */
final class KilledPurgeTest {
    private static final Owner HERS = new Owner(SERVICE, JULIET);
    private static final Tuning UNHURRIED =
            new Tuning(Runnable::run, 256, 8192, 1, Duration.ofDays(1), 0, CommitListener.NONE);

    @TempDir
    private Path directory;

    private final TestingClock clock = new TestingClock();
    private final InMemoryBlobStore blobs = new InMemoryBlobStore();

    private SqliteCatalog open(String name) {
        return SqliteCatalog.open(directory.resolve(name), false, new Rules(clock, () -> Retention.FOREVER), UNHURRIED);
    }

    private BlobKey stored(SqliteCatalog catalog, String owner) throws IOException {
        Upload file = store(catalog, owner, 1, clock.instant());
        BlobKey key = BlobKey.of(file.directory(), file.id().value(), file.attempt());
        var writer = blobs.create(key);
        writer.write(ByteBuffer.allocate(1));
        writer.publish().join();
        return key;
    }

    private List<BlobKey> left() {
        List<BlobKey> keys = new ArrayList<>();
        blobs.list(keys::add);
        return keys;
    }

    @Test
    void whatWasTakenStaysGoneAndTheRestGoesAtTheNextCall() throws IOException {
        BlobKey his;
        try (SqliteCatalog catalog = open("catalog.db")) {
            blobs.adopt(catalog.storeId("ours").join());
            for (int i = 0; i < 450; i++) {
                stored(catalog, JULIET);
            }
            his = stored(catalog, ROMEO);
            var step = catalog.inventory()
                    .take(HERS, new Inventory.Bulk(Instant.MAX, BY_OWNER, 200), null)
                    .join();
            assertThat(step.files()).hasSize(200);
            SqliteFileTest.copyAsAfterAKill(directory.resolve("catalog.db"), directory.resolve("after.db"));
        }

        try (SqliteCatalog after = open("after.db")) {
            assertThat(after.used(SERVICE, JULIET).join()).isEqualTo(250);
            assertThat(clearance(after).clear(HERS, Instant.MAX, BY_OWNER).join())
                    .isEqualTo(250);
            assertThat(after.used(SERVICE, JULIET).join()).isZero();
            assertThat(left()).as("bytes of the first step wait for the sweep").hasSize(201);
            assertThat(after.audit().records(SERVICE, JULIET, null, 1000).join().items())
                    .as("each removal is remembered once")
                    .hasSize(450);

            assertThat(new ExpirySweeper(after, blobs, SweepLimits.STANDARD, clock)
                            .sweep()
                            .removed())
                    .isEqualTo(200);
            assertThat(left()).containsExactly(his);
            assertThat(clearance(after).clear(HERS, Instant.MAX, BY_OWNER).join())
                    .isZero();
        }
    }

    private Clearance clearance(SqliteCatalog catalog) {
        TokenSigner signer = new TokenSigner(List.of(
                new SigningKey("s", SigningKey.Use.SLOT, "c2xvdA"),
                new SigningKey("d", SigningKey.Use.DELETE, "ZGVsZXRl")));
        return new Clearance(
                catalog.inventory(),
                catalog.audit(),
                new Deletion(signer, catalog, blobs, Runnable::run),
                new Exports(),
                new Steps(Runnable::run));
    }
}
