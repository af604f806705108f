package im.sidestream.demo.conformance;

import im.sidestream.demo.stage.SidestreamServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Another process of a server's service, with an admin listener of its own, in one role. */
final class StandbyNode implements AutoCloseable {
    private final Path log;
    private final URI admin;
    private final Process process;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    /** Starts one in the role of the component alone. */
    StandbyNode(SidestreamServer first, Path directory) throws IOException {
        this("component", first, directory);
    }

    /** Starts one with further lines of configuration. */
    StandbyNode(String role, SidestreamServer first, Path directory, String... more) throws IOException {
        this(role, first, directory, Map.of(), more);
    }

    /** Starts one in an environment of its own, too. */
    StandbyNode(String role, SidestreamServer first, Path directory, Map<String, String> environment, String... more)
            throws IOException {
        int port = freePort();
        admin = URI.create("http://127.0.0.1:" + port + "/");
        Path file = Files.createTempFile(directory, role, ".conf");
        log = file.resolveSibling(file.getFileName() + ".log");
        Path config = Files.writeString(
                file,
                Files.readString(first.configFile()) + "\nhttp.admin-listen = \"127.0.0.1:" + port + "\"\n"
                        + String.join("\n", more) + "\n");
        String launcher = Path.of(System.getProperty("sidestream.root", ""))
                .toAbsolutePath()
                .resolve("sidestream")
                .toString();
        ProcessBuilder builder = new ProcessBuilder(
                        List.of(launcher, "serve", "--role", role, "--config", config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        process = builder.start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** What its admin listener says, or nothing while it does not answer. */
    String page(String name) {
        return page(admin.resolve(name));
    }

    String page(URI page) {
        try {
            return http.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    boolean standsBy() {
        return page("ready").contains("xmpp: standby\n");
    }

    boolean isConnected() {
        return page("ready").contains("xmpp: connected\n");
    }

    /** Whether it may get requests. */
    boolean isReady() {
        try {
            return http.send(HttpRequest.newBuilder(admin.resolve("ready")).build(), BodyHandlers.discarding())
                            .statusCode()
                    == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits until it ends by itself; returns the exit code. */
    int exit() throws InterruptedException {
        return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    /** SIGTERM; returns the exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        return process.waitFor(40, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
