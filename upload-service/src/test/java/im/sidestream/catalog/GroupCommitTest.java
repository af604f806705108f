package im.sidestream.catalog;

import static im.sidestream.catalog.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.OwnThread;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One writer, many changes: committed together, failing alone. */
final class GroupCommitTest {
    private static final int NORMAL = 1;
    private static final int FULL = 2;

    @TempDir
    private Path directory;

    private final List<String> commits = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final Tuning tuning = new Tuning(Runnable::run, 4, 6, 1, Duration.ofDays(1), 0, this::committed);

    private CompletableFuture<Void> held = CompletableFuture.completedFuture(null);
    private volatile boolean listenerFails;
    private Connection connection;
    private Checkpointer checkpointer;
    private Statement statement;
    private GroupCommit writer;

    @BeforeEach
    void open() throws SQLException {
        SqliteFile file = new SqliteFile(directory.resolve("group.db"), tuning);
        connection = file.writer();
        statement = connection.createStatement();
        statement.executeUpdate("CREATE TABLE note (text TEXT UNIQUE)");
        checkpointer = new Checkpointer(file.writer(), tuning);
        writer = writer(true);
    }

    private GroupCommit writer(boolean sync) throws SQLException {
        GroupCommit made = new GroupCommit(
                new Transaction(connection, sync, checkpointer),
                new Faults(directory.resolve("group.db")),
                tuning,
                new TestingClock());
        made.start();
        return made;
    }

    @AfterEach
    void close() throws SQLException {
        goOn.countDown();
        held.join();
        writer.close();
        checkpointer.close();
        connection.close();
    }

    private void committed(int jobs, boolean durable) {
        commits.add(jobs + " " + durable);
        if (listenerFails) {
            throw new AssertionError("a listener that fails");
        }
    }

    private CompletableFuture<Void> note(String text) {
        return writer.submit(false, () -> insert(text));
    }

    private Void insert(String text) throws SQLException {
        statement.executeUpdate("INSERT INTO note VALUES ('" + text + "')");
        return null;
    }

    /** Keeps the writer busy, so that what comes next has to wait together. */
    private void hold() throws InterruptedException {
        held = CompletableFuture.runAsync(
                () -> writer.submit(false, () -> {
                            begun.countDown();
                            await();
                            return null;
                        })
                        .join(),
                OwnThread::start);
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private void await() throws SQLException {
        try {
            goOn.await();
        } catch (InterruptedException e) {
            throw new SQLException(e);
        }
    }

    private List<String> notes() throws SQLException {
        return writer.submit(false, () -> {
                    try (ResultSet result = statement.executeQuery("SELECT text FROM note ORDER BY rowid")) {
                        List<String> notes = new ArrayList<>();
                        while (result.next()) {
                            notes.add(result.getString(1));
                        }
                        return notes;
                    }
                })
                .join();
    }

    private int synchronous(boolean durable) {
        return writer.submit(durable, () -> {
                    try (ResultSet result = statement.executeQuery("PRAGMA synchronous")) {
                        return result.getInt(1);
                    }
                })
                .join();
    }

    @Test
    void whatWaitsIsCommittedTogetherUpToABatch() throws Exception {
        hold();
        List<CompletableFuture<Void>> notes = List.of(note("a"), note("b"), note("c"), note("d"), note("e"));
        goOn.countDown();
        notes.forEach(CompletableFuture::join);

        assertThat(commits).containsExactly("1 false", "4 false", "1 false");
        assertThat(notes()).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void aLoneChangeIsCommittedAlone() {
        note("a").join();
        note("b").join();

        assertThat(commits).containsExactly("1 false", "1 false");
    }

    @Test
    void aChangeThatFailsTakesNoNeighbourWithIt() throws Exception {
        hold();
        CompletableFuture<Void> a = note("a");
        CompletableFuture<Void> broken = writer.submit(false, () -> {
            insert("half");
            return insert("a");
        });
        CompletableFuture<Void> refused = writer.submit(false, () -> {
            insert("refused");
            throw Refusal.of(Reason.QUOTA_EXCEEDED, "no");
        });
        CompletableFuture<Void> b = note("b");
        goOn.countDown();

        a.join();
        b.join();
        assertThat(broken)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(Exception.class)
                .withCauseInstanceOf(CatalogException.class);
        refused(refused, Reason.QUOTA_EXCEEDED);
        assertThat(notes()).containsExactly("a", "b");
    }

    @Test
    void aTransactionThatBreaksIsRepeatedJobByJob() throws Exception {
        hold();
        CompletableFuture<Void> a = note("a");
        CompletableFuture<Void> breaks = writer.submit(false, () -> {
            statement.execute("ROLLBACK");
            throw new SQLException("the transaction is gone");
        });
        CompletableFuture<Void> b = note("b");
        goOn.countDown();

        a.join();
        b.join();
        assertThat(breaks).failsWithin(Duration.ofSeconds(30));
        assertThat(notes()).containsExactly("a", "b");
    }

    @Test
    void aSingleStatementThatEndsTheTransactionLeavesNothingOutsideOfOne() throws Exception {
        hold();
        CompletableFuture<Void> a = writer.submitSingle(false, () -> insert("a"));
        CompletableFuture<Void> breaks = writer.submitSingle(false, () -> {
            statement.execute("ROLLBACK");
            throw new SQLException("the disk is full");
        });
        CompletableFuture<Void> b = writer.submitSingle(false, () -> insert("b"));
        goOn.countDown();

        a.join();
        b.join();
        assertThat(breaks).failsWithin(Duration.ofSeconds(30));
        assertThat(notes()).containsExactly("a", "b");
        assertThat(commits).startsWith("1 false", "1 false", "1 false");
    }

    @Test
    void aListenerThatFailsHarmsNoCommit() throws Exception {
        listenerFails = true;

        assertThat(note("a")).succeedsWithin(Duration.ofSeconds(30));
        assertThat(note("b")).succeedsWithin(Duration.ofSeconds(30));
        assertThat(notes()).containsExactly("a", "b");
        assertThat(writer.problem()).isNull();
    }

    @Test
    void anErrorFailsItsOwnChangeAlone() throws Exception {
        hold();
        CompletableFuture<Void> a = note("a");
        CompletableFuture<Void> breaks = writer.submit(false, () -> {
            insert("half");
            throw new StackOverflowError("deep");
        });
        CompletableFuture<Void> b = note("b");
        goOn.countDown();

        assertThat(a).succeedsWithin(Duration.ofSeconds(30));
        assertThat(b).succeedsWithin(Duration.ofSeconds(30));
        assertThat(breaks)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(Exception.class)
                .withCauseInstanceOf(StackOverflowError.class);
        assertThat(notes()).containsExactly("a", "b");
    }

    @Test
    void aLoneChangeIsCommittedByWhoBringsIt() {
        CompletableFuture<Thread> committer = writer.submit(false, Thread::currentThread);

        assertThat(committer).isCompletedWithValue(Thread.currentThread());
    }

    @Test
    void whoeverBringsAChangeDoesNotWaitForTheDiskOrForOthers() throws Exception {
        CompletableFuture<Thread> durable = writer.submit(true, Thread::currentThread);
        assertThat(durable.get(30, TimeUnit.SECONDS).getName()).isEqualTo("catalog-writer");

        hold();
        CompletableFuture<Thread> second = writer.submit(false, Thread::currentThread);
        assertThat(second).isNotDone();
        goOn.countDown();
        assertThat(second.get(30, TimeUnit.SECONDS).getName()).isEqualTo("catalog-writer");
    }

    @Test
    void nothingIsCommittedHereOnceTheWriterHasEnded() {
        writer.close();

        assertThat(writer.submit(false, () -> insert("late")))
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(Exception.class)
                .withCauseInstanceOf(CatalogException.class);
    }

    @Test
    void onlyDurableChangesWaitForTheDisk() {
        assertThat(synchronous(false)).isEqualTo(NORMAL);
        assertThat(synchronous(true)).isEqualTo(FULL);
        assertThat(synchronous(false)).isEqualTo(NORMAL);
        assertThat(commits).containsExactly("1 false", "1 true", "1 false");
    }

    @Test
    void oneDurableChangeMakesItsWholeBatchDurable() throws Exception {
        hold();
        CompletableFuture<Void> a = note("a");
        CompletableFuture<Void> durable = writer.submit(true, () -> insert("b"));
        goOn.countDown();
        a.join();
        durable.join();

        assertThat(commits).containsExactly("1 false", "2 true");
    }

    @Test
    void withoutSyncNothingWaitsForTheDisk() throws SQLException {
        writer.close();
        writer = writer(false);

        assertThat(synchronous(true)).isEqualTo(NORMAL);
    }

    @Test
    void nothingNewIsBegunWhileTooMuchWaits() throws Exception {
        hold();
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < tuning.backlog(); i++) {
            waiting.add(note("n" + i));
        }

        Refusal busy = refused(writer.begin(() -> insert("new")), Reason.UNAVAILABLE);
        assertThat(busy.retryAt()).contains(TestingClock.START.plusSeconds(2));
        CompletableFuture<Void> end = note("end");
        goOn.countDown();
        end.join();
        assertThat(waiting).allSatisfy(note -> assertThat(note).isCompleted());
        writer.begin(() -> insert("later")).join();
    }
}
