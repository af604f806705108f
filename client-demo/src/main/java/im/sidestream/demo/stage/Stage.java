package im.sidestream.demo.stage;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A running set-up on loopback: certificates, Prosody, and our server connected to it as a component. Closing it stops
 * both by their process ids and removes its directory; the end of this JVM does the same. The servers can be stopped,
 * killed and started one by one through {@link #prosody} and {@link #server}; they keep their ports and their data.
 *
 * <p>Not thread-safe, but for {@link #close}.
 */
public final class Stage implements AutoCloseable {
    private static final Duration COMPONENT_WITHIN = Duration.ofSeconds(30);
    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(10);
    private static final int SECRET_BYTES = 16;

    private final StageDirectory directory;
    private final Certificates certificates;
    private final List<Account> accounts;
    private final ProsodyServer prosody;
    private final SidestreamServer server;
    private final Thread atExit;
    private volatile Runnable first = () -> {};
    private boolean closed;

    private Stage(StageSettings settings, StageDirectory directory, RandomGenerator random) {
        this.directory = directory;
        Ports ports = new Ports(settings.ports(), random);
        certificates = Certificates.create(directory.path().resolve("certificates"));
        accounts = settings.users().stream()
                .map(user -> new Account(user, settings.domain(), secret(random)))
                .toList();
        prosody = new ProsodyServer(
                settings.domain(),
                secret(random),
                new XmppServer.Listening(ports.next(), ports.next(), ports.next()),
                directory);
        server = new SidestreamServer(settings.serverCommand(), ports.next(), ports.next(), directory);
        prosody.configure(
                accounts,
                certificates.issue("xmpp", prosody.domain(), prosody.uploadDomain(), prosody.roomDomain(), "127.0.0.1"),
                settings.prosodyConfig());
        server.configure(
                prosody,
                certificates.issue("http", "localhost", prosody.uploadDomain(), "127.0.0.1"),
                settings.serverConfig());
        atExit = new Thread(this::exit, "stage-exit");
    }

    /**
     * Sets everything up and starts it; returns when clients can log in and, with a server, when its component is
     * connected and it says that it is ready. What a killed program left in the same parent directory is removed first.
     *
     * @throws StageException if anything does not start; nothing is left behind then
     */
    public static Stage open(StageSettings settings) {
        StageDirectory directory = StageDirectory.in(settings.parent());
        // before there is anything on the disk: a signal may come at any time
        Thread unmade = new Thread(directory::delete, "stage-exit");
        Runtime.getRuntime().addShutdownHook(unmade);
        Stage stage;
        try {
            stage = directory.whole(() -> make(settings, directory));
        } catch (RuntimeException e) {
            directory.delete();
            throw e;
        } finally {
            forget(unmade);
        }
        try {
            stage.prosody.start();
            if (!settings.serverCommand().isEmpty()) {
                stage.server.start();
                stage.prosody.awaitComponentLogins(1, COMPONENT_WITHIN);
            }
            return stage;
        } catch (RuntimeException e) {
            stage.close();
            throw e;
        }
    }

    private static Stage make(StageSettings settings, StageDirectory directory) {
        directory.make();
        Stage stage = new Stage(settings, directory, new SecureRandom());
        Runtime.getRuntime().addShutdownHook(stage.atExit);
        return stage;
    }

    /** Takes a hook back; false if the JVM is ending and runs it. */
    private static boolean forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** What is done first if the JVM ends while the stage is open, with the servers still running; must not throw. */
    public void onExit(Runnable task) {
        first = task;
    }

    /** The XMPP server. */
    public ProsodyServer prosody() {
        return prosody;
    }

    /** Our server; it does not run if the settings name none. */
    public SidestreamServer server() {
        return server;
    }

    /** The authority that all certificates of the stage come from. */
    public Certificates certificates() {
        return certificates;
    }

    /** All accounts, in the order of the settings. */
    public List<Account> accounts() {
        return accounts;
    }

    /**
     * The account of that user.
     *
     * @throws IllegalArgumentException if the settings name no such user
     */
    public Account account(String user) {
        return accounts.stream()
                .filter(account -> account.user().equals(user))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no account " + user));
    }

    /** The stage's own directory, removed when it is closed; the caller may put files there. */
    public Path directory() {
        return directory.path();
    }

    /** A few lines that tell a person how to log in with a client of their own. */
    public String howToLogIn() {
        StringBuilder text = new StringBuilder();
        text.append("Server 127.0.0.1, port %d (STARTTLS) or %d (direct TLS); domain %s%n"
                .formatted(prosody.ports().c2s(), prosody.ports().c2sTls(), prosody.domain()));
        for (Account account : accounts) {
            text.append("  %s  password %s%n".formatted(account.jid(), account.password()));
        }
        text.append("Certificate authority to trust: %s%n".formatted(certificates.ca()));
        text.append("Upload service: %s, files at %s%n".formatted(prosody.uploadDomain(), server.httpBase()));
        return text.append("Stop with Ctrl-C.%n".formatted()).toString();
    }

    /** Stops both servers and removes the directory. Does nothing the second time. */
    @Override
    public void close() {
        if (forget(atExit)) {
            stopAll();
        }
    }

    private void exit() {
        directory.shut();
        first.run();
        stopAll();
    }

    private synchronized void stopAll() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            server.stop(CLOSES_WITHIN);
        } finally {
            try {
                prosody.stop();
            } finally {
                directory.delete();
            }
        }
    }

    /** A password, or what a component and its server share. */
    static String secret(RandomGenerator random) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
