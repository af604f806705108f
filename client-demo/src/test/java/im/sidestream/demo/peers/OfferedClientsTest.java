package im.sidestream.demo.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.demo.OwnThread;
import im.sidestream.demo.command.Cli;
import im.sidestream.demo.command.Surroundings;
import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.StageSettings;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Clients that know nothing of offers take one by typed words, as the offer tells their users (protocol §4, rule 1). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OfferedClientsTest {
    private static final String CONTENT = "for all who want it";

    private Stage stage;

    @TempDir(factory = ShortTempDir.class)
    private Path home;

    @BeforeAll
    void open() {
        stage = Stage.open(StageSettings.defaults());
    }

    @AfterAll
    void close() {
        stage.close();
    }

    @Test
    void slixmppTypesYesAndGetsTheFile() throws Exception {
        DebianPackage.ofModule("python3-slixmpp", "slixmpp").require();
        Path script = new Script("slixmpp_offer.py").copyTo(home);
        Scene scene = scene("bob");
        Path target = home.resolve("came");
        CompletableFuture<Void> receiving = CompletableFuture.runAsync(
                () -> {
                    try {
                        new Program(home, scene.environment(home))
                                .run(Script.PYTHON, script.toString(), target.toString());
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                OwnThread::start);
        await().until(() -> Files.exists(home.resolve("ready")) || receiving.isDone());
        CompletableFuture<String> report = distribute("bob");
        receiving.get(200, TimeUnit.SECONDS);
        assertThat(target).hasContent(CONTENT);
        assertThat(report.get(200, TimeUnit.SECONDS)).contains("ended: 1 downloaded");
    }

    @Test
    void profanityTypesYesAndShowsTheLink() throws Exception {
        Profanity profanity = new Profanity(scene("carol"), null);
        CompletableFuture<CompletableFuture<String>> report = new CompletableFuture<>();
        URI link = profanity.acceptOffer(
                home,
                () -> report.complete(distribute("carol")),
                "relay@" + stage.prosody().uploadDomain());
        HttpClient http =
                HttpClient.newBuilder().sslContext(stage.certificates().trust()).build();
        assertThat(http.send(HttpRequest.newBuilder(link).build(), BodyHandlers.ofString())
                        .body())
                .isEqualTo(CONTENT);
        assertThat(report.join().get(200, TimeUnit.SECONDS)).contains("ended: 1 downloaded");
    }

    /** What Alice reads while her file is offered to one user. */
    private CompletableFuture<String> distribute(String receiver) {
        return CompletableFuture.supplyAsync(
                () -> {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    PrintStream both = new PrintStream(out, true, StandardCharsets.UTF_8);
                    Surroundings surroundings = new Surroundings(
                            Map.of(
                                    "SIDESTREAM_JID", stage.account("alice").jid(),
                                    "SIDESTREAM_PASSWORD",
                                            stage.account("alice").password()),
                            InputStream.nullInputStream(),
                            both,
                            both,
                            false,
                            Clock.systemUTC());
                    new Cli(surroundings, null).run(words(receiver));
                    return out.toString(StandardCharsets.UTF_8);
                },
                OwnThread::start);
    }

    private String[] words(String receiver) {
        try {
            Path file = Files.writeString(home.resolve("note.txt"), CONTENT);
            return new String[] {
                "distribute",
                file.toString(),
                "--to",
                stage.account(receiver).jid(),
                "--report",
                "--timeout",
                "180",
                "--progress",
                "none",
                "--host",
                stage.prosody().host(),
                "--port",
                Integer.toString(stage.prosody().ports().c2s()),
                "--ca",
                stage.certificates().ca().toString(),
                "--service",
                stage.prosody().uploadDomain()
            };
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Scene scene(String receiver) {
        return new Scene(
                stage.prosody().host(),
                stage.prosody().ports().c2s(),
                stage.prosody().uploadDomain(),
                account(receiver),
                account("alice"),
                stage.certificates().ca());
    }

    private Scene.Account account(String user) {
        return new Scene.Account(stage.account(user).jid(), stage.account(user).password());
    }
}
