package im.sidestream.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.StageSettings;
import im.sidestream.demo.transfer.UploadSlot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The XMPP server is pulled in the middle of uploads and downloads, which go on; slots come back with it (T-W3, T-P4). */
final class PulledServerTest {
    private static final int UPLOADS = 50;
    private static final int AT_ONCE = 10;
    private static final int SIZE = 1 << 20;
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void transfersGoOnWithoutTheServerAndSlotsComeBackWithIt() throws Exception {
        byte[] content = new byte[SIZE];
        new Random(5).nextBytes(content);
        DatabaseServer database = new DatabaseServer();
        ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
        try (Stage stage = Stage.open(StageSettings.defaults().withServerConfig(database.config()))) {
            List<UploadSlot> slots = new ArrayList<>();
            try (Visitor alice = Visitor.logIn(stage, "alice")) {
                for (int i = 0; i < UPLOADS; i++) {
                    slots.add(alice.slot("file" + i + ".bin", SIZE));
                }
                AtomicInteger answered = new AtomicInteger();
                List<Future<Boolean>> transfers = new ArrayList<>();
                for (UploadSlot slot : slots) {
                    transfers.add(clients.submit(shared(alice, slot, content, answered)));
                }
                await().atMost(SOON).until(() -> answered.get() >= AT_ONCE);
                stage.prosody().kill();
                int before = answered.get();
                assertThat(before).as("it was pulled among transfers").isLessThan(UPLOADS);
                for (Future<Boolean> transfer : transfers) {
                    assertThat(transfer.get()).isTrue();
                }
                assertThat(stage.server().isReady()).as("HTTP needs no XMPP").isTrue();
            }
            stage.prosody().start();
            try (Visitor bob = Visitor.logIn(stage, "bob")) {
                await().atMost(SOON).until(bob::getsSlots);
                for (UploadSlot slot : slots) {
                    assertThat(bob.get(slot.get()).body()).isEqualTo(content);
                }
            }
            assertThat(database.query("SELECT (SELECT sum(bytes) FROM counter WHERE hour = -1)"
                            + " = (SELECT sum(size) FROM upload WHERE state < 3)"))
                    .isEqualTo("t\n");
        } finally {
            clients.shutdownNow();
            database.remove();
        }
    }

    private static Callable<Boolean> shared(Visitor visitor, UploadSlot slot, byte[] content, AtomicInteger answered) {
        return () -> {
            assertThat(visitor.put(slot, content)).isEqualTo(201);
            answered.incrementAndGet();
            assertThat(visitor.get(slot.get()).body()).isEqualTo(content);
            return true;
        };
    }
}
