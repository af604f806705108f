package im.sidestream.component.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The server as its own process, as an operator runs it. */
final class ServerProcess implements AutoCloseable {
    private final Path directory;
    private final int httpPort = freePort();
    private final int adminPort = freePort();
    private final Path log;
    private final Process process;

    /** Starts {@code serve} with a configuration in {@code directory}. */
    ServerProcess(Path directory, int xmppPort, String more) throws IOException {
        this.directory = directory;
        this.log = directory.resolve("log");
        configure(xmppPort, more);
        process = start(log, List.of("serve", "--config", config().toString()));
    }

    static Process start(Path log, List<String> words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                // a shell lets its background jobs ignore signals, and a JVM keeps ignoring what it was told to
                "env",
                "--default-signal=HUP,INT,TERM",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(words);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** Changes the secret in the file alone. */
    void configureSecret(String secret) throws IOException {
        Files.writeString(config(), Files.readString(config()).replaceFirst("secret = \\w+", "secret = " + secret));
    }

    void configure(int xmppPort, String more) throws IOException {
        Files.writeString(
                config(),
                "xmpp { port = " + xmppPort + ", domain = upload.xmpp.test, secret = secret }\n"
                        + "http { listen = \"127.0.0.1:" + httpPort + "\", public-url = \"http://127.0.0.1:" + httpPort
                        + "/\", admin-listen = \"127.0.0.1:" + adminPort + "\" }\n"
                        + "storage.directory = files\nwarm-up = false\n"
                        + more + "\n");
    }

    Path config() {
        return directory.resolve("sidestream.conf");
    }

    int httpPort() {
        return httpPort;
    }

    void awaitReady() {
        awaitLog("started");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(readiness()).isEqualTo(200));
    }

    int readiness() throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + adminPort + "/ready").toURL().openConnection();
        return connection.getResponseCode();
    }

    void awaitPage(String page, String text) {
        URI uri = URI.create("http://127.0.0.1:" + adminPort + "/" + page);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            try (InputStream body = uri.toURL().openStream()) {
                assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
                        .contains(text);
            }
        });
    }

    String page(String page) throws IOException {
        try (InputStream body =
                URI.create("http://127.0.0.1:" + adminPort + "/" + page).toURL().openStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    void awaitLog(String text) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(log()).contains(text));
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(20, TimeUnit.SECONDS))
                .as("the process ended")
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
