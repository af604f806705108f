package im.sidestream.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real PostgreSQL server of this machine's packages with a cluster of its own, on loopback. One for all tests of a JVM
 * is started when it is asked for first, and stopped and removed with the JVM; each test has a schema of its own.
 */
public final class PostgresProcess {
    public static final String USER = "sidestream";
    public static final String PASSWORD = "p:as s?word";

    private static final String ACCOUNT = "postgres";
    private static final boolean ROOT = System.getProperty("user.name").equals("root");
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    private final Path programs;
    private final Path directory;
    private final int port;
    private final AtomicInteger schemas = new AtomicInteger();

    private PostgresProcess() {
        try {
            programs = programs();
            directory = Files.createTempDirectory(reachable(), "sidestream-postgres-");
            port = freePort();
            initialise();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the server of this JVM. */
    public static PostgresProcess shared() {
        return Shared.SERVER;
    }

    /** Starts another server, which the caller stops. */
    public static PostgresProcess own() {
        return new PostgresProcess();
    }

    private void initialise() throws IOException {
        Path password = directory.resolve("password");
        Files.writeString(password, PASSWORD + "\n");
        give(directory);
        give(password);
        run("initdb", "-D", data(), "-U", USER, "--pwfile=" + password, "-A", "scram-sha-256", "-E", "UTF8", "-N");
        String socket = directory.toString();
        Path settings = directory.resolve("data/postgresql.auto.conf");
        Files.writeString(
                settings,
                "listen_addresses = '127.0.0.1'\nport = " + port + "\nunix_socket_directories = '" + socket
                        + "'\nfsync = off\nmax_connections = 120\nshared_buffers = 32MB\n");
        start();
    }

    /** A test that runs as root lets the server run as the packages' own account, which PostgreSQL asks for. */
    private static void give(Path path) throws IOException {
        if (ROOT) {
            Files.setOwner(
                    path,
                    FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(ACCOUNT));
        }
    }

    private static Path programs() throws IOException {
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.max(Comparator.comparing(
                            version -> Integer.parseInt(version.getFileName().toString())))
                    .orElseThrow()
                    .resolve("bin");
        }
    }

    /** Returns a directory that the server's account can enter, too. */
    private static Path reachable() throws IOException {
        Path wanted = Files.createDirectories(
                Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath());
        for (Path path = wanted; ROOT && path != null; path = path.getParent()) {
            if (!Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return Path.of("/tmp");
            }
        }
        return wanted;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    public void start() {
        run("pg_ctl", "-D", data(), "-w", "-l", directory.resolve("log").toString(), "start");
    }

    /** Ends the server as a crash does: what it had not written is lost. */
    public void kill() {
        run("pg_ctl", "-D", data(), "-w", "-m", "immediate", "stop");
    }

    private void run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (ROOT) {
            command.addAll(List.of("runuser", "-u", ACCOUNT, "--"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        Path output = directory.resolve(program + ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(command + ": " + Files.readString(output));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns how the server is reached, without a schema of one's own. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** Makes a schema that nothing else uses, and returns how it is reached. */
    public String freshUrl() {
        String schema = "t" + schemas.incrementAndGet();
        try (Connection connection = connect(url());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + schema);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return url() + "?currentSchema=" + schema;
    }

    /** Returns the process from which those of the connections descend. */
    public long pid() throws IOException {
        Path running = directory.resolve("data/postmaster.pid");
        return Long.parseLong(Files.readAllLines(running).get(0));
    }

    /** Opens a connection that is nobody else's. */
    public static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, USER, PASSWORD);
    }

    static PostgresSettings settings(String url) {
        return new PostgresSettings(url, USER, PASSWORD, 8, Duration.ofSeconds(10));
    }

    /** Stops the server and removes what it wrote. */
    public void remove() {
        Optional.of(Path.of(data(), "postmaster.pid")).filter(Files::exists).ifPresent(running -> kill());
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Shared {
        private static final PostgresProcess SERVER = start();

        private static PostgresProcess start() {
            PostgresProcess server = new PostgresProcess();
            Runtime.getRuntime().addShutdownHook(new Thread(server::remove));
            return server;
        }
    }
}
