package im.sidestream.demo.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jivesoftware.smack.AbstractXMPPConnection;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.chat2.ChatManager;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jxmpp.jid.impl.JidCreate;

class StageTest {
    @TempDir
    private Path parent;

    @Test
    void twoUsersChatOverTlsThatOnlyTheStagesAuthorityVouchesFor() throws Exception {
        try (Stage stage = Stage.open(settings().withoutServer())) {
            AbstractXMPPConnection alice = logIn(stage, "alice");
            AbstractXMPPConnection bob = logIn(stage, "bob");
            assertThat(alice.isSecureConnection()).isTrue();

            var received = new LinkedBlockingQueue<String>();
            ChatManager.getInstanceFor(bob)
                    .addIncomingListener((from, message, chat) -> received.add(message.getBody()));
            ChatManager.getInstanceFor(alice)
                    .chatWith(JidCreate.entityBareFrom(stage.account("bob").jid()))
                    .send("hello");
            assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("hello");

            alice.disconnect();
            bob.disconnect();
        }
    }

    @Test
    void aClientThatTrustsAnotherAuthorityIsNotFooled() {
        try (Stage stage = Stage.open(settings().withoutServer())) {
            Certificates other = Certificates.create(parent.resolve("other"));
            assertThatThrownBy(() -> connection(stage, "alice", other).connect())
                    .isInstanceOf(SmackException.class);
        }
    }

    @Test
    void prosodyKeepsItsPortsAndAccountsWhenItIsKilledAndStartedAgain() throws Exception {
        try (Stage stage = Stage.open(settings().withoutServer())) {
            stage.prosody().kill();
            assertThat(stage.prosody().isRunning()).isFalse();
            stage.prosody().start();
            logIn(stage, "carol").disconnect();
        }
    }

    @Test
    void theServerIsOnStageOnceItIsReadyAndItsComponentIsLetIn() {
        try (Stage stage = Stage.open(settings().withServerCommand(fakeServer()))) {
            assertThat(stage.server().isReady()).isTrue();
            assertThat(stage.prosody().componentLogins()).isEqualTo(1);
            assertThat(stage.server().log()).contains("fake server is ready");

            stage.server().kill();
            assertThat(stage.server().isReady()).isFalse();
            stage.server().start();
            stage.prosody().awaitComponentLogins(2, Duration.ofSeconds(10));
            assertThat(stage.server().stop()).isEqualTo(143);
        }
    }

    @Test
    void aServerThatIsHeldIsNotReadyUntilItGoesOn() {
        try (Stage stage = Stage.open(settings().withServerCommand(fakeServer()))) {
            stage.server().signal("STOP");
            // its threads stop one after another
            await().until(() -> !stage.server().isReady());
            stage.server().signal("CONT");
            stage.server().awaitReady(Duration.ofSeconds(10));
        }
    }

    @Test
    void aServerThatEndsAtOnceIsReportedWithItsLogAndNothingIsLeft() {
        assertThatThrownBy(() -> Stage.open(settings().withServerCommand("sh", "-c", "echo no such key; exit 2")))
                .isInstanceOf(StageException.class)
                .hasMessageContaining("ended with 2")
                .hasMessageContaining("no such key");
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void closingEndsBothServersAndRemovesTheDirectory() {
        Stage stage = Stage.open(settings().withServerCommand(fakeServer()));
        long prosody = stage.prosody().pid();
        long server = stage.server().pid();
        stage.close();
        stage.close();
        assertThat(ProcessMark.of(prosody, "prosody")).isEmpty();
        assertThat(ProcessMark.of(server, "server")).isEmpty();
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void whatAKilledRunLeftIsStoppedAndRemovedBeforeTheNextOne() throws Exception {
        Process owner = new ProcessBuilder("sleep", "600").start();
        Process orphan = new ProcessBuilder("sleep", "600").start();
        Path left = Files.createDirectories(parent.resolve("stage-left"));
        Files.writeString(left.resolve("owner"), line(owner));
        Files.writeString(left.resolve("pids"), line(orphan) + "\n");

        StageDirectory whileOwnerRuns = StageDirectory.create(parent);
        assertThat(orphan.isAlive()).isTrue();
        whileOwnerRuns.delete();

        owner.destroyForcibly().waitFor();
        StageDirectory afterwards = StageDirectory.create(parent);
        assertThat(orphan.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(left).doesNotExist();
        assertThat(afterwards.path()).exists();
    }

    @Test
    void aDirectoryThatIsDeletedBeforeItIsMadeIsNeverMade() {
        StageDirectory directory = StageDirectory.in(parent);
        directory.delete();
        assertThatThrownBy(() -> directory.whole(() -> {
                    directory.make();
                    return directory;
                }))
                .isInstanceOf(StageException.class);
        assertThat(parent).isEmptyDirectory();
    }

    private StageSettings settings() {
        return StageSettings.defaults().withParent(parent);
    }

    private static String[] fakeServer() {
        return new String[] {
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            Path.of("target", "test-classes").toAbsolutePath().toString(),
            FakeServer.class.getName()
        };
    }

    private static String line(Process process) {
        return ProcessMark.of(process.pid(), "sleep").orElseThrow().toLine();
    }

    private static AbstractXMPPConnection logIn(Stage stage, String user) throws Exception {
        AbstractXMPPConnection connection = connection(stage, user, stage.certificates());
        connection.connect().login();
        return connection;
    }

    private static AbstractXMPPConnection connection(Stage stage, String user, Certificates authority)
            throws Exception {
        Account account = stage.account(user);
        return new XMPPTCPConnection(XMPPTCPConnectionConfiguration.builder()
                .setXmppDomain(account.domain())
                .setHost(stage.prosody().host())
                .setPort(stage.prosody().ports().c2s())
                .setUsernameAndPassword(account.user(), account.password())
                .setCustomX509TrustManager(authority.trustManager())
                .build());
    }
}
