package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.OwnThread;
import im.sidestream.blob.s3.CephGateway;
import im.sidestream.blob.s3.S3Settings;
import im.sidestream.http.RawHttp.Reply;
import im.sidestream.slot.Slot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real Ceph, whose gateway comes and goes. */
final class CephServiceTest implements BucketServiceContract {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static CephGateway ceph;

    @BeforeAll
    static void start() throws Exception {
        ceph = CephGateway.start();
    }

    @AfterAll
    static void stop() throws Exception {
        ceph.stop();
    }

    @Override
    public S3Settings fresh() {
        return ceph.fresh();
    }

    private static List<Path> spooled(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("spool"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("lock"))
                    .toList();
        }
    }

    /** A PUT that meets no gateway is refused for now, leaves nothing, and succeeds when it is repeated later. */
    @Test
    void aGatewayThatIsStoppedRefusesForNowAndComesBackByItself(@TempDir Path directory) throws Exception {
        byte[] content = ResumeFixture.random(20 << 20);
        try (RunningService service = service(directory);
                CapturedLog log = new CapturedLog()) {
            Slot before = service.slot("before.bin", content.length);
            assertThat(BucketServiceContract.put(service, before, content).status())
                    .isEqualTo(201);
            Slot slot = service.slot("a.bin", content.length);
            Slot small = service.slot("b.bin", 5);
            ceph.say("stop");
            try {
                for (Reply reply : List.of(
                        BucketServiceContract.put(service, small, new byte[5]),
                        BucketServiceContract.get(service, before),
                        BucketServiceContract.put(service, slot, content))) {
                    assertThat(reply.status()).isEqualTo(503);
                    assertThat(reply.header("Retry-After")).isEqualTo("5");
                }
                assertThat(BucketServiceContract.get(service, slot).status()).isEqualTo(404);
                await().untilAsserted(() -> assertThat(spooled(directory)).isEmpty());
            } finally {
                ceph.say("start");
            }

            assertThat(BucketServiceContract.get(service, before).body()).isEqualTo(content);
            assertThat(BucketServiceContract.put(service, slot, content).status())
                    .isEqualTo(201);
            assertThat(BucketServiceContract.get(service, slot).body()).isEqualTo(content);
            assertThat(log.text()).contains("cannot be reached").doesNotContain("/f/", "at im.sidestream");
        }
    }

    /** Pieces that were made before the gateway went stay, and the upload is gone on with behind them. */
    @Test
    void anUploadThatCanBeGoneOnWithKeepsWhatTheGatewayTook(@TempDir Path directory) throws Exception {
        byte[] content = ResumeFixture.random(30 << 20);
        try (RunningService service = service(directory)) {
            Slot slot = service.slot("a.bin", content.length);
            int first = 9 << 20;
            try (RawHttp client = new RawHttp(service.port())) {
                client.patch(slot.put(), 0, content.length).send(ResumeFixture.part(content, 0, first));
                await().atMost(PATIENCE).until(() -> service.row(slot).pieced() >= 8 << 20);
                ceph.say("stop");
                try {
                    CompletableFuture<Void> sending = CompletableFuture.runAsync(
                            () -> sendUntilRefused(client, ResumeFixture.part(content, first, content.length)),
                            OwnThread::start);
                    assertThat(client.reply().status()).isEqualTo(503);
                    sending.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                } finally {
                    ceph.say("start");
                }
            }
            int offset = (int) service.row(slot).pieced();
            assertThat(offset).isBetween(8 << 20, content.length - 1);
            try (RawHttp client = new RawHttp(service.port())) {
                assertThat(client.patch(slot.put(), offset, content.length - offset)
                                .send(ResumeFixture.part(content, offset, content.length))
                                .reply()
                                .status())
                        .isEqualTo(204);
            }
            assertThat(BucketServiceContract.get(service, slot).body()).isEqualTo(content);
        }
    }

    /** Sends beside whoever reads: who reads only afterwards may lose an early answer (RFC 9112 §9.6). */
    private static void sendUntilRefused(RawHttp client, byte[] bytes) {
        try {
            client.send(bytes);
        } catch (SocketException e) {
            // the answer is there, and the rest was not wanted
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A download goes on where the gateway was when it fell silent, and its answer is not one byte wrong. */
    @Test
    void aGatewayThatIsSilentForAWhileDelaysADownload(@TempDir Path directory) throws Exception {
        byte[] content = ResumeFixture.random(40 << 20);
        try (RunningService service = service(directory)) {
            Slot slot = service.slot("a.bin", content.length);
            assertThat(BucketServiceContract.put(service, slot, content).status())
                    .isEqualTo(201);
            try (RawHttp client = RawHttp.slow(service.port())) {
                client.get(slot.get());
                ceph.say("freeze");
                CompletableFuture<Void> thaw = CompletableFuture.runAsync(
                        () -> {
                            try {
                                ceph.say("thaw");
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        },
                        CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS, OwnThread::start));
                assertThat(client.reply().body()).isEqualTo(content);
                thaw.join();
            }
        }
    }
}
