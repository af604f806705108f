package im.sidestream.demo.conformance;

import im.sidestream.demo.stage.SidestreamServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A host's server under further lines of configuration, for as long as a test needs them. */
final class Altered {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String RELOADED = "the configuration was reloaded";

    /** What is done meanwhile. */
    interface Work {
        void run() throws Exception;
    }

    private Altered() {}

    /** By a signal to the process that runs. */
    static void reloaded(Host host, String lines, Work work) throws Exception {
        altered(host, lines, () -> reload(host.server()), work);
    }

    /** By a new process, for what needs a restart; the work begins when its component is let in. */
    static void restarted(Host host, String lines, Work work) throws Exception {
        altered(host, lines, () -> restart(host), work);
    }

    private static void altered(Host host, String lines, Runnable takeOver, Work work) throws Exception {
        Path file = host.server().configFile();
        String before = Files.readString(file);
        try {
            Files.writeString(file, before + lines + "\n");
            takeOver.run();
            work.run();
        } finally {
            Files.writeString(file, before);
            takeOver.run();
        }
    }

    private static void reload(SidestreamServer server) {
        long reloads = reloads(server);
        server.reload();
        Awaitility.await().atMost(PATIENCE).until(() -> reloads(server) > reloads);
    }

    private static long reloads(SidestreamServer server) {
        return server.log().lines().filter(line -> line.contains(RELOADED)).count();
    }

    private static void restart(Host host) {
        host.server().stop();
        host.server().start();
        Awaitility.await().atMost(PATIENCE).until(() -> isThere(host));
    }

    private static boolean isThere(Host host) throws Exception {
        try (RawClient client = host.logIn("alice")) {
            return "result".equals(client.ask("<ping xmlns='urn:xmpp:ping'/>").attribute("type"));
        }
    }
}
