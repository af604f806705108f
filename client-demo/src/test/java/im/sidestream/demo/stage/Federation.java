package im.sidestream.demo.stage;

import im.sidestream.demo.stage.Certificates.Issued;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Three XMPP domains on loopback that speak with each other over TLS with certificates: Prosody with our component at
 * {@code north.example}, Prosody at {@code south.example}, ejabberd at {@code east.example}. The south has a component of ours
 * too where that is wanted; the east has none.
 */
public final class Federation implements AutoCloseable {
    /** The domain of the first Prosody. */
    public static final String NORTH = "north.example";
    /** The domain of the second one. */
    public static final String SOUTH = "south.example";
    /** The domain of ejabberd. */
    public static final String EAST = "east.example";

    private static final Duration COMPONENT_WITHIN = Duration.ofSeconds(30);

    private final RandomGenerator random = new SecureRandom();
    private final StageDirectory directory;
    private final Certificates certificates;
    private final Ports ports;
    private final ServerPorts serverPorts;
    private final Crossing toNorth;
    private final Crossing toSouth;
    private final NameServer names;
    private final List<Account> accounts;
    private final ProsodyServer north;
    private final ProsodyServer south;
    private final EjabberdServer east;
    private final SidestreamServer server;
    private final SidestreamServer southServer;
    private final Thread atExit;

    /**
     * Who has an account where.
     *
     * @param north users of the first Prosody
     * @param south users of the second one
     * @param east users of ejabberd
     */
    public record Guests(List<String> north, List<String> south, List<String> east) {
        public Guests {
            north = List.copyOf(north);
            south = List.copyOf(south);
            east = List.copyOf(east);
        }
    }

    /**
     * What there is in the south beside its users.
     *
     * @param ours whether there is a component of ours, too
     * @param prosodyConfig lines of Lua added to the global section of its Prosody
     * @param serverConfig lines of HOCON for our component there alone
     */
    public record South(boolean ours, List<String> prosodyConfig, List<String> serverConfig) {
        public South {
            prosodyConfig = List.copyOf(prosodyConfig);
            serverConfig = List.copyOf(serverConfig);
        }
    }

    private record ServerPorts(int north, int south, int east) {}

    private Federation(StageSettings settings, Guests guests, South more, StageDirectory directory) {
        this.directory = directory;
        ports = new Ports(settings.ports(), random);
        certificates = Certificates.create(directory.path().resolve("certificates"));
        serverPorts = new ServerPorts(ports.next(), ports.next(), ports.next());
        accounts = Stream.of(at(NORTH, guests.north()), at(SOUTH, guests.south()), at(EAST, guests.east()))
                .flatMap(List::stream)
                .toList();
        toNorth = Crossing.open(ports.next(), serverPorts.north());
        toSouth = Crossing.open(ports.next(), serverPorts.south());
        names = NameServer.start(Map.of(NORTH, toNorth.port(), SOUTH, toSouth.port(), EAST, serverPorts.east()));
        north = new ProsodyServer(NORTH, Stage.secret(random), listening(), directory, "north");
        south = new ProsodyServer(SOUTH, Stage.secret(random), listening(), directory, "south");
        east = new EjabberdServer(EAST, Stage.secret(random), listening(), directory);
        server = sidestream(settings, "sidestream");
        southServer = sidestream(settings, "sidestream-south");
        configure(settings, more);
        atExit = new Thread(directory::delete, "federation-exit");
    }

    /**
     * Starts everything; returns when clients can log in and the components are connected.
     *
     * @param settings its domain and users are not used; what it says of our server holds for each
     * @param both whether the south has a component of ours, too
     */
    public static Federation open(StageSettings settings, Guests guests, boolean both) {
        return open(settings, guests, new South(both, List.of(), List.of()));
    }

    /** The same with more in the south. */
    public static Federation open(StageSettings settings, Guests guests, South more) {
        StageDirectory directory = StageDirectory.create(settings.parent());
        Federation federation = directory.whole(() -> new Federation(settings, guests, more, directory));
        Runtime.getRuntime().addShutdownHook(federation.atExit);
        try {
            federation.north.start();
            federation.south.start();
            federation.east.start();
            if (!settings.serverCommand().isEmpty()) {
                federation.start(federation.server, federation.north);
                if (more.ours()) {
                    federation.start(federation.southServer, federation.south);
                }
            }
            return federation;
        } catch (RuntimeException e) {
            federation.close();
            throw e;
        }
    }

    private void start(SidestreamServer ours, ProsodyServer theirs) {
        ours.start();
        theirs.awaitComponentLogins(1, COMPONENT_WITHIN);
    }

    /** The first Prosody, with our component. */
    public ProsodyServer north() {
        return north;
    }

    /** The second Prosody. */
    public ProsodyServer south() {
        return south;
    }

    /** ejabberd. */
    public EjabberdServer east() {
        return east;
    }

    /** Our server in the north. */
    public SidestreamServer server() {
        return server;
    }

    /** Our server in the south, which runs only where the stage was opened with both. */
    public SidestreamServer southServer() {
        return southServer;
    }

    /** The way of other servers to the first Prosody. */
    public Crossing toNorth() {
        return toNorth;
    }

    /** The way of other servers to the second one. */
    public Crossing toSouth() {
        return toSouth;
    }

    /** The XMPP server of a domain. */
    public XmppServer of(String domain) {
        return switch (domain) {
            case NORTH -> north;
            case SOUTH -> south;
            case EAST -> east;
            default -> throw new IllegalArgumentException("no server for " + domain);
        };
    }

    /** The authority that all certificates of the stage come from. */
    public Certificates certificates() {
        return certificates;
    }

    /** The stage's own directory, removed when it is closed. */
    public Path directory() {
        return directory.path();
    }

    /** The account of that name: each is at one of the domains only. */
    public Account account(String user) {
        return accounts.stream()
                .filter(account -> account.user().equals(user))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no account " + user));
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            return; // the hook does it
        }
        List<Runnable> stops = List.of(
                server::stop,
                southServer::stop,
                north::stop,
                south::stop,
                east::stop,
                toNorth::close,
                toSouth::close,
                names::close);
        try {
            stops.forEach(Runnable::run);
        } finally {
            directory.delete();
        }
    }

    private void configure(StageSettings settings, South more) {
        north.configure(at(NORTH), certificate(north), servers(serverPorts.north()), settings.prosodyConfig());
        south.configure(at(SOUTH), certificate(south), servers(serverPorts.south()), more.prosodyConfig());
        Issued certificate = certificates.issue("east", EAST, "conference." + EAST);
        east.configure(
                at(EAST),
                certificate,
                new EjabberdServer.Additions(
                        List.of(
                                "  -",
                                "    port: " + serverPorts.east(),
                                "    ip: \"127.0.0.1\"",
                                "    module: ejabberd_s2s_in"),
                        List.of("s2s_use_starttls: required", "ca_file: \"" + certificates.ca() + "\""),
                        List.of(),
                        names.port()));
        Issued http = certificates.issue("http", "localhost", "127.0.0.1");
        server.configure(north, http, settings.serverConfig());
        southServer.configure(
                south,
                http,
                Stream.concat(settings.serverConfig().stream(), more.serverConfig().stream())
                        .toList());
    }

    private Issued certificate(ProsodyServer prosody) {
        return certificates.issue(prosody.domain(), prosody.domain(), "*." + prosody.domain());
    }

    /** What makes Prosody speak with other servers: over TLS alone, and only with those whose certificates are good. */
    private List<String> servers(int port) {
        return List.of(
                "s2s_ports = { " + port + " }",
                "s2s_secure_auth = true",
                "s2s_ssl = { cafile = \"" + certificates.ca() + "\" }",
                "unbound = { resolvconf = false, forward = { \"127.0.0.1@" + names.port() + "\" },",
                // it would not ask loopback, and would look for signatures up to the root
                "  options = { [\"do-not-query-localhost:\"] = \"no\", [\"module-config:\"] = \"iterator\" } }");
    }

    private SidestreamServer sidestream(StageSettings settings, String name) {
        return new SidestreamServer(settings.serverCommand(), ports.next(), ports.next(), directory, name);
    }

    private XmppServer.Listening listening() {
        return new XmppServer.Listening(ports.next(), ports.next(), ports.next());
    }

    private List<Account> at(String domain) {
        return accounts.stream()
                .filter(account -> account.domain().equals(domain))
                .toList();
    }

    private List<Account> at(String domain, List<String> users) {
        return users.stream()
                .map(user -> new Account(user, domain, Stage.secret(random)))
                .toList();
    }
}
