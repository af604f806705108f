package im.sidestream.demo.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL server of this machine's packages, on loopback, with a cluster of its own that is removed with it. */
public final class DatabaseServer {
    private static final String ACCOUNT = "postgres";
    private static final boolean ROOT = System.getProperty("user.name").equals("root");
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    private final Path directory;
    private final int port;

    /** Starts one. */
    public DatabaseServer() throws IOException, InterruptedException {
        // the account that the server runs as must be able to enter it
        directory = Files.createTempDirectory(Path.of("/tmp"), "sidestream-database-");
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path password = Files.writeString(directory.resolve("password"), "secret\n");
        if (ROOT) {
            var account =
                    FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(ACCOUNT);
            Files.setOwner(directory, account);
            Files.setOwner(password, account);
        }
        run("initdb", "-U", "sidestream", "--pwfile=" + password, "-A", "scram-sha-256", "-E", "UTF8", "-N");
        Files.writeString(
                directory.resolve("data/postgresql.auto.conf"),
                "listen_addresses = '127.0.0.1'\nport = " + port + "\nunix_socket_directories = '" + directory + "'\n");
        start();
    }

    /** Returns the lines of a configuration that names it. */
    public String[] config() {
        return new String[] {"catalog.url = \"" + url() + "\"", "catalog.user = sidestream", "catalog.password = secret"
        };
    }

    /** Returns its only database; {@code secret} is the password of {@code sidestream}. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** Starts it, after a kill with what was on its disk. */
    public void start() throws IOException, InterruptedException {
        run("pg_ctl", "-w", "-l", directory.resolve("log").toString(), "start");
    }

    /** Ends it as a crash does. */
    public void kill() throws IOException, InterruptedException {
        run("pg_ctl", "-w", "-m", "immediate", "stop");
    }

    /** Asks it, and returns its answer as psql writes it without headings. */
    public String query(String sql) throws IOException, InterruptedException {
        ProcessBuilder psql = new ProcessBuilder(
                        "psql",
                        "-h",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port),
                        "-U",
                        "sidestream",
                        "-Atc",
                        sql,
                        "postgres")
                .redirectErrorStream(true);
        psql.environment().put("PGPASSWORD", "secret");
        Process process = psql.start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(answer);
        }
        return answer;
    }

    private void run(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(ROOT ? List.of("runuser", "-u", ACCOUNT, "--") : List.of());
        command.add(programs().resolve(program).toString());
        command.addAll(List.of("-D", directory.resolve("data").toString()));
        command.addAll(List.of(arguments));
        Path output = directory.resolve(program + ".out");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(command + ": " + Files.readString(output));
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

    /** Stops it and removes what it wrote. */
    public void remove() throws IOException, InterruptedException {
        if (Files.exists(directory.resolve("data/postmaster.pid"))) {
            kill();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
