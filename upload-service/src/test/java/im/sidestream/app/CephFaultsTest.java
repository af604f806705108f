package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.blob.s3.CephGateway;
import im.sidestream.blob.s3.S3Settings;
import im.sidestream.catalog.PostgresProcess;
import im.sidestream.catalog.Sums;
import im.sidestream.config.ConfigLoader;
import im.sidestream.config.StorageConfig;
import im.sidestream.slot.Retention;
import im.sidestream.sweep.ExpirySweeper;
import im.sidestream.sweep.OrphanSweeper;
import im.sidestream.sweep.SweepLimits;
import im.sidestream.sweep.SweepReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes before a real Ceph, in the middle of uploads and downloads: its gateway goes away, or a node is killed (design.md §4.8,
 * §4.12).
 */
final class CephFaultsTest {
    private static final int SMALL = 64 << 10;
    /** Goes in two pieces. */
    private static final int LARGE = 9 << 20;

    private static final Duration OUTAGE = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofSeconds(40);

    private static CephGateway ceph;

    @TempDir
    private Path directory;

    private final String url = PostgresProcess.shared().freshUrl();
    private S3Settings bucket;
    private Path config;

    @BeforeAll
    static void startCeph() throws Exception {
        ceph = CephGateway.start();
    }

    @AfterAll
    static void stopCeph() throws Exception {
        ceph.stop();
    }

    @BeforeEach
    void configure() throws Exception {
        bucket = ceph.fresh();
        S3Settings.Keys keys = bucket.keys().orElseThrow();
        config = Node.configure(directory.resolve("node.conf"), url);
        String storage = """
                storage.s3 {
                  endpoint = "%s", bucket = %s, prefix = "%s", access-key = %s, secret-key = %s, timeout = 5s
                }
                """.formatted(
                bucket.endpoint().orElseThrow(), bucket.bucket(), bucket.prefix(), keys.access(), keys.secret());
        Files.writeString(config, storage, StandardOpenOption.APPEND);
    }

    @Test
    void theGatewayIsAwayForTwentySeconds() throws Exception {
        int atOnce = 20;
        try (Node node = new Node(config)) {
            Traffic traffic = new Traffic(node);
            traffic.start(atOnce, SMALL, SMALL, SMALL, LARGE);
            traffic.awaitService(atOnce);
            int failures = traffic.failures();
            ceph.say("stop");
            await().pollDelay(OUTAGE).atMost(OUTAGE.plus(SOON)).until(() -> traffic.failures() > failures);
            ceph.say("start");
            traffic.awaitService(atOnce);
            traffic.end();

            traffic.assertNothingIsLost();
            assertSumsAgree("after the outage");
            assertNothingWaits();
        }
    }

    /** What was being sent in parts stays in the bucket, which nobody sees, until the search for orphans drops it. */
    @Test
    void oneOfTwoNodesIsKilledAmongFiftyUploadsAndFiftyDownloads() throws Exception {
        int atOnce = 50;
        try (Node survivor = new Node(config);
                Node mortal = new Node(config)) {
            Traffic traffic = new Traffic(mortal);
            traffic.start(atOnce, SMALL, SMALL, SMALL, SMALL, LARGE);
            traffic.awaitService(atOnce);
            int failures = traffic.failures();
            await().atMost(SOON).until(() -> isFrozenAmongSendings(mortal));
            mortal.kill();
            await().atMost(SOON).until(() -> traffic.failures() > failures + 2 * atOnce);
            assertThat(ceph.sendings(bucket)).as("uploads in parts that broke").isNotEmpty();
            traffic.turnTo(survivor);
            traffic.awaitService(atOnce);
            try (Node again = new Node(config)) {
                traffic.turnTo(again);
                traffic.awaitService(atOnce);
                traffic.end();
            }
            traffic.turnTo(survivor);
            traffic.assertNothingIsLost();
            assertSumsAgree("after the kill");
            assertNothingWaits();

            traffic.finishSome();
            letTheRestBeAbandoned();
            sweep();

            assertThat(ceph.sendings(bucket)).isEmpty();
            assertThat(ceph.objects(bucket)).containsExactlyInAnyOrderElementsOf(namedByRows());
            traffic.assertNothingIsLost();
            assertSumsAgree("after the sweep");
        }
    }

    /** Frozen before it is looked at: what a running node sends could be whole by the time that it is killed. */
    private boolean isFrozenAmongSendings(Node node) throws Exception {
        node.freeze();
        if (ceph.sendings(bucket).size() > 2) {
            return true;
        }
        node.goOn();
        return false;
    }

    private void assertSumsAgree(String when) throws Exception {
        try (Connection connection = PostgresProcess.connect(url)) {
            Sums.assertAgree(connection, Clock.systemUTC(), when);
        }
    }

    /** The spool of a node that lives, or was made anew, keeps nothing of uploads that ended, a killed node's included. */
    private void assertNothingWaits() throws Exception {
        try (Stream<Path> spool = Files.walk(directory.resolve("files/spool"))) {
            assertThat(spool.filter(Files::isRegularFile).filter(file -> !file.endsWith("lock")))
                    .isEmpty();
        }
    }

    /** As the end of the time for another try does. */
    private void letTheRestBeAbandoned() throws Exception {
        try (Connection connection = PostgresProcess.connect(url);
                Statement statement = connection.createStatement()) {
            int open = statement.executeUpdate(
                    "UPDATE upload SET deadline = 1, lease_until = 1, retry_until = 1 WHERE state < 2");
            assertThat(open).as("broken uploads that nobody tried again").isPositive();
        }
    }

    private void sweep() throws Exception {
        StorageConfig storage =
                new ConfigLoader(Map.of(), directory).load(config).storage();
        try (Store store = Store.open(storage, Clock.systemUTC(), () -> Retention.FOREVER)) {
            SweepReport ended =
                    new ExpirySweeper(store.catalog(), store.blobs(), SweepLimits.STANDARD, store.clock()).sweep();
            assertThat(ended.clean()).as(ended.toString()).isTrue();
            SweepReport orphans = new OrphanSweeper(store.catalog(), store.blobs(), SweepLimits.STANDARD).sweep();
            assertThat(orphans.clean()).as(orphans.toString()).isTrue();
            assertThat(orphans.orphans()).as("orphans").isPositive();
        }
    }

    /** Returns the keys that rows name, and that of the store's own id. */
    private List<String> namedByRows() throws Exception {
        List<String> keys = new ArrayList<>(List.of(bucket.prefix() + "store-id"));
        try (Connection connection = PostgresProcess.connect(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT directory || '/' || id || '.' || attempt FROM upload WHERE state = 2")) {
            while (rows.next()) {
                keys.add(bucket.prefix() + "blobs/" + rows.getString(1));
            }
        }
        return keys;
    }
}
