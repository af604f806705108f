package im.sidestream.demo.stage;

import im.sidestream.demo.stage.Certificates.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The system's ejabberd with accounts and the port for our component; TLS is required from clients. It runs without
 * Erlang's distribution, so neither a node name nor a port mapper is shared with another ejabberd of this machine.
 */
public final class EjabberdServer implements XmppServer {
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(3);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(5);
    private static final String AUTHENTICATED = "Accepted external component handshake authentication";
    /** Where the packages of Debian put Erlang's libraries. */
    private static final List<String> LIBRARIES = List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu");

    /** How Erlang looks names up: else it would ask the system's library, which knows nothing of a stage's names. */
    private static final String NAMES = """
            {lookup, [file, dns]}.
            {host, {127,0,0,1}, ["localhost"]}.
            {hosts_file, ""}.
            {resolv_conf, ""}.
            {nameserver, {127,0,0,1}, %d}.
            """;

    private final String domain;
    private final String secret;
    private final Listening ports;
    private final StageDirectory stage;
    private final Path directory;
    private Additions additions = Additions.modules(List.of());
    private @Nullable ChildProcess process;

    /**
     * What a stage adds to the configuration, as lines of YAML.
     *
     * @param listeners below {@code listen}
     * @param options at the top
     * @param modules below {@code modules}
     * @param nameServer UDP port on loopback of the only name server it asks; 0 for those of the system
     */
    record Additions(List<String> listeners, List<String> options, List<String> modules, int nameServer) {
        static Additions modules(List<String> modules) {
            return new Additions(List.of(), List.of(), modules, 0);
        }
    }

    EjabberdServer(String domain, String secret, Listening ports, StageDirectory stage) {
        this(domain, secret, ports, stage, "ejabberd");
    }

    /** One of several on a stage; {@code name} names its directory there. */
    EjabberdServer(String domain, String secret, Listening ports, StageDirectory stage, String name) {
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

    @Override
    public String componentSecret() {
        return secret;
    }

    /** What ejabberd wrote to its log so far. */
    public String log() {
        try {
            return Files.readString(directory.resolve("ejabberd.log"));
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new StageException("cannot read ejabberd's log", e);
        }
    }

    /** How often a component has been let in since the start. */
    public int componentLogins() {
        return (int) log().lines().filter(line -> line.contains(AUTHENTICATED)).count();
    }

    /** Waits until a component has been let in for at least the {@code times}-th time. */
    public void awaitComponentLogins(int times, Duration patience) {
        running().await(times + " component logins", patience, () -> componentLogins() >= times);
    }

    void configure(List<Account> accounts, Issued certificate, Additions more) {
        additions = more;
        Map<String, String> values = Map.of(
                "domain", domain,
                "secret", secret,
                "listeners", String.join("\n", more.listeners()),
                "options", String.join("\n", more.options()),
                "modules", String.join("\n", more.modules()),
                "certificate", certificate.chain().toString(),
                "key", certificate.key().toString(),
                "c2sPort", Integer.toString(ports.c2s()),
                "c2sTlsPort", Integer.toString(ports.c2sTls()),
                "componentPort", Integer.toString(ports.component()));
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("ejabberd.yml"), ConfigTemplate.filled("ejabberd.yml", values));
            Files.writeString(directory.resolve("accounts.erl"), accounts(accounts));
            Files.writeString(directory.resolve("inetrc"), NAMES.formatted(more.nameServer()));
        } catch (IOException e) {
            throw new StageException("cannot write ejabberd's configuration", e);
        }
    }

    /** Starts it and returns when its ports are open and its accounts are there. */
    public void start() {
        List<String> command = new ArrayList<>(List.of("erl", "-noinput", "-start_epmd", "false"));
        command.addAll(List.of("-mnesia", "dir", "\"" + directory.resolve("spool") + "\"", "-s", "ejabberd"));
        command.addAll(List.of("-eval", "ok = file:eval(\"accounts.erl\")."));
        Map<String, String> environment = new HashMap<>(Map.of(
                "HOME", directory.toString(),
                "ERL_LIBS", String.join(":", LIBRARIES),
                "ERL_CRASH_DUMP_BYTES", "0",
                "EJABBERD_CONFIG_PATH", directory.resolve("ejabberd.yml").toString(),
                "EJABBERD_LOG_PATH", directory.resolve("ejabberd.log").toString()));
        if (additions.nameServer() != 0) {
            environment.put("ERL_INETRC", directory.resolve("inetrc").toString());
        }
        ChildProcess started = ChildProcess.start(
                new ChildProcess.Command("ejabberd", command, environment, directory, directory.resolve("console.log")),
                stage);
        process = started;
        started.await("opening its ports", STARTS_WITHIN, this::isReady);
    }

    private boolean isReady() {
        return Files.exists(directory.resolve("accounts.made"))
                && isListening(ports.c2sTls())
                && (ports.component() == 0 || isListening(ports.component()));
    }

    /** Stops it in good order; does nothing if it does not run. */
    public void stop() {
        if (process != null) {
            process.stop(STOPS_WITHIN);
            process = null;
        }
    }

    private ChildProcess running() {
        if (process == null) {
            throw new StageException("ejabberd does not run");
        }
        return process;
    }

    /** Erlang that makes the accounts inside of the server: without distribution nothing else could ask it to. */
    private static String accounts(List<Account> accounts) {
        StringBuilder script = new StringBuilder();
        for (Account account : accounts) {
            script.append("ok = ejabberd_auth:try_register(<<\"%s\">>, <<\"%s\">>, <<\"%s\">>).\n"
                    .formatted(account.user(), account.domain(), account.password()));
        }
        return script.append("ok = file:write_file(\"accounts.made\", <<>>).\n").toString();
    }
}
