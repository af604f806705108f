package im.sidestream.app;

import static im.sidestream.catalog.Fixtures.DIGEST;
import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.ROMEO;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static im.sidestream.catalog.Fixtures.reserve;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.blob.BlobKey;
import im.sidestream.blob.BlobWriter;
import im.sidestream.config.ConfigLoader;
import im.sidestream.config.ServerConfig;
import im.sidestream.http.AdminCommand;
import im.sidestream.slot.Claim;
import im.sidestream.slot.ClaimTerms;
import im.sidestream.slot.Piece;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.Upload;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
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
    private Map<String, AdminCommand> commands;

    @BeforeEach
    void open() throws Exception {
        Path file = directory.resolve("sidestream.conf");
        Files.writeString(
                file, "xmpp { domain = " + SERVICE + ", secret = s }\nstorage { directory = store, sync = false }\n");
        ServerConfig config = new ConfigLoader(Map.of(), directory).load(file);
        store = Store.open(config.storage(), Clock.systemUTC(), config.policy()::retention);
        commands = Administration.offline(config, store);
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
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        Objects.requireNonNull(commands.get(command)).run(argument, out);
        return text.toString();
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
    void aFileOfPiecesIsOneFileForACheckAndAPurge() throws Exception {
        Upload upload = reserve(store.catalog(), JULIET, 10, Instant.now());
        ClaimTerms terms = new ClaimTerms(DIRECTORY, Duration.ofSeconds(30), Duration.ofHours(24));
        Claim claim = store.catalog().resume(upload.id(), 0, terms).join();
        Path first = blob(BlobKey.piece(DIRECTORY, upload.id().value(), 0, 1));
        store.catalog().append(claim, new Piece(0, 5, 1, DIRECTORY)).join();
        blob(BlobKey.piece(DIRECTORY, upload.id().value(), 0, 7));
        assertThat(run("fsck", "")).isEqualTo("uploads under way or broken: 2\ndone\n");
        Path last = blob(BlobKey.piece(DIRECTORY, upload.id().value(), 5, 1));
        store.catalog()
                .complete(claim, new Piece(5, 5, 1, DIRECTORY), new Sha256("ab".repeat(32)))
                .join();
        Files.delete(first.resolveSibling(upload.id().value() + ".0.7"));

        assertThat(run("fsck", "")).isEqualTo("good files: 1\ndone\n");
        byte[] content = Files.readAllBytes(last);
        Files.delete(last);
        assertThat(run("fsck", ""))
                .isEqualTo(DIRECTORY + "/" + last.getFileName() + ": file is missing\nfile is missing: 1\ndone\n");
        Files.write(last, content);
        assertThat(run("purge", JULIET)).isEqualTo(JULIET + ": 1 files deleted\n");
        assertThat(first).doesNotExist();
        assertThat(last).doesNotExist();
    }

    @Test
    void aPurgeTakesTheFilesOfOneOwner() throws Exception {
        stored(JULIET);
        stored(JULIET);
        stored(ROMEO);

        assertThat(run("purge", JULIET)).isEqualTo(JULIET + ": 2 files deleted\n");

        assertThat(store.catalog().used(SERVICE, JULIET).join()).isZero();
        assertThat(run("fsck", "")).isEqualTo("good files: 1\ndone\n");
    }
}
