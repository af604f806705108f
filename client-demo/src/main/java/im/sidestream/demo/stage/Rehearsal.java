package im.sidestream.demo.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs the server once through its daily work, so that its JVM has seen all classes of it when it ends and can put them
 * into an archive. Arguments: an empty directory, then the command that starts the server, to which
 * {@code --config FILE} is added. Exits with 0 if everything was done as it should be, within 20 seconds.
 */
public final class Rehearsal {
    static final String DOMAIN = "upload.localhost";

    private static final long PLAYS_WITHIN_SECONDS = 11;
    private static final long ENDS_WITHIN_SECONDS = 9;

    private final Path directory;
    private final List<String> command;

    private Rehearsal(Path directory, List<String> command) {
        this.directory = directory;
        this.command = command;
    }

    /** Rehearses; see the class. */
    public static void main(String[] arguments) throws Exception {
        List<String> all = Arrays.asList(arguments);
        new Rehearsal(Path.of(all.get(0)), all.subList(1, all.size())).run();
    }

    private void run() throws Exception {
        try (ComponentPort component = new ComponentPort()) {
            int http = freePort();
            Process server = start(component.port(), http);
            Thread atExit = new Thread(server::destroyForcibly);
            Runtime.getRuntime().addShutdownHook(atExit);
            CompletableFuture.runAsync(() -> play(component), Rehearsal::beside)
                    .get(PLAYS_WITHIN_SECONDS, TimeUnit.SECONDS);
            server.destroy();
            if (!server.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS) || server.exitValue() != 0) {
                throw new StageException("the server did not end well");
            }
        }
    }

    /** Whoever plays waits for the server: not in the common pool, whose one thread may be asked to tell that it ended. */
    private static void beside(Runnable task) {
        Thread thread = new Thread(task, "rehearsal");
        thread.setDaemon(true);
        thread.start();
    }

    private static void play(ComponentPort component) {
        try {
            component.accept(DOMAIN);
            new RehearsedUse(component).play();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw StageException.interrupted("a rehearsal", e);
        }
    }

    private Process start(int component, int http) throws IOException {
        Path config = directory.resolve("rehearsal.conf");
        Files.writeString(config, """
                xmpp { host = "127.0.0.1", port = %d, domain = "%s", secret = "rehearsal" }
                http { listen = "127.0.0.1:%d", public-url = "http://127.0.0.1:%d/", admin-listen = "127.0.0.1:%d" }
                storage { directory = "%s" }
                policy { allow = ["localhost"] }
                """.formatted(component, DOMAIN, http, http, freePort(), directory.resolve("files")));
        Files.createDirectories(directory.resolve("files"));
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of("--config", config.toString()));
        ProcessBuilder builder = new ProcessBuilder(whole).inheritIO();
        // settings of the environment would win over the file, and name a real store
        builder.environment().keySet().removeIf(name -> name.startsWith("SIDESTREAM_"));
        return builder.start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
