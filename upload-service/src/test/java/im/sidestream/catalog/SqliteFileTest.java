package im.sidestream.catalog;

import static im.sidestream.catalog.Fixtures.BY_OWNER;
import static im.sidestream.catalog.Fixtures.DIGEST;
import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.LIFETIME;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static im.sidestream.catalog.Fixtures.issued;
import static im.sidestream.catalog.Fixtures.reserve;
import static im.sidestream.catalog.Fixtures.store;
import static im.sidestream.catalog.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.slot.Allowance;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Reservation;
import im.sidestream.slot.Retention;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import im.sidestream.slot.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the file itself: kills, second processes, other versions, bad disks. */
final class SqliteFileTest {
    @TempDir
    private Path directory;

    private final TestingClock clock = new TestingClock();

    private SqliteCatalog open(Path file) {
        return SqliteCatalog.open(file, true, clock, Runnable::run);
    }

    private Path file() {
        return directory.resolve("catalog.db");
    }

    @Test
    void everythingIsThereAfterACleanStop() {
        Upload stored;
        try (SqliteCatalog catalog = open(file())) {
            stored = store(catalog, JULIET, 42, clock.instant());
        }
        try (SqliteCatalog catalog = open(file())) {
            assertThat(catalog.find(stored.id()).join()).contains(stored);
            assertThat(catalog.used(SERVICE, JULIET).join()).isEqualTo(42);
        }
    }

    @Test
    void whatWasAnsweredIsThereAfterAKill() throws IOException {
        Path copy = directory.resolve("copy.db");
        try (SqliteCatalog catalog =
                SqliteCatalog.open(file(), true, new Rules(clock, () -> Retention.FOREVER), unhurried())) {
            Upload reserved = reserve(catalog, JULIET, 1, clock.instant());
            Upload stored = store(catalog, JULIET, 42, clock.instant());
            copyAsAfterAKill(file(), copy);
            try (SqliteCatalog after = open(copy)) {
                assertThat(after.find(stored.id()).join()).contains(stored);
                assertThat(after.find(reserved.id()).join()).contains(reserved);
                assertThat(after.used(SERVICE, JULIET).join()).isEqualTo(43);
            }
        }
    }

    private static Tuning unhurried() {
        return new Tuning(Runnable::run, 256, 8192, 1, Duration.ofDays(1), 0, CommitListener.NONE);
    }

    /** Copies what a killed process leaves: the database and its log, with whatever transaction was not committed. */
    static void copyAsAfterAKill(Path from, Path to) throws IOException {
        Files.copy(from, to);
        Files.copy(Path.of(from + "-wal"), Path.of(to + "-wal"));
    }

    @Test
    void aSecondCatalogOnTheSameFileIsRefusedWithThePath() {
        SqliteCatalog catalog = open(file());
        try {
            assertThatThrownBy(() -> open(file()))
                    .isInstanceOf(CatalogException.class)
                    .hasMessageContaining(file().toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        } finally {
            catalog.close();
        }
        open(file()).close();
    }

    @Test
    void aSecondProcessIsRefusedUntilTheFirstIsKilled() throws Exception {
        Process other = otherProcess();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("open");
            assertThatThrownBy(() -> open(file()))
                    .isInstanceOf(CatalogException.class)
                    .hasMessageContaining("process " + other.pid());
        } finally {
            other.destroyForcibly();
        }
        assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();

        open(file()).close();
    }

    /** POSIX, fcntl: a process loses its locks on a file by closing any descriptor of it; ours must not be among them. */
    @Test
    void aSecondOpenInOneProcessDoesNotLetAnotherProcessIn() throws Exception {
        try (SqliteCatalog catalog = open(file())) {
            assertThatThrownBy(() -> open(file())).isInstanceOf(CatalogException.class);

            Process other = otherProcess();
            assertThat(other.inputReader().readLine()).isNull();
            assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(other.exitValue()).isNotZero();
            assertThat(catalog.check().ok()).isTrue();
        }
    }

    @Test
    void aLockThatIsNoneIsNamed() throws IOException {
        Path lock = Files.writeString(Path.of(file() + ".lock"), "4711\n");

        assertThatThrownBy(() -> open(file()))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining(lock + " is damaged: remove it");
    }

    private Process otherProcess() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dorg.sqlite.tmpdir=" + directory,
                        "-cp",
                        System.getProperty("java.class.path"),
                        CatalogHolder.class.getName(),
                        file().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void aNewerSchemaIsRefused() throws SQLException {
        open(file()).close();
        execute("INSERT INTO schema_version VALUES (99, 0)");

        assertThatThrownBy(() -> open(file()))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("schema 99")
                .hasMessageContaining(file().toString());
    }

    @Test
    void aFailedMigrationLeavesNothing() throws SQLException {
        open(file()).close();
        List<String> scripts = new ArrayList<>(Schema.sqlite().scripts());
        scripts.add("CREATE TABLE later (a); CREATE TABLE upload (b);");
        Schema broken = new Schema(scripts);
        try (Connection connection = connect()) {
            assertThatThrownBy(() -> broken.migrate(connection, file(), 0)).isInstanceOf(SQLException.class);
        }

        execute("CREATE TABLE later (a)");
        open(file()).close();
    }

    @Test
    void migrationsAreAppliedOnceAndInOrder() throws SQLException {
        Schema two = new Schema(List.of("CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y"));
        try (Connection connection = connect()) {
            two.migrate(connection, file(), 0);
            two.migrate(connection, file(), 0);
        }
        execute("INSERT INTO a (x, y) VALUES (1, 2)");
    }

    @Test
    void aScriptWhoseTurnWasMissedIsAppliedLater() throws SQLException {
        try (Connection connection = connect()) {
            new Schema(List.of("CREATE TABLE a (x)", "", "CREATE TABLE c (x)")).migrate(connection, file(), 0);
            new Schema(List.of("CREATE TABLE a (x)", "CREATE TABLE b (x)", "CREATE TABLE c (x)"))
                    .migrate(connection, file(), 0);
        }
        execute("INSERT INTO b (x) VALUES (1)");
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file());
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Test
    void aMissingDirectoryIsNamed() {
        Path missing = directory.resolve("missing");

        assertThatThrownBy(() -> open(missing.resolve("catalog.db")))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining(missing.toString());
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedAndLeftAlone() throws IOException {
        String text = "this is a letter, not a database. ".repeat(100);
        Files.writeString(file(), text);

        assertThatThrownBy(() -> open(file()))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("is not a database");
        assertThat(file()).hasContent(text);
    }

    @Test
    void aFullDiskRefusesNewSlotsUntilThereIsRoomAgain() {
        Tuning small = new Tuning(Runnable::run, 256, 8192, 1, Duration.ofDays(1), 65, CommitListener.NONE);
        try (SqliteCatalog catalog =
                SqliteCatalog.open(file(), true, new Rules(clock, () -> Retention.FOREVER), small)) {
            List<CompletableFuture<Reservation>> asked = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                asked.add(catalog.reserve(issued(JULIET, 1, clock.instant()), Allowance.NONE));
            }

            refused(asked.get(999), Reason.STORAGE_FULL);
            long granted = asked.stream()
                    .filter(one -> one.handle((upload, e) -> e == null).join())
                    .count();
            assertThat(granted).isPositive();
            assertThat(catalog.used(SERVICE, JULIET).join()).isEqualTo(granted);
            assertThat(catalog.check().ok()).isFalse();

            clock.advance(LIFETIME);
            assertThat(catalog.dropAbandoned(1000).join()).hasSize((int) granted);
            store(catalog, JULIET, 1, clock.instant());
            assertThat(catalog.check().ok()).isTrue();
        }
    }

    @Test
    void aFullDiskRefusesNoFileThatItStored() throws Exception {
        Tuning small = new Tuning(Runnable::run, 64, 8192, 1, Duration.ofDays(1), 95, CommitListener.NONE);
        try (SqliteCatalog catalog =
                SqliteCatalog.open(file(), false, new Rules(clock, () -> Retention.FOREVER), small)) {
            List<Upload> granted = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                granted.add(reserve(catalog, JULIET, 1, clock.instant()));
            }
            List<CompletableFuture<Upload>> stores = new ArrayList<>();
            for (Upload upload : granted) {
                stores.add(catalog.store(upload.attempted(7, "d".repeat(2000)), clock.instant(), DIGEST));
            }

            refused(stores.get(stores.size() - 1), Reason.STORAGE_FULL);
            assertThat(stores.get(0)).succeedsWithin(Duration.ofSeconds(30));
            for (int i = 0; i < granted.size(); i++) {
                boolean said = stores.get(i).handle((upload, e) -> e == null).join();
                Upload row = catalog.find(granted.get(i).id()).join().orElseThrow();
                assertThat(row.state()).isEqualTo(said ? UploadState.STORED : UploadState.ISSUED);
            }
        }
    }

    @Test
    void theCatalogRefusesEverythingAfterItsEnd() {
        SqliteCatalog catalog = open(file());
        Upload stored = store(catalog, JULIET, 42, clock.instant());
        catalog.close();

        assertThat(catalog.delete(stored.id(), BY_OWNER)).isCompletedExceptionally();
        assertThat(catalog.find(stored.id())).isCompletedExceptionally();
        assertThat(catalog.check().ok()).isFalse();
    }

    @Test
    void closingCommitsWhatWaits() {
        SqliteCatalog catalog = open(file());
        List<CompletableFuture<Reservation>> asked = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            asked.add(catalog.reserve(issued(JULIET, 1, clock.instant()), Allowance.NONE));
        }
        catalog.close();

        assertThat(asked).allSatisfy(one -> assertThat(one).isCompleted());
        try (SqliteCatalog again = open(file())) {
            assertThat(again.used(SERVICE, JULIET).join()).isEqualTo(500);
        }
    }

    @Test
    void whatAnOlderProgramStoredIsCountedByPurposeAndEndsWhenItMust() throws SQLException {
        Schema first = new Schema(Schema.sqlite().scripts().subList(0, 1));
        try (Connection connection = connect()) {
            first.migrate(connection, file(), 0);
        }
        long past = clock.millis() - 1;
        execute(
                "INSERT INTO upload (id, service, owner, name, size, purpose, expire_before, state, issued_at, deadline,"
                        + " attempt, directory, sha256, stored_at) VALUES "
                        + old("a", 5, "message", "NULL") + "," + old("b", 7, "ephemeral", Long.toString(past)) + ","
                        + old("c", 9, "message", "NULL"));
        execute("INSERT INTO counter VALUES ('" + SERVICE + "', '" + JULIET + "', '', -1, 21, 3)");
        execute("INSERT INTO counter VALUES ('" + SERVICE + "', '', '', -2, 21, 3)");

        try (SqliteCatalog catalog = open(file())) {
            assertThat(catalog.usage(new Owner(SERVICE, JULIET)).join().byPurpose())
                    .isEqualTo(Map.of(
                            Purpose.MESSAGE, new Usage.Amount(14, 2), Purpose.EPHEMERAL, new Usage.Amount(7, 1)));
            assertThat(catalog.expire(10).join()).hasSize(1);
            assertThat(catalog.used(SERVICE, JULIET).join()).isEqualTo(14);
        }
    }

    @Test
    void anOrderThatAnOlderProgramWasPreparingIsForgottenAndNewOnesAreGivenBack() throws SQLException {
        try (Connection connection = connect()) {
            OlderDelivery.schema(Schema.sqlite()).migrate(connection, file(), 0);
            OlderDelivery.leave(connection, clock);
        }
        try (SqliteCatalog catalog = open(file())) {
            OlderDelivery.goOn(catalog, clock);
        }
    }

    private String old(String id, long size, String purpose, String end) {
        return "('" + id.repeat(27) + "', '" + SERVICE + "', '" + JULIET + "', 'n', " + size + ", '" + purpose + "', "
                + end + ", 2, 0, 0, 1, 'd', x'" + "ab".repeat(32) + "', 0)";
    }
}
