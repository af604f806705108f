package im.sidestream.demo.stage;

import im.sidestream.demo.stage.Certificates.Issued;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The system's Prosody with accounts, rooms and the port for our component; TLS is required from clients. */
public final class ProsodyServer implements XmppServer {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(30);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(5);
    private static final List<String> NO_OTHER_SERVERS = List.of("modules_disabled = { \"s2s\" }");
    private static final String AUTHENTICATED = "External component successfully authenticated";

    private final String domain;
    private final String secret;
    private final Listening ports;
    private final StageDirectory stage;
    private final Path directory;
    private @Nullable ChildProcess process;

    ProsodyServer(String domain, String secret, Listening ports, StageDirectory stage) {
        this(domain, secret, ports, stage, "prosody");
    }

    /** One of several on a stage; {@code name} names its directory there. */
    ProsodyServer(String domain, String secret, Listening ports, StageDirectory stage, String name) {
        this.domain = domain;
        this.secret = secret;
        this.ports = ports;
        this.stage = stage;
        this.directory = stage.path().resolve(name);
    }

    @Override
    public Listening ports() {
        return ports;
    }

    @Override
    public String domain() {
        return domain;
    }

    /** The room service's domain (XEP-0045). */
    public String roomDomain() {
        return "conference." + domain;
    }

    @Override
    public String componentSecret() {
        return secret;
    }

    /** What Prosody wrote to its log so far, from level info on. */
    public String log() {
        try {
            return Files.readString(directory.resolve("events.log"));
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new StageException("cannot read Prosody's log", e);
        }
    }

    /** How often a component has been let in since the stage was opened. */
    public int componentLogins() {
        return (int) log().lines().filter(line -> line.contains(AUTHENTICATED)).count();
    }

    /** Waits until a component has been let in for at least the {@code times}-th time. */
    public void awaitComponentLogins(int times, Duration patience) {
        running().await(times + " component logins", patience, () -> componentLogins() >= times);
    }

    /** The process id. */
    public long pid() {
        return running().pid();
    }

    /** Whether it runs. */
    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    void configure(List<Account> accounts, Issued certificate, List<String> extra) {
        configure(accounts, certificate, NO_OTHER_SERVERS, extra);
    }

    /** The same, with lines of Lua that say how it speaks with other servers. */
    void configure(List<Account> accounts, Issued certificate, List<String> servers, List<String> extra) {
        try {
            Files.createDirectories(directory.resolve("no-certificates"));
            Map<String, String> values = Map.of(
                    "directory", directory.toString(),
                    "c2sPort", Integer.toString(ports.c2s()),
                    "c2sTlsPort", Integer.toString(ports.c2sTls()),
                    "componentPort", Integer.toString(ports.component()),
                    "certificate", certificate.chain().toString(),
                    "key", certificate.key().toString(),
                    "servers", String.join("\n", servers),
                    "extra", String.join("\n", extra),
                    "domain", domain,
                    "secret", secret);
            Files.writeString(directory.resolve("prosody.cfg.lua"), ConfigTemplate.filled("prosody.cfg.lua", values));
            for (Account account : accounts) {
                writeAccount(account);
            }
        } catch (IOException e) {
            throw new StageException("cannot write Prosody's configuration", e);
        }
    }

    /** Starts it and returns when its ports are open. Data of an earlier run is still there. */
    public void start() {
        String config = directory.resolve("prosody.cfg.lua").toString();
        ChildProcess started = ChildProcess.start(
                new ChildProcess.Command(
                        "prosody",
                        List.of("prosody", "--config", config, "-F"),
                        Map.of(),
                        directory,
                        directory.resolve("console.log")),
                stage);
        process = started;
        started.await("opening its ports", STARTS_WITHIN, this::isReady);
    }

    private boolean isReady() {
        return isListening(ports.c2s()) && (ports.component() == 0 || isListening(ports.component()));
    }

    /** Stops it in good order; does nothing if it does not run. */
    public void stop() {
        if (process != null) {
            process.stop(STOPS_WITHIN);
            process = null;
        }
    }

    /** Kills it: its connections break without a word. */
    public void kill() {
        running().kill();
        process = null;
    }

    /** Sends a signal by its name; {@code STOP} and {@code CONT} make a server that is there and does not answer. */
    public void signal(String name) {
        running().signal(name);
    }

    private ChildProcess running() {
        if (process == null) {
            throw new StageException("Prosody does not run");
        }
        return process;
    }

    private void writeAccount(Account account) throws IOException {
        Path accounts = directory.resolve("data").resolve(encode(domain)).resolve("accounts");
        Files.createDirectories(accounts);
        Files.writeString(
                accounts.resolve(encode(account.user()) + ".dat"),
                "return {\n\t[\"password\"] = \"" + account.password() + "\";\n};\n");
    }

    /** Prosody's names of data files: every byte but letters and digits as %xx. */
    private static String encode(String name) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b > 0 && Character.isLetterOrDigit(b);
            encoded.append(plain ? Character.toString(b) : String.format("%%%02x", b & 0xff));
        }
        return encoded.toString();
    }
}
