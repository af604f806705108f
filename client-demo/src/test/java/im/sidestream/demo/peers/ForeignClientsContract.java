package im.sidestream.demo.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** XEP-0363 as clients that no one here wrote speak it: what they upload is read back byte for byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ForeignClientsContract {

    /** The clients under test. */
    enum Client {
        GO_SENDXMPP,
        PROFANITY,
        SLIXMPP,
        POEZIO,
        NBXMPP,
        SMACK;

        UploadingClient in(Scene scene, Inbox inbox) {
            return switch (this) {
                case GO_SENDXMPP -> new GoSendxmpp(scene, inbox);
                case PROFANITY -> new Profanity(scene, inbox);
                case SLIXMPP -> new Slixmpp(scene, inbox);
                case POEZIO -> new Poezio(scene, inbox);
                case NBXMPP -> new Nbxmpp(scene, inbox);
                case SMACK -> new SmackUploader(scene);
            };
        }

        /** Smack refuses to ask for a slot of size 0. */
        boolean sends(Sample sample) {
            return this != SMACK || sample != Sample.EMPTY;
        }
    }

    @TempDir(factory = ShortTempDir.class)
    Path work;

    private Scene scene;
    private Inbox inbox;
    private HttpClient http;

    /** The server to upload to, running. */
    abstract Scene openScene() throws Exception;

    /** Stops what {@link #openScene} started. */
    abstract void closeScene() throws Exception;

    @BeforeAll
    void open() throws Exception {
        scene = openScene();
        inbox = Inbox.open(scene);
        http = HttpClient.newBuilder().sslContext(Trust.contextOf(scene.ca())).build();
    }

    @AfterAll
    void close() throws Exception {
        try {
            if (inbox != null) {
                inbox.close();
            }
        } finally {
            closeScene();
        }
    }

    Stream<Arguments> uploads() {
        return Stream.of(Client.values())
                .flatMap(client ->
                        Stream.of(Sample.values()).filter(client::sends).map(sample -> Arguments.of(client, sample)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("uploads")
    void aFileOfAForeignClientIsReadBackByteForByte(Client client, Sample sample) throws Exception {
        Path files = Files.createTempDirectory(work, "f");
        Path home = Files.createTempDirectory(work, "h");
        inbox.clear();

        URI link = client.in(scene, inbox).upload(sample.writeTo(files), home);

        HttpResponse<byte[]> response = get(link);
        assertThat(response.statusCode()).as("GET %s", link).isEqualTo(200);
        assertThat(response.body()).as("GET %s", link).isEqualTo(sample.content());
    }

    private HttpResponse<byte[]> get(URI link) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(link).timeout(Duration.ofSeconds(20)).build();
        return http.send(request, BodyHandlers.ofByteArray());
    }
}
