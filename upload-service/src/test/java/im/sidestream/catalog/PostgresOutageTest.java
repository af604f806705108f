package im.sidestream.catalog;

import static im.sidestream.catalog.Fixtures.DIGEST;
import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.TERMS;
import static im.sidestream.catalog.Fixtures.issued;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.OwnThread;
import im.sidestream.slot.Allowance;
import im.sidestream.slot.Claim;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Retention;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server crashes and comes back: nothing that was acknowledged is lost, and nobody has to restart anything. */
final class PostgresOutageTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final PostgresProcess server = PostgresProcess.own();
    private final String url = server.freshUrl();
    private PostgresCatalog catalog;

    @BeforeEach
    void open() {
        catalog = PostgresCatalog.open(PostgresProcess.settings(url), () -> Retention.FOREVER, Runnable::run);
    }

    @AfterEach
    void close() {
        catalog.close();
        server.remove();
    }

    private SlotId stored() {
        Upload upload = issued(JULIET, 1, catalog.clock().instant());
        catalog.reserve(upload, Allowance.NONE).join();
        Claim claim = catalog.claim(upload.id(), TERMS).join();
        return catalog.commit(claim, DIGEST).join().id();
    }

    @Test
    void whatWasAcknowledgedOutlivesACrashInTheMiddleOfWork() throws Exception {
        Queue<SlotId> acknowledged = new ConcurrentLinkedQueue<>();
        Queue<Throwable> refused = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<Void>> users = new ArrayList<>();
        CompletableFuture<Void> crashed = new CompletableFuture<>();
        for (int i = 0; i < 6; i++) {
            users.add(CompletableFuture.runAsync(
                    () -> {
                        while (!crashed.isDone()) {
                            try {
                                acknowledged.add(stored());
                            } catch (CompletionException e) {
                                refused.add(e.getCause());
                            }
                        }
                    },
                    OwnThread::start));
        }
        await().atMost(SOON).until(() -> acknowledged.size() > 200);

        server.kill();
        await().atMost(SOON).until(() -> !catalog.check().ok());
        crashed.complete(null);
        for (CompletableFuture<Void> user : users) {
            user.get(30, TimeUnit.SECONDS);
        }
        assertUnavailableAtOnce();
        server.start();

        await().atMost(SOON).until(() -> catalog.check().ok());
        assertThat(acknowledged)
                .allSatisfy(
                        id -> assertThat(catalog.find(id).join().orElseThrow().state())
                                .isEqualTo(UploadState.STORED));
        assertThat(refused).isNotEmpty().allSatisfy(e -> assertThat(e).isInstanceOf(Refusal.class));
        assertThat(stored()).isNotNull();
        new PostgresSums(url, catalog.clock()).assertAgree("after the crash");
    }

    /** Once it is known that nobody answers, nobody waits for it. */
    private void assertUnavailableAtOnce() {
        long begun = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            Upload upload = issued(JULIET, 1, catalog.clock().instant());
            Refusal refusal = Refusals.refused(catalog.reserve(upload, Allowance.NONE), Reason.UNAVAILABLE);
            assertThat(refusal.retryAt()).isPresent();
            Refusals.refused(catalog.find(upload.id()), Reason.UNAVAILABLE);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
        assertThat(catalog.check().message().orElseThrow())
                .contains("cannot be reached")
                .doesNotContain("\n");
    }

    @Test
    void connectionsThatTheServerEndsAreReplaced() throws SQLException {
        stored();
        try (Connection connection = PostgresProcess.connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE application_name = 'sidestream'");
        }

        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(CompletionException.class)
                .until(() -> stored() != null);
    }

    /** A statement that waits for what nobody gives back is ended, and says so. */
    @Test
    void aStatementThatTakesTooLongIsRefused() throws Exception {
        SlotId id = stored();
        PostgresSettings usual = PostgresProcess.settings(url);
        PostgresSettings hasty =
                new PostgresSettings(usual.url(), usual.user(), usual.password(), 2, Duration.ofMillis(300));
        try (PostgresCatalog impatient = PostgresCatalog.open(hasty, () -> Retention.FOREVER, Runnable::run);
                Connection connection = PostgresProcess.connect(url);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE upload IN ACCESS EXCLUSIVE MODE");

            Refusals.refused(impatient.delete(id, Fixtures.BY_OWNER), Reason.UNAVAILABLE);
            connection.rollback();

            assertThat(impatient.delete(id, Fixtures.BY_OWNER).get(10, TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    /** Design: leases are compared with the database's clock; a node's own may be minutes off. */
    @Test
    void leasesGoByTheClockOfTheDatabase() throws SQLException, ExecutionException, InterruptedException {
        DatabaseClock astray = new DatabaseClock();
        long now = System.nanoTime();
        astray.read(Instant.parse("2031-01-01T00:00:00Z").toEpochMilli(), now, now);
        Rules rules = new Rules(astray, () -> Retention.FOREVER);
        Tuning tuning = Tuning.standard(Runnable::run, CommitListener.NONE);
        try (PostgresCatalog other = PostgresCatalog.open(PostgresProcess.settings(url), rules, astray, tuning)) {
            Upload upload = issued(JULIET, 1, catalog.clock().instant());
            catalog.reserve(upload, Allowance.NONE).get();

            Claim claim = other.claim(upload.id(), TERMS).get();

            Refusals.refused(catalog.claim(upload.id(), TERMS), Reason.IN_PROGRESS);
            assertThat(claim.leaseUntil())
                    .isBetween(time().plus(TERMS.lease()).minusSeconds(5), time().plus(TERMS.lease()));
        }
    }

    private Instant time() throws SQLException {
        try (Connection connection = PostgresProcess.connect(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(PostgresSession.TIME)) {
            row.next();
            return Instant.ofEpochMilli(row.getLong(1));
        }
    }
}
