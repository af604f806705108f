package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.blob.s3.CephGateway;
import im.sidestream.blob.s3.S3Settings;
import im.sidestream.catalog.PostgresProcess;
import im.sidestream.catalog.Sums;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node before a real Ceph, whose gateway goes away in the middle of uploads and downloads (design.md §4.12). */
final class CephFaultsTest {
    private static final int AT_ONCE = 20;
    private static final int SMALL = 64 << 10;
    /** Goes in two pieces. */
    private static final int LARGE = 9 << 20;

    private static final Duration OUTAGE = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    private Path directory;

    private static String bucket(S3Settings settings) {
        S3Settings.Keys keys = settings.keys().orElseThrow();
        return """
                storage.s3 {
                  endpoint = "%s", bucket = %s, prefix = "%s", access-key = %s, secret-key = %s, timeout = 5s
                }
                """.formatted(
                settings.endpoint().orElseThrow(), settings.bucket(), settings.prefix(), keys.access(), keys.secret());
    }

    @Test
    void theGatewayIsAwayForTwentySeconds() throws Exception {
        String url = PostgresProcess.shared().freshUrl();
        CephGateway ceph = CephGateway.start();
        Path config = Node.configure(directory.resolve("node.conf"), url);
        Files.writeString(config, bucket(ceph.fresh()), StandardOpenOption.APPEND);
        try (Node node = new Node(config)) {
            Traffic traffic = new Traffic(node);
            traffic.start(AT_ONCE, SMALL, SMALL, SMALL, LARGE);
            awaitService(traffic);
            int failures = traffic.failures();
            ceph.say("stop");
            await().pollDelay(OUTAGE).atMost(OUTAGE.plus(SOON)).until(() -> traffic.failures() > failures);
            ceph.say("start");
            awaitService(traffic);
            traffic.end();

            traffic.assertNothingIsLost();
            try (Connection connection = PostgresProcess.connect(url)) {
                Sums.assertAgree(connection, Clock.systemUTC(), "after the outage");
            }
            try (Stream<Path> spool = Files.walk(directory.resolve("files/spool"))) {
                assertThat(spool.filter(Files::isRegularFile).filter(file -> !file.endsWith("lock")))
                        .isEmpty();
            }
        } finally {
            ceph.stop();
        }
    }

    private static void awaitService(Traffic traffic) {
        int uploads = traffic.uploads();
        int downloads = traffic.downloads();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                traffic.uploads() > uploads + AT_ONCE && traffic.downloads() > downloads + AT_ONCE)
                        .as(traffic.answers())
                        .isTrue());
    }
}
