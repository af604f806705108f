package im.sidestream.app;

import im.sidestream.catalog.PostgresProcess;
import im.sidestream.config.ConfigException;
import im.sidestream.config.ConfigLoader;
import im.sidestream.config.ServerConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;

/** An upload node that shares its database and its directory with others: a process of its own, until it is killed. */
final class Node implements AutoCloseable {
    private final Process process;
    private final int port;

    /** Starts it by a configuration that {@link #configure} wrote. */
    Node(Path config) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Node.class.getName(),
                        config.toString())
                .redirectError(
                        config.resolveSibling(config.getFileName() + ".log").toFile())
                .start();
        // closed with the process
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        port = Integer.parseInt(String.valueOf(out.readLine()));
    }

    /** What the process does. */
    public static void main(String[] arguments) throws Exception {
        try (UploadService service = start(Path.of(arguments[0]))) {
            service.health().started();
            System.out.println(service.port());
            System.in.read();
        }
    }

    /** Starts a node in this process. */
    static UploadService start(Path config) throws ConfigException, StartException {
        ServerConfig loaded = new ConfigLoader(Map.of(), config.resolveSibling("")).load(config);
        return UploadService.start(loaded, Clock.systemUTC(), new SecureRandom());
    }

    /** Writes what nodes of one store have in common. */
    static Path configure(Path file, String database) throws IOException {
        return Files.writeString(file, """
                xmpp { domain = upload.example.org, secret = s }
                storage { directory = files, sync = false }
                catalog { url = "%s", user = %s, password = "%s", connections = 8 }
                warm-up = false
                http { listen = "127.0.0.1:0", admin-listen = "127.0.0.1:0", connections-per-address = unlimited }
                policy.max-file-size = 1 GiB
                """.formatted(database, PostgresProcess.USER, PostgresProcess.PASSWORD));
    }

    int port() {
        return port;
    }

    /** Ends it as a power failure of its machine does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
