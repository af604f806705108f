package im.sidestream.catalog;

import static im.sidestream.catalog.Fixtures.BY_OWNER;
import static im.sidestream.catalog.Fixtures.DIGEST;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static im.sidestream.catalog.Fixtures.TERMS;
import static im.sidestream.catalog.Fixtures.issued;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.slot.Allowance;
import im.sidestream.slot.Quota;
import im.sidestream.slot.Retention;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Upload;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * PostgreSQL finds what every statement needs by an index, however it plans: no plan goes through the table of uploads. At full
 * size there are a million rows, and how many uploads a second go through is printed.
 */
final class PostgresPlanTest {
    private static final boolean FULL = Boolean.getBoolean("sidestream.full");
    private static final int ROWS = FULL ? 1_000_000 : 30_000;
    private static final int WRITERS = 16;
    private static final int UPLOADS = FULL ? 20_000 : 200;
    private static final Allowance ROOMY =
            new Allowance(Quota.UNLIMITED, new Quota(1L << 40, 1L << 40), 1L << 50, false);

    private final String url = PostgresProcess.shared().freshUrl();
    private final TestingClock clock = new TestingClock();
    private final Rules rules = new Rules(clock, () -> Retention.FOREVER);
    private final List<String> prepared = new ArrayList<>();

    /** A catalog that has been in use for long: files one second apart, of an owner for each hundred, and some tombstones. */
    @BeforeEach
    void fill() throws SQLException {
        PostgresFixtures.open(url, rules, Runnable::run).close();
        long now = clock.millis();
        try (Connection connection = PostgresProcess.connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO upload (id, service, owner, name, type, size, purpose, state, issued_at, deadline,"
                            + " attempt, directory, sha256, stored_at, gone_at, expires_at, blob_removed)"
                            + " SELECT substr(md5(i::text) || md5((-i)::text), 1, 27), '" + SERVICE
                            + "', 'user' || i % "
                            + ROWS / 100
                            + " || '@north.example', 'photo ' || i || '.jpeg', 'image/jpeg', 1000, 'message',"
                            + " CASE WHEN i % 500 = 0 THEN i / 500 % 2 WHEN i % 20 = 0 THEN 3 ELSE 2 END, " + now
                            + " - i * 1000::bigint, " + now + " - i * 1000::bigint + 300000, 1, '2026030112',"
                            + " sha256(i::text::bytea), " + now + " - i * 1000::bigint,"
                            + " CASE WHEN i % 20 = 0 THEN " + now + " - i * 500::bigint END, " + now
                            + " + i * 1000::bigint, i % 3"
                            + " FROM generate_series(1, " + ROWS + ") AS i");
            statement.execute("INSERT INTO counter SELECT service, owner, purpose, -1, sum(size), count(*) FROM upload"
                    + " WHERE state < 3 GROUP BY 1, 2, 3");
            statement.execute(
                    "INSERT INTO counter SELECT service, owner, purpose, issued_at / 3600000, sum(size), count(*)"
                            + " FROM upload WHERE state < 3 GROUP BY 1, 2, 3, 4");
            statement.execute(
                    "INSERT INTO piece SELECT id, 0, size, 1, directory FROM upload WHERE state = 2 AND seq % 10 = 0");
            statement.execute(
                    "INSERT INTO audit (service, at, action, file, owner, name, size, detail, actor)"
                            + " SELECT service, gone_at, 'deleted', id, owner, name, size, '', owner FROM upload WHERE state = 3");
            statement.execute("INSERT INTO dating SELECT 1, '" + Retention.FOREVER.fingerprint()
                    + "', max(seq), max(seq) FROM upload");
            for (String table : List.of("upload", "counter", "piece", "audit")) {
                statement.execute("ANALYZE " + table);
            }
        }
    }

    @Test
    void noPlanGoesThroughTheTableOfUploads() throws SQLException {
        try (Connection connection = PostgresProcess.connect(url);
                Statement statement = connection.createStatement()) {
            Statements all = new PostgresSession(noting(connection), rules).statements();
            assertThat(all.reader().lists()).isNotNull();
            assertThat(prepared).hasSizeGreaterThan(40);
            // the plan that serves any values: the one of a statement that is used often
            statement.execute("SET plan_cache_mode = force_generic_plan");
            for (String sql : prepared) {
                assertThat(plan(statement, sql))
                        .as(sql)
                        .noneMatch(step -> step.contains("Seq Scan on upload") || step.contains("Seq Scan on piece"));
            }
        }
    }

    private static List<String> plan(Statement statement, String sql) throws SQLException {
        // the driver says of numbers that they are
        String typed = sql.replaceAll("([-+*/]) ?\\?", "$1 ?::bigint").replaceAll("\\? ([-+*/])", "?::bigint $1");
        String[] parts = typed.split("\\?", -1);
        StringBuilder numbered = new StringBuilder(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            numbered.append('$').append(i).append(parts[i]);
        }
        String values = parts.length == 1
                ? ""
                : IntStream.range(1, parts.length).mapToObj(i -> "NULL").collect(Collectors.joining(", ", "(", ")"));
        statement.execute("PREPARE looked_at AS " + numbered);
        try (ResultSet result = statement.executeQuery("EXPLAIN EXECUTE looked_at" + values)) {
            List<String> steps = new ArrayList<>();
            while (result.next()) {
                steps.add(result.getString(1));
            }
            return steps;
        } finally {
            statement.execute("DEALLOCATE looked_at");
        }
    }

    /** Returns the same connection, which notes what is prepared. */
    private Connection noting(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")) {
                        prepared.add((String) arguments[0]);
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Many at once, of many owners, as uploads of several nodes are. */
    @Test
    void uploadsGoThroughBesideManyRows() throws Exception {
        PostgresSettings settings = new PostgresSettings(
                url, PostgresProcess.USER, PostgresProcess.PASSWORD, WRITERS, java.time.Duration.ofSeconds(10));
        LongAdder done = new LongAdder();
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        try (PostgresCatalog catalog = PostgresCatalog.open(
                settings, rules, new DatabaseClock(), Tuning.standard(Runnable::run, CommitListener.NONE))) {
            ExecutorService clients = Executors.newFixedThreadPool(WRITERS);
            long began = System.nanoTime();
            for (int i = 0; i < UPLOADS; i++) {
                String owner = "user" + i % (ROWS / 100) + "@north.example";
                clients.execute(() -> {
                    try {
                        share(catalog, owner);
                        done.increment();
                    } catch (RuntimeException e) {
                        failures.add(e);
                    }
                });
            }
            clients.shutdown();
            assertThat(clients.awaitTermination(280, TimeUnit.SECONDS)).isTrue();
            long nanos = System.nanoTime() - began;
            assertThat(failures).isEmpty();
            assertThat(done.sum()).isEqualTo(UPLOADS);
            if (FULL) {
                System.out.printf(
                        "%d rows: %d uploads a second (slot, claim, commit, look, deletion)%n",
                        ROWS, UPLOADS * TimeUnit.SECONDS.toNanos(1) / nanos);
            }
        }
    }

    private void share(PostgresCatalog catalog, String owner) {
        SlotId id = catalog.reserve(issued(owner, 1000, clock.instant()), ROOMY)
                .join()
                .upload()
                .id();
        Upload stored = catalog.claim(id, TERMS)
                .thenCompose(claim -> catalog.commit(claim, DIGEST))
                .join();
        assertThat(catalog.find(id).join()).contains(stored);
        catalog.delete(id, BY_OWNER).join();
    }
}
