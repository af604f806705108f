package im.sidestream.demo.stage;

import im.sidestream.demo.stage.Certificates.Issued;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Our server, run as a process by its launcher, on a directory of its own and with TLS in process. */
public final class SidestreamServer {
    /** Long, because the launcher may have to build first. */
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(3);

    private static final Duration STOPS_WITHIN = Duration.ofSeconds(35);

    private final List<String> command;
    private final int httpPort;
    private final int adminPort;
    private final StageDirectory stage;
    private final Path directory;
    private @Nullable ChildProcess process;

    SidestreamServer(List<String> command, int httpPort, int adminPort, StageDirectory stage) {
        this(command, httpPort, adminPort, stage, "sidestream");
    }

    /** One of several on a stage; {@code name} names its directory there. */
    SidestreamServer(List<String> command, int httpPort, int adminPort, StageDirectory stage, String name) {
        this.command = command;
        this.httpPort = httpPort;
        this.adminPort = adminPort;
        this.stage = stage;
        this.directory = stage.path().resolve(name);
    }

    /** What every URL of a slot begins with. */
    public URI httpBase() {
        return URI.create("https://localhost:" + httpPort + "/");
    }

    /** The admin listener, with {@code live}, {@code ready} and {@code metrics} below it. */
    public URI adminBase() {
        return URI.create("http://127.0.0.1:" + adminPort + "/");
    }

    /** Where blobs and the catalog are. */
    public Path storeDirectory() {
        return directory.resolve("store");
    }

    /** The configuration file; a test may change it before {@link #start} or {@link #reload}. */
    public Path configFile() {
        return directory.resolve("sidestream.conf");
    }

    /** What the server printed so far, over all its runs. */
    public String log() {
        try {
            return Files.readString(logFile());
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new StageException("cannot read the server's log", e);
        }
    }

    /** The process id, which is the launcher's too. */
    public long pid() {
        return running().pid();
    }

    /** Whether it runs. */
    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Starts it and returns when the admin listener says that it is ready. */
    public void start() {
        launch();
        awaitReady(STARTS_WITHIN);
    }

    /** Starts it and returns at once. */
    public void launch() {
        if (command.isEmpty()) {
            throw new StageException("this stage was set up without a server");
        }
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(List.of("--config", configFile().toString()));
        process = ChildProcess.start(
                new ChildProcess.Command(
                        "sidestream",
                        arguments,
                        Map.of("JAVA_HOME", System.getProperty("java.home", "")),
                        directory,
                        logFile()),
                stage);
    }

    /** Waits until {@code /ready} answers 200; fails with the end of the log if the process has ended by then. */
    public void awaitReady(Duration patience) {
        running().await("answering " + adminBase() + "ready", patience, this::isReady);
    }

    /** Whether {@code /ready} answers 200 now. */
    public boolean isReady() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) adminBase().resolve("ready").toURL().openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(2_000);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** SIGTERM, which drains; SIGKILL after 35 s. Returns the exit code, and 0 if the server does not run. */
    public int stop() {
        return stop(STOPS_WITHIN);
    }

    int stop(Duration patience) {
        if (process == null) {
            return 0;
        }
        int code = process.stop(patience);
        process = null;
        return code;
    }

    /** SIGKILL, as when the machine fails; the store keeps what was on disk. */
    public void kill() {
        running().kill();
        process = null;
    }

    /** SIGHUP. */
    public void reload() {
        running().signal("HUP");
    }

    /** Sends a signal by its name, for example {@code STOP} and {@code CONT}. */
    public void signal(String name) {
        running().signal(name);
    }

    void configure(XmppServer xmpp, Issued certificate, List<String> extra) {
        String config = """
                xmpp { host = "%s", port = %d, domain = "%s", secret = "%s" }
                http {
                  listen = "127.0.0.1:%d"
                  public-url = "%s"
                  admin-listen = "127.0.0.1:%d"
                  tls { certificate = "%s", key = "%s" }
                }
                storage { directory = "%s" }
                policy { max-file-size = 8GiB, allow = ["%s"] }
                warm-up = false
                """.formatted(
                        xmpp.host(),
                        xmpp.ports().component(),
                        xmpp.uploadDomain(),
                        xmpp.componentSecret(),
                        httpPort,
                        httpBase(),
                        adminPort,
                        certificate.chain(),
                        certificate.key(),
                        storeDirectory(),
                        xmpp.domain());
        try {
            Files.createDirectories(storeDirectory());
            Files.writeString(configFile(), config + String.join("\n", extra) + "\n");
        } catch (IOException e) {
            throw new StageException("cannot write the server's configuration", e);
        }
    }

    private Path logFile() {
        return directory.resolve("sidestream.log");
    }

    private ChildProcess running() {
        if (process == null) {
            throw new StageException("the server does not run");
        }
        return process;
    }
}
