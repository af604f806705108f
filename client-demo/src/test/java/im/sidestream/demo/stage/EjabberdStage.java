package im.sidestream.demo.stage;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** What {@link Stage} is, with ejabberd in the place of Prosody. */
public final class EjabberdStage implements AutoCloseable {
    private static final Duration COMPONENT_WITHIN = Duration.ofSeconds(30);

    private final StageDirectory directory;
    private final Certificates certificates;
    private final List<Account> accounts;
    private final EjabberdServer ejabberd;
    private final SidestreamServer server;
    private final Thread atExit;

    private EjabberdStage(
            StageSettings settings, List<String> modules, StageDirectory directory, RandomGenerator random) {
        this.directory = directory;
        Ports ports = new Ports(settings.ports(), random);
        certificates = Certificates.create(directory.path().resolve("certificates"));
        accounts = settings.users().stream()
                .map(user -> new Account(user, settings.domain(), Stage.secret(random)))
                .toList();
        ejabberd = new EjabberdServer(
                settings.domain(),
                Stage.secret(random),
                new XmppServer.Listening(ports.next(), ports.next(), ports.next()),
                directory);
        server = new SidestreamServer(settings.serverCommand(), ports.next(), ports.next(), directory);
        ejabberd.configure(
                accounts,
                certificates.issue("xmpp", settings.domain(), ejabberd.uploadDomain()),
                EjabberdServer.Additions.modules(modules));
        server.configure(
                ejabberd, certificates.issue("http", "localhost", ejabberd.uploadDomain()), settings.serverConfig());
        atExit = new Thread(directory::delete, "ejabberd-stage-exit");
    }

    /** Sets everything up and starts it; returns when clients can log in and our component is connected. */
    public static EjabberdStage open(StageSettings settings) {
        return open(settings, List.of());
    }

    /** The same, with further lines of YAML below ejabberd's modules. */
    public static EjabberdStage open(StageSettings settings, List<String> modules) {
        StageDirectory directory = StageDirectory.create(settings.parent());
        EjabberdStage stage =
                directory.whole(() -> new EjabberdStage(settings, modules, directory, new SecureRandom()));
        Runtime.getRuntime().addShutdownHook(stage.atExit);
        try {
            stage.ejabberd.start();
            stage.server.start();
            stage.ejabberd.awaitComponentLogins(1, COMPONENT_WITHIN);
            return stage;
        } catch (RuntimeException e) {
            stage.close();
            throw e;
        }
    }

    /** The XMPP server. */
    public EjabberdServer ejabberd() {
        return ejabberd;
    }

    /** Our server. */
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

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        try {
            server.stop();
        } finally {
            ejabberd.stop();
            directory.delete();
        }
    }
}
