package im.sidestream.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.StageSettings;
import im.sidestream.demo.transfer.UploadSlot;
import org.jivesoftware.smack.packet.Message;
import org.junit.jupiter.api.Test;

/** Where files make room for newer ones, their owner is told, on a real XMPP server. */
final class EvictionTest {
    private static final StageSettings SMALL = StageSettings.defaults()
            .withServerConfig("policy { quota.total = 5KiB, when-full = evict, purposes = [message] }");

    @Test
    void theOwnerOfAFileThatMadeRoomIsToldWhichItWas() throws Exception {
        try (Stage stage = Stage.open(SMALL);
                Visitor alice = Visitor.logIn(stage, "alice");
                Visitor bob = Visitor.logIn(stage, "bob")) {
            BotChat chat = BotChat.of(alice);
            BotChat others = BotChat.of(bob);
            UploadSlot first = alice.slot("first.bin", 3072);
            assertThat(alice.put(first, new byte[3072])).isEqualTo(201);
            UploadSlot second = alice.slot("second.bin", 3072);
            assertThat(alice.put(second, new byte[3072])).isEqualTo(201);

            Message told = chat.next();
            assertThat(told.getType()).isEqualTo(Message.Type.chat);
            assertThat(told.getBody()).contains("first.bin", "3.0 KiB").doesNotContain("second.bin");
            await().until(() -> alice.get(first.get()).statusCode() == 410);
            assertThat(alice.get(second.get()).statusCode()).isEqualTo(200);
            assertThat(chat.say("list")).contains("second.bin").doesNotContain("first.bin");
            assertThat(chat.isQuiet()).isTrue();
            assertThat(others.say("usage")).as("bob hears of nothing else").contains("Stored and reserved");
        }
    }
}
