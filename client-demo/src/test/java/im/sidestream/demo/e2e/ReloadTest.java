package im.sidestream.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import im.sidestream.demo.slots.SlotRefused;
import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.StageSettings;
import im.sidestream.demo.transfer.UploadSlot;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jivesoftware.smackx.xdata.packet.DataForm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.jxmpp.jid.impl.JidCreate;

/** SIGHUP on the real process: what may change does so at once, and nothing that runs notices. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReloadTest {
    private static final int SIZE = 1 << 20;
    private static final String RELOADED = "the configuration was reloaded";
    private static final String REFUSED = "the configuration is not reloaded";

    private Stage stage;
    private String base;

    @BeforeAll
    void open() throws Exception {
        stage = Stage.open(StageSettings.defaults());
        base = Files.readString(stage.server().configFile());
    }

    @AfterAll
    void close() {
        stage.close();
    }

    private long logged(String words) {
        return stage.server().log().lines().filter(line -> line.contains(words)).count();
    }

    private void reload(String outcome, String... lines) throws Exception {
        long before = logged(outcome);
        Files.writeString(stage.server().configFile(), base + String.join("\n", lines) + "\n");
        stage.server().reload();
        await().until(() -> logged(outcome) == before + 1);
    }

    private static String contact(Visitor visitor) throws Exception {
        var info = visitor.session().discovery().discoverInfo(JidCreate.from(visitor.uploadDomain()));
        return DataForm.from(info, "http://jabber.org/network/serverinfo")
                .getField("abuse-addresses")
                .getFirstValue();
    }

    @Test
    void policyAdministratorsContactsAndGroupsChangeUnderARunningUpload() throws Exception {
        reload(
                RELOADED,
                "xmpp.admins = [\"alice@localhost\"]",
                "contact.abuse = [\"mailto:old@localhost\"]",
                "policy.max-file-size = 1MiB",
                "policy.groups.staff { members = [\"carol@localhost\"], max-file-size = 2MiB }");
        int logins = stage.prosody().componentLogins();
        try (Visitor alice = Visitor.logIn(stage, "alice");
                Visitor bob = Visitor.logIn(stage, "bob");
                Visitor carol = Visitor.logIn(stage, "carol")) {
            BotChat fromAlice = BotChat.of(alice);
            BotChat fromBob = BotChat.of(bob);
            assertThat(fromAlice.say("admin limits")).contains("policy.max-file-size = 1MiB");
            assertThat(contact(alice)).isEqualTo("mailto:old@localhost");
            assertThat(carol.unlimitedSlot(SIZE + 1).put()).isNotNull();
            byte[] content = new byte[SIZE];
            UploadSlot slot = alice.slot("half.bin", SIZE);
            Held body = new Held(content);
            CompletableFuture<HttpResponse<String>> upload = body.inBackground(alice, slot);
            await().until(() -> CrashTest.blobs(stage) == 1);

            reload(
                    RELOADED,
                    "xmpp.admins = [\"bob@localhost\"]",
                    "contact.abuse = [\"mailto:new@localhost\"]",
                    "policy.max-file-size = 1KiB",
                    "http.slot-header = true",
                    "policy.groups.staff { members = [\"bob@localhost\"], max-file-size = 2KiB }");

            assertThat(alice.maxFileSize()).isEqualTo(1024);
            refused(alice, 1025);
            refused(carol, 1025);
            assertThat(bob.unlimitedSlot(2048).put()).isNotNull();
            refused(bob, 2049);
            assertThat(contact(alice)).isEqualTo("mailto:new@localhost");
            assertThat(fromAlice.say("admin limits")).contains("delete 3");
            assertThat(fromBob.say("admin limits")).contains("policy.max-file-size = 1KiB");
            assertThat(stage.server().log().lines())
                    .filteredOn(line -> line.contains("needs a restart"))
                    .singleElement()
                    .asString()
                    .contains("http.slot-header");
            assertThat(alice.slot("no-header.bin", 1).headers()).isEmpty();

            body.release();
            assertThat(upload.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
            assertThat(alice.get(slot.get()).body()).isEqualTo(content);
        }
        assertThat(stage.prosody().componentLogins())
                .as("the stream is the same")
                .isEqualTo(logins);
    }

    @Test
    void aWrongFileIsRefusedWholeInOneLine() throws Exception {
        reload(RELOADED, "policy.max-file-size = 3KiB");
        for (String wrong : List.of("policy.quota.rate = sometimes", "policy.max-file-sise = 1KiB", "policy {")) {
            long before = stage.server().log().lines().count();
            reload(REFUSED, "policy.max-file-size = 5KiB", "policy.slot-lifetime = 10s", wrong);
            assertThat(stage.server().log().lines().skip(before))
                    .as(wrong)
                    .filteredOn(line -> line.contains("ERROR") || line.startsWith("\tat "))
                    .singleElement()
                    .asString()
                    .contains("the old one stays")
                    .contains(wrong.equals("policy {") ? "sidestream.conf" : wrong.substring(0, wrong.indexOf(' ')));
            try (Visitor alice = Visitor.logIn(stage, "alice")) {
                assertThat(alice.maxFileSize()).isEqualTo(3072);
                refused(alice, 3073);
            }
        }
        assertThat(stage.server().isReady()).isTrue();
        reload(RELOADED, "policy.max-file-size = 4KiB");
        try (Visitor alice = Visitor.logIn(stage, "alice")) {
            assertThat(alice.maxFileSize()).as("the next right one is taken").isEqualTo(4096);
        }
    }

    private static void refused(Visitor visitor, long size) {
        assertThatThrownBy(() -> visitor.unlimitedSlot(size))
                .isInstanceOf(SlotRefused.class)
                .hasMessageContaining("large");
    }
}
