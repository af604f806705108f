package im.sidestream.app;

import im.sidestream.catalog.PostgresProcess;
import im.sidestream.config.ConfigException;
import im.sidestream.config.ConfigLoader;
import im.sidestream.config.ServerConfig;
import im.sidestream.slot.FileName;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Slot;
import im.sidestream.slot.SlotRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;

/** An upload node that shares its database and its files with others: a process of its own, until it is killed. */
final class Node implements AutoCloseable {
    private static final int OWNERS = 1000;

    /** What a slot is told as. */
    record Links(URI put, URI get, String deleteToken) {}

    private final Process process;
    private final BufferedReader said;
    private final Writer asked;
    private final int port;

    /** Starts it by a configuration that {@link #configure} wrote. */
    Node(Path config) throws IOException {
        this(config, List.of());
    }

    /** Starts it by a command that runs what stands behind it. */
    Node(Path config, List<String> wrapper) throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Node.class.getName(),
                config.toString()));
        process =
                new ProcessBuilder(command).redirectError(log(config).toFile()).start();
        // both are closed with the process
        said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        asked = process.outputWriter(StandardCharsets.UTF_8);
        String first = said.readLine();
        if (first == null) {
            throw new IOException(Files.readString(log(config)));
        }
        port = Integer.parseInt(first);
    }

    /** Returns where it writes what goes wrong. */
    static Path log(Path config) {
        return config.resolveSibling(config.getFileName() + ".log");
    }

    /** What the process does: it serves, and issues a slot for each size that it reads. */
    public static void main(String[] arguments) throws Exception {
        try (UploadService service = start(Path.of(arguments[0]))) {
            service.health().started();
            System.out.println(service.port());
            BufferedReader sizes = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String size = sizes.readLine(); size != null; size = sizes.readLine()) {
                System.out.println(issued(service, Long.parseLong(size)));
            }
        }
    }

    private static String issued(UploadService service, long size) {
        try {
            Slot slot = slot(service, size);
            return slot.put() + " " + slot.get() + " " + slot.deleteToken();
        } catch (CompletionException e) {
            return "refused: " + e.getCause();
        }
    }

    /** Asks a service of this process for a slot, as one of many users. */
    static Slot slot(UploadService service, long size) {
        String owner = "user" + ThreadLocalRandom.current().nextInt(OWNERS) + "@example.org";
        return service.domain()
                .issuer()
                .issue(new SlotRequest(
                        "upload.example.org", owner, new FileName("a.bin"), size, null, Purpose.MESSAGE, null))
                .join();
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

    /** Asks it for a slot, which it may refuse. */
    synchronized Optional<Links> slot(long size) throws IOException {
        asked.write(size + "\n");
        asked.flush();
        String[] answer = String.valueOf(said.readLine()).split(" ", -1);
        return answer.length == 3 && answer[0].startsWith("http")
                ? Optional.of(new Links(URI.create(answer[0]), URI.create(answer[1]), answer[2]))
                : Optional.empty();
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** Gives it no processor time until it {@linkplain #goOn goes on} or is killed. */
    void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
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
