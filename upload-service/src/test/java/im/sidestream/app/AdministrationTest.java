package im.sidestream.app;

import static im.sidestream.catalog.Fixtures.DIGEST;
import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.ROMEO;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static im.sidestream.catalog.Fixtures.reserve;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.blob.BlobKey;
import im.sidestream.blob.BlobWriter;
import im.sidestream.config.StorageConfig;
import im.sidestream.slot.Retention;
import im.sidestream.slot.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A check looks from both sides, and a purge takes one owner's files alone. */
class AdministrationTest {
    private static final String DIRECTORY = "2026030112";

    @TempDir
    private Path directory;

    private Store store;
    private Administration administration;

    @BeforeEach
    void open() throws StartException {
        store = Store.open(
                new StorageConfig(directory.resolve("store"), false), Clock.systemUTC(), () -> Retention.FOREVER);
        administration = Administration.offline(SERVICE, store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Path stored(String owner) throws IOException {
        Upload upload = reserve(store.catalog(), owner, 5, Instant.now());
        Path file = blob(new BlobKey(DIRECTORY, upload.id().value() + ".7"));
        store.catalog()
                .store(upload.attempted(7, DIRECTORY), Instant.now(), DIGEST)
                .join();
        return file;
    }

    private Path blob(BlobKey key) throws IOException {
        BlobWriter writer = store.blobs().create(key);
        writer.write(ByteBuffer.wrap(new byte[5]));
        writer.publish().join();
        return directory.resolve("store/blobs").resolve(key.toString());
    }

    private String run(String command, String argument) throws Exception {
        return Objects.requireNonNull(administration.commands().get(command)).run(argument);
    }

    @Test
    void aCheckOfAGoodStoreCountsItsFiles() throws Exception {
        stored(JULIET);
        stored(ROMEO);

        assertThat(run("fsck", "")).isEqualTo("good files: 2\ndone\n");
    }

    @Test
    void aCheckNamesEveryFileThatIsMissingOrShortOrNobodys() throws Exception {
        Path missing = stored(JULIET);
        Files.delete(missing);
        Path tooShort = stored(JULIET);
        Files.write(tooShort, new byte[4]);
        blob(new BlobKey(DIRECTORY, "stranger.1"));

        assertThat(run("fsck", ""))
                .contains(missing.getFileName() + ": file is missing\n")
                .contains(tooShort.getFileName() + ": length differs from the catalog's\n")
                .contains("stranger.1: belongs to no file\n")
                .doesNotContain("good files");
    }

    @Test
    void aPurgeTakesTheFilesOfOneOwner() throws Exception {
        stored(JULIET);
        stored(JULIET);
        stored(ROMEO);

        assertThat(run("purge", JULIET)).isEqualTo(JULIET + ": 2 of 2 files deleted\n");

        assertThat(store.catalog().used(SERVICE, JULIET).join()).isZero();
        assertThat(run("fsck", "")).isEqualTo("good files: 1\ndone\n");
    }
}
