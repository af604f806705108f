package im.sidestream.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.StageSettings;
import im.sidestream.demo.transfer.UploadSlot;
import java.time.Duration;
import java.util.List;
import org.jivesoftware.smack.XMPPException.XMPPErrorException;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.StanzaError;
import org.jivesoftware.smackx.ping.packet.Ping;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.jxmpp.jid.impl.JidCreate;

/** The component's stream on a real Prosody: no user and no restart can end it for good (T-W1 to T-W7, T-P4, T-G8). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StreamEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Stage stage;

    @BeforeAll
    void open() {
        stage = Stage.open(StageSettings.defaults());
    }

    @AfterAll
    void close() {
        stage.close();
    }

    @Test
    void anAddressThatTheLibraryCannotParseIsAnsweredAndTheStreamStays() throws Exception {
        int logins = stage.prosody().componentLogins();
        try (Visitor alice = Visitor.logIn(stage, "alice")) {
            for (String resource : List.of("📱", "a b", "\u2603".repeat(300), "x".repeat(1000))) {
                Ping ping = new Ping(JidCreate.fromOrThrowUnchecked(alice.uploadDomain() + "/" + resource));
                assertThatThrownBy(() -> alice.session().ask(ping, IQ.class))
                        .isInstanceOfSatisfying(
                                XMPPErrorException.class,
                                e -> assertThat(e.getStanzaError().getCondition())
                                        .isIn(
                                                StanzaError.Condition.jid_malformed,
                                                StanzaError.Condition.item_not_found,
                                                StanzaError.Condition.service_unavailable));
            }
            assertThat(alice.getsSlots()).isTrue();
        }
        assertThat(stage.prosody().componentLogins()).isEqualTo(logins);
    }

    @Test
    void theServiceAnswersPingAndSaysWhatItIs() throws Exception {
        try (Visitor alice = Visitor.logIn(stage, "alice")) {
            var service = JidCreate.from(alice.uploadDomain());
            alice.session().ask(new Ping(service), IQ.class);
            var info = alice.session().discovery().discoverInfo(service);
            assertThat(info.getIdentities("store", "file")).hasSize(1);
            assertThat(info.containsFeature("jabber:iq:version")).isTrue();
            assertThat(info.getExtensions().get(0).getNamespace()).isEqualTo("jabber:x:data");
        }
    }

    @Test
    void slotsComeBackAfterTheXmppServerWasRestarted() throws Exception {
        byte[] content = {1, 2, 3};
        UploadSlot before;
        try (Visitor alice = Visitor.logIn(stage, "alice")) {
            before = alice.slot("a.bin", 3);
            assertThat(alice.put(before, content)).isEqualTo(201);
            stage.prosody().stop();
            assertThat(alice.get(before.get()).body()).isEqualTo(content);
        }
        stage.prosody().start();
        awaitSlots();
        stage.prosody().kill();
        stage.prosody().start();
        awaitSlots();
    }

    @Test
    void aServerThatStartsLaterIsWaitedFor() throws Exception {
        stage.server().stop();
        stage.prosody().stop();
        stage.server().start();
        stage.prosody().start();
        awaitSlots();
    }

    private void awaitSlots() throws Exception {
        try (Visitor visitor = Visitor.logIn(stage, "bob")) {
            await().atMost(PATIENCE).until(visitor::getsSlots);
        }
    }
}
