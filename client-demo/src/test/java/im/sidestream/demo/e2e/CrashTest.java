package im.sidestream.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.demo.OwnThread;
import im.sidestream.demo.e2e.Launcher.Ended;
import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.StageSettings;
import im.sidestream.demo.transfer.UploadSlot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A kill at any moment loses no file that was acknowledged and shows none that was not; a stop lets transfers end. */
final class CrashTest {
    private static final int SIZE = 4 << 20;

    @Test
    void aKillInTheMiddleOfUploadsLosesNothingThatWasAnsweredAndShowsNothingElse() throws Exception {
        byte[] content = random();
        try (Stage stage = Stage.open(StageSettings.defaults());
                Visitor alice = Visitor.logIn(stage, "alice")) {
            UploadSlot done = alice.slot("done.bin", SIZE);
            assertThat(alice.put(done, content)).isEqualTo(201);
            UploadSlot broken = alice.slot("broken.bin", SIZE);
            Held body = new Held(content);
            CompletableFuture<HttpResponse<String>> upload = body.inBackground(alice, broken);
            await().until(() -> blobs(stage) == 2);
            stage.server().kill();
            body.release();
            assertThat(upload).failsWithin(Duration.ofSeconds(30)).withThrowableOfType(ExecutionException.class);

            stage.server().start();
            assertThat(alice.get(done.get()).body()).isEqualTo(content);
            assertThat(alice.get(broken.get()).statusCode()).isEqualTo(404);
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> alice.put(broken, content) == 201);
            assertThat(alice.get(broken.get()).body()).isEqualTo(content);
        }
    }

    @Test
    void aStopLetsRunningTransfersEndAndExitsCleanly() throws Exception {
        byte[] content = random();
        try (Stage stage = Stage.open(StageSettings.defaults());
                Visitor alice = Visitor.logIn(stage, "alice")) {
            UploadSlot slot = alice.slot("slow.bin", SIZE);
            Held body = new Held(content);
            CompletableFuture<HttpResponse<String>> upload = body.inBackground(alice, slot);
            await().until(() -> blobs(stage) == 1);
            CompletableFuture<Integer> exit =
                    CompletableFuture.supplyAsync(() -> stage.server().stop(), OwnThread::start);
            await().until(() -> !stage.server().isReady());
            body.release();
            assertThat(upload.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
            assertThat(exit.get(40, TimeUnit.SECONDS)).isZero();

            stage.server().start();
            assertThat(alice.get(slot.get()).body()).isEqualTo(content);
        }
    }

    @Test
    void aSecondServerOnTheSameStoreIsRefused() throws Exception {
        try (Stage stage = Stage.open(StageSettings.defaults())) {
            String config = Files.readString(stage.server().configFile())
                    + "http.listen = \"127.0.0.1:" + freePort() + "\"\nhttp.admin-listen = \"127.0.0.1:" + freePort()
                    + "\"\n";
            Path other = Files.writeString(stage.directory().resolve("second.conf"), config);
            Ended second = Launcher.ofCheckout(stage.directory()).run("serve", "--config", other.toString());
            assertThat(second.exit()).as(second.err()).isEqualTo(1);
            assertThat(second.err().lines())
                    .filteredOn(line -> line.startsWith("sidestream: "))
                    .singleElement()
                    .asString()
                    .contains(
                            "in use by process " + stage.server().pid(),
                            "(lock ",
                            "" + stage.server().storeDirectory());
            assertThat(stage.server().isReady()).isTrue();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Files that have begun to come. */
    static long blobs(Stage stage) throws IOException {
        try (Stream<Path> files = Files.walk(stage.server().storeDirectory().resolve("blobs"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    private static byte[] random() {
        byte[] content = new byte[SIZE];
        new Random(7).nextBytes(content);
        return content;
    }
}
