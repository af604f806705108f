package im.sidestream.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.demo.session.ChatSession;
import im.sidestream.demo.share.FileDistributor;
import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.StageSettings;
import im.sidestream.demo.transfer.TransferException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How long {@code distribute} waits for a service that looks for receivers first (protocol §4(b), 2 and 3). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OrderPatienceTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    private Stage stage;
    private ChatSession alice;
    private ChatSession bob;

    @BeforeAll
    void open() throws Exception {
        stage = Stage.open(StageSettings.defaults().withoutServer());
        alice = Visitor.logIn(stage, "alice").session();
        bob = Visitor.logIn(stage, "bob").session();
        alice.available();
    }

    @AfterAll
    void close() {
        bob.close();
        alice.close();
        stage.close();
    }

    private static FileDistributor.Order order() {
        FileDistributor.Receivers receivers =
                new FileDistributor.Receivers(List.of("carol@localhost"), List.of(), null, null);
        return new FileDistributor.Order("https://files.example/f/x", receivers, null, null, true);
    }

    /** It is waited for longer than for any other answer: the service may still ask rooms, or wait for its database. */
    @Test
    void anOrderOutlastsThePatienceForOtherAnswers() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        OrderedService.at(
                alice,
                () -> bob.waitFor(SHORT),
                () -> assertThat(never.await(SHORT.toMillis() * 3, TimeUnit.MILLISECONDS))
                        .isFalse());
        FileDistributor.Begun begun = new FileDistributor(bob, alice.jid()).order(order());

        assertThat(begun.delivery()).isEqualTo("d-1");
        assertThat(begun.text()).isEqualTo("1 receivers are asked.");
    }

    /** Whoever orders again what has begun has everybody asked twice. */
    @Test
    void whoGetsNoAnswerToAnOrderIsToldToLookFirst() throws Exception {
        bob.waitFor(Duration.ofSeconds(60));
        CountDownLatch end = new CountDownLatch(1);
        OrderedService.at(alice, () -> {}, end::await);
        try {
            FileDistributor distributor = new FileDistributor(bob, alice.jid(), SHORT);
            assertThatThrownBy(() -> distributor.order(order()))
                    .isInstanceOf(TransferException.class)
                    .hasMessageContaining("look at your deliveries before you order it again");
        } finally {
            end.countDown();
            bob.waitFor(Duration.ofSeconds(60));
        }
    }
}
