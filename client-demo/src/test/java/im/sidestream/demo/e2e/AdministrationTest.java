package im.sidestream.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import im.sidestream.demo.e2e.Launcher.Ended;
import im.sidestream.demo.slots.SlotRefused;
import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.StageSettings;
import im.sidestream.demo.transfer.UploadSlot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What an administrator sets by typed text and by the command line holds at once, in one running process. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AdministrationTest {
    private static final String BOB = "bob@localhost";

    private Stage stage;
    private Path directory;

    @BeforeAll
    void open() throws Exception {
        stage = Stage.open(StageSettings.defaults().withServerConfig("xmpp.admins = [\"alice@localhost\"]"));
        directory = Files.createDirectory(stage.directory().resolve("console"));
    }

    @AfterAll
    void close() {
        stage.close();
    }

    /** What a command prints, asked of the running service. */
    private String run(String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--config", stage.server().configFile().toString()));
        Ended ended = Launcher.ofCheckout(directory).run(all.toArray(String[]::new));
        assertThat(ended.exit()).as(ended.err()).isZero();
        return ended.out();
    }

    @Test
    void blocksLimitsAndMaintenanceHoldAtOnce() throws Exception {
        try (Visitor alice = Visitor.logIn(stage, "alice");
                Visitor bob = Visitor.logIn(stage, "bob")) {
            BotChat chat = BotChat.of(alice);
            UploadSlot kept = bob.slot("kept.bin", 3);
            assertThat(bob.put(kept, new byte[3])).isEqualTo(201);

            assertThat(chat.say("admin block user " + BOB)).isEqualTo("Blocked: " + BOB);
            refused(bob, "forbidden", false);
            assertThat(run("blocks")).contains("user\t" + BOB + "\t").contains("alice@localhost");
            run("unblock", "user", BOB);
            assertThat(bob.getsSlots()).isTrue();

            run("limit", "policy.max-file-size", "1KiB");
            assertThat(bob.maxFileSize()).isEqualTo(1024);
            assertThat(chat.say("admin limits")).contains("policy.max-file-size = 1KiB");
            stage.server().stop();
            stage.server().start();
            await().atMost(Duration.ofSeconds(60)).until(bob::getsSlots);
            assertThat(bob.maxFileSize()).as("after a restart").isEqualTo(1024);

            assertThat(chat.say("admin maintenance on")).contains("has begun");
            refused(bob, "internal-server-error", true);
            assertThat(stage.server().isReady()).isFalse();
            assertThat(bob.get(kept.get()).statusCode()).isEqualTo(200);
            run("maintenance", "off");
            assertThat(bob.getsSlots()).isTrue();
            assertThat(stage.server().isReady()).isTrue();

            assertThat(run("audit").lines())
                    .anySatisfy(line -> assertThat(line).contains("alice@localhost", "block", BOB))
                    .anySatisfy(line -> assertThat(line).contains("console", "unblock", BOB))
                    .anySatisfy(line -> assertThat(line).contains("console", "policy.max-file-size", "1KiB"))
                    .anySatisfy(line -> assertThat(line).contains("alice@localhost", "maintenance on"))
                    .anySatisfy(line -> assertThat(line).contains("console", "maintenance off"));
            run("limit", "policy.max-file-size", "default");
        }
    }

    @Test
    void filesAreFoundRemovedExportedAndErased() throws Exception {
        try (Visitor carol = Visitor.logIn(stage, "carol")) {
            UploadSlot first = carol.slot("first picture.png", 700);
            UploadSlot second = carol.slot("second.txt", 5);
            assertThat(carol.put(first, new byte[700])).isEqualTo(201);
            assertThat(carol.put(second, new byte[5])).isEqualTo(201);
            String owner = "carol@localhost";

            assertThat(run("files", owner).lines())
                    .hasSize(2)
                    .first()
                    .asString()
                    .contains("second.txt", owner);
            assertThat(run("top", "5")).contains("705\t2\t" + owner);
            assertThat(run("search", "--name", "PICTURE").lines())
                    .singleElement()
                    .asString()
                    .contains("first picture.png", "\t700\t");
            run("remove", first.get().toString());
            assertThat(carol.get(first.get()).statusCode()).isEqualTo(410);
            assertThat(carol.get(second.get()).statusCode()).isEqualTo(200);
            assertThat(run("export", owner)).startsWith("{").contains("second.txt", owner);
            assertThat(run("audit", owner)).contains("administrator", "first picture.png", "console");
            run("erase", owner);
            assertThat(carol.get(second.get()).statusCode()).isEqualTo(410);
            assertThat(run("files", owner)).isEmpty();
            assertThat(run("audit")).doesNotContain(owner, "first picture.png", "second.txt");
        }
    }

    private static void refused(Visitor visitor, String words, boolean temporary) {
        assertThatThrownBy(() -> visitor.slot("no.bin", 1))
                .isInstanceOfSatisfying(
                        SlotRefused.class,
                        refusal -> assertThat(refusal.isTemporary()).isEqualTo(temporary))
                .hasMessageContaining(words);
    }
}
