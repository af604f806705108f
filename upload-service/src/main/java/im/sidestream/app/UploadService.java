package im.sidestream.app;

import im.sidestream.catalog.DeliveryTables;
import im.sidestream.config.ConfigException;
import im.sidestream.config.FrontConfig;
import im.sidestream.config.GuardConfig;
import im.sidestream.config.HostPort;
import im.sidestream.config.HttpConfig;
import im.sidestream.config.Key;
import im.sidestream.config.Listen;
import im.sidestream.config.ServerConfig;
import im.sidestream.config.SocketFile;
import im.sidestream.delivery.Deliveries;
import im.sidestream.delivery.Outbox;
import im.sidestream.delivery.ReceiverLists;
import im.sidestream.delivery.StandingConsents;
import im.sidestream.foreign.ForeignSlots;
import im.sidestream.http.AdminCommand;
import im.sidestream.http.AdminServer;
import im.sidestream.http.CertificateFiles;
import im.sidestream.http.DeliveryFace;
import im.sidestream.http.FileServer;
import im.sidestream.http.HttpFront;
import im.sidestream.http.HttpGuards;
import im.sidestream.http.HttpSettings;
import im.sidestream.http.ListenOn;
import im.sidestream.http.TlsOptions;
import im.sidestream.observe.Health;
import im.sidestream.observe.Metrics;
import im.sidestream.slot.CheckResult;
import im.sidestream.slot.Nodes;
import im.sidestream.slot.PersonalLinks;
import im.sidestream.slot.StreamLeases;
import im.sidestream.slot.TokenSigner;
import im.sidestream.transfer.Deletion;
import im.sidestream.transfer.DigestPool;
import im.sidestream.transfer.DownloadCounts;
import im.sidestream.transfer.Downloads;
import im.sidestream.transfer.Leases;
import im.sidestream.transfer.PersonalDownloads;
import im.sidestream.transfer.UploadReceiver;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP face with the truth behind it, without any XMPP: store, signing keys, uploads and downloads, sweep, admin
 * listener. Built and started in this order, closed in the reverse one.
 */
public final class UploadService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UploadService.class);
    private static final int STEP_THREADS = 4;
    /** So much of uploaders' work waits at most, each piece for seconds. */
    private static final int STEPS_WAIT = 100;

    private final Closing closing;
    private final ServerConfig config;
    private final Health health = new Health();
    private final Metrics metrics = new Metrics();
    private final List<Domain> domains;
    private final Optional<FileServer> files;
    private final Optional<StreamLeases> leases;
    private final Optional<Neighbours> neighbours;
    private final Optional<AdminServer> admin;
    private final Clock clock;
    private volatile BooleanSupplier practising = () -> false;
    private final DeliveryTables tables;
    private final Downloads downloads;
    private @Nullable Instant stopsUntil;

    private UploadService(ServerConfig config, Role role, Clock own, SecureRandom random, Closing closing)
            throws StartException, IOException {
        this.closing = closing;
        this.config = config;
        List<StandingPolicy> policies =
                config.domains().stream().map(StandingPolicy::new).toList();
        StandingRetention retention = new StandingRetention(policies);
        Store store = closing.add("store", Store.open(config.storage(), own, retention));
        clock = store.clock();
        leases = config.storage().database().map(shared -> store.streamLeases());
        neighbours = neighbours(config, role, store);
        policies.forEach(policy -> policy.heed(store.restrictions()));
        SigningKeys keys = new SigningKeys(store.catalog(), config.http().signingKey(), random);
        TokenSigner signer = keys.signer(clock);

        ThreadPoolExecutor digesting =
                Pools.bounded("digest", Runtime.getRuntime().availableProcessors());
        closing.add("digests", digesting::shutdown);
        DigestPool digests = new DigestPool(digesting);
        UploadReceiver receiver =
                new UploadReceiver(signer, store.catalog(), store.blobs(), clock, Leases.DEFAULT, random, digests);
        DownloadCounts counts = new DownloadCounts(store.inventory());
        downloads = new Downloads(store.catalog(), store.blobs(), retention, clock, counts);
        Deletion deletion = new Deletion(signer, store.catalog(), store.blobs(), store.threads());
        ThreadPoolExecutor owners = Pools.bounded("steps", STEP_THREADS, STEPS_WAIT);
        closing.add("work in steps", owners::shutdownNow);
        ThreadPoolExecutor administrators = Pools.bounded("admin-steps", STEP_THREADS);
        closing.add("administrators' work in steps", administrators::shutdownNow);
        tables = store.deliveries(random);
        PersonalDownloads personal = new PersonalDownloads(tables.links(), downloads);
        domains = Domains.of(
                config,
                policies,
                new Domain.Shared(store, tables.deliveries(), signer, deletion, clock, random, owners, administrators));
        admin = config.http()
                .adminListen()
                .map(listen -> new AdminServer(listen.address(), health, metrics, commands(store, keys, signer)));
        admin.ifPresent(listener -> closing.add("admin listener", listener));
        if (role.servesHttp()) {
            files = Optional.of(closing.add(
                    "HTTP",
                    new FileServer(
                            settings(config, store, clock, random),
                            receiver,
                            downloads,
                            Optional.of(new DeliveryFace(
                                    personal,
                                    tables.deliveries(),
                                    domains.get(0).distributor(),
                                    signer)),
                            deletion,
                            new ForeignSlots(config.foreign(), domains.get(0).issuer(), store.catalog(), clock),
                            clock,
                            new RequestLog(metrics))));
            closing.add("sweep", SweepSchedule.start(store, clock, metrics));
        } else {
            files = Optional.empty();
        }
        Upkeep upkeep = closing.add(
                "upkeep",
                Upkeep.start(
                        store,
                        policies,
                        () -> CompletableFuture.allOf(counts.flush(), personal.flush()),
                        clock,
                        metrics));
        neighbours.ifPresent(upkeep::keep);
        domains.forEach(domain -> upkeep.ending(
                tables.deliveries(),
                domain.name(),
                () -> domain.deliveryLimits().keeping().ended()));

        health.need("catalog", () -> store.catalog().check().message());
        health.need(
                "slots",
                () -> policies.stream().allMatch(StandingPolicy::inMaintenance)
                        ? Optional.of("none, in maintenance")
                        : Optional.empty());
        health.need("store", () -> Writable.check(store).message());
        neighbours.ifPresent(all -> health.tell("nodes", all::words));
        Neighbours.show(neighbours, metrics);
        Instruments instruments = new Instruments(metrics);
        files.ifPresent(instruments::show);
        instruments.show(store::load);
        instruments.show(receiver.claims());
        instruments.cache("row", "Rows of files in memory.", "rows", downloads::load);
        instruments.show(
                new HoldingsReading(
                        store.inventory(), domains.stream().map(Domain::name).toList(), System::nanoTime),
                store);
        Map<String, ThreadPoolExecutor> pools = new TreeMap<>(store.pools());
        pools.putAll(Map.of("digest", digesting, "steps", owners, "admin-steps", administrators));
        instruments.show(
                new DeliveryReading(tables, domains.stream().map(Domain::name).toList(), System::nanoTime));
        instruments.show(pools);
        metrics.gauge("sidestream_digest_free_buffers", "Copies that digests may be computed from.", digests::free);
        metrics.gauge(
                "sidestream_ready",
                "Whether new requests are welcome.",
                () -> health.report().ready() ? 1 : 0);
        metrics.gauge(
                "sidestream_warm_up_running",
                "Whether the practice after the start goes on.",
                () -> practising.getAsBoolean() ? 1 : 0);
    }

    /** Asks those who share the catalog before anything is served; leaves them when all else has ended. */
    private Optional<Neighbours> neighbours(ServerConfig config, Role role, Store store) throws StartException {
        Optional<Nodes> nodes = store.nodes();
        return nodes.isEmpty()
                ? Optional.empty()
                : Optional.of(closing.add(
                        "nodes",
                        Neighbours.join(
                                nodes.get(), config, role, Identification.of(store.id()), Neighbours.Terms.STANDARD)));
    }

    /**
     * Opens the store and the ports.
     *
     * @throws StartException if any of that is impossible; nothing stays open
     */
    public static UploadService start(ServerConfig config, Clock clock, SecureRandom random) throws StartException {
        return start(config, Role.ALL, clock, random);
    }

    /**
     * Opens the store, and the ports that this role has.
     *
     * @throws StartException if any of that is impossible; nothing stays open
     */
    public static UploadService start(ServerConfig config, Role role, Clock clock, SecureRandom random)
            throws StartException {
        Closing closing = new Closing();
        try {
            UploadService service = new UploadService(config, role, clock, random, closing);
            service.open();
            if (config.warmUp() && role.servesHttp()) {
                Path own = config.storage().directory().resolve("warm-up");
                WarmUp practice = closing.add("warm-up", new WarmUp(own, clock, random));
                service.practising = practice::isRunning;
                practice.start();
            }
            return service;
        } catch (StartException e) {
            closing.close();
            throw e;
        } catch (IOException | RuntimeException e) {
            closing.close();
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    private void open() throws IOException {
        if (files.isPresent()) {
            files.get().start();
            for (Domain domain : domains) {
                LOG.info(
                        "serving {} on {}",
                        domain.config().http().publicUrl(),
                        config.http().listen());
            }
            config.foreign().forEach(issuer -> LOG.info("serving slots of another server: {}", issuer));
        }
        if (admin.isPresent()) {
            admin.get().start();
        }
    }

    private static HttpSettings settings(ServerConfig config, Store store, Clock clock, SecureRandom random)
            throws IOException {
        HttpConfig http = config.http();
        List<CertificateFiles> certificates = switch (http.transport()) {
            case CERTIFICATE ->
                config.certificates().stream()
                        .map(tls -> new CertificateFiles(tls.certificate(), tls.key()))
                        .toList();
            case SELF_SIGNED ->
                List.of(selfSigned(http.publicUrl().getHost(), new SelfSigned(store.directory(), clock, random)));
            case PLAIN -> List.of();
        };
        GuardConfig guards = http.guards();
        FrontConfig front = http.front();
        return new HttpSettings(
                listenOn(http.listen()),
                Domains.links(config),
                certificates,
                config.stopTimeout(),
                new HttpGuards(
                        guards.connections(),
                        guards.connectionsPerAddress(),
                        front::isExempt,
                        guards.hsts(),
                        HttpGuards.STANDARD.patience()),
                new HttpFront(front::isProxy, front.proxyProtocol(), front.accelRedirect()),
                new TlsOptions(http.offers().http2(), http.offers().ocspStapling()));
    }

    private static ListenOn listenOn(Listen listen) {
        return listen instanceof SocketFile file
                ? new ListenOn.SocketFile(file.path(), file.mode())
                : new ListenOn.Network(((HostPort) listen).address());
    }

    private static CertificateFiles selfSigned(String host, SelfSigned maker) throws IOException {
        LOG.warn("no http.tls.certificate: a self-signed one is used, which most clients refuse");
        return maker.files(host);
    }

    /** Returns the component domains that are served, in the order of the configuration; at least one. */
    public List<Domain> domains() {
        return domains;
    }

    /** Returns the first of them, which is the only one of most processes. */
    public Domain domain() {
        return domains.get(0);
    }

    /** Returns the way to files that may be read. */
    public Downloads downloads() {
        return downloads;
    }

    public Deliveries deliveries() {
        return tables.deliveries();
    }

    /** Returns what waits to be said of deliveries over XMPP. */
    public Outbox outbox() {
        return tables.outbox();
    }

    public StandingConsents consents() {
        return tables.consents();
    }

    public ReceiverLists receiverLists() {
        return tables.lists();
    }

    public PersonalLinks personalLinks() {
        return tables.links();
    }

    public Metrics metrics() {
        return metrics;
    }

    /** Returns what decides about readiness; the other face tells its state there. */
    public Health health() {
        return health;
    }

    /** Returns the leases of streams, where other processes may serve the same domains. */
    public Optional<StreamLeases> streamLeases() {
        return leases;
    }

    /**
     * Returns the port that HTTP is served on.
     *
     * @throws java.util.NoSuchElementException in a role without HTTP
     */
    public int port() {
        return files.orElseThrow().port();
    }

    /** Returns the port of the admin listener, or empty where there is none. */
    public Optional<Integer> adminPort() {
        return admin.map(AdminServer::port);
    }

    /**
     * Takes over what may change while running: policy, log level, the content of the certificates' files. The rest is
     * named in the log and stays as it is.
     */
    public void reload(ServerConfig fresh) {
        List<Key> later = config.needingRestart(fresh);
        later.forEach(key -> LOG.warn("{} has changed; that needs a restart, and changes nothing now", key.path()));
        Domains.reload(domains, fresh);
        neighbours.ifPresent(all -> all.reload(fresh));
        LogSetup.showFrom(fresh.logLevel());
        files.ifPresent(FileServer::reloadCertificates);
        LOG.info("the configuration was reloaded");
    }

    /** Says that a configuration to be reloaded is not used, and why. */
    public void refuseReload(ConfigException refused) {
        LOG.error("the configuration is not reloaded, the old one stays: {}", refused.line());
    }

    private Map<String, AdminCommand> commands(Store store, SigningKeys keys, TokenSigner signer) {
        AdminCommand rotation = (argument, out) -> {
            out.print(keys.rotate());
            signer.readAgain();
        };
        Map<String, Map<String, AdminCommand>> commands = new LinkedHashMap<>();
        for (Domain domain : domains) {
            Administration console = new Administration(
                    domain,
                    store,
                    clock,
                    rotation,
                    Optional.of(() -> health.report().text()));
            Map<String, AdminCommand> own = new TreeMap<>(console.commands());
            own.put(
                    "identity",
                    (nonce, out) -> out.println(
                            Identity.of(domain.config().xmpp(), nonce.strip()).line()));
            commands.put(domain.name(), own);
        }
        return DomainCommands.of(commands);
    }

    /** Says to whoever asks that no new requests are welcome. The time that a stop has begins to run. */
    public synchronized void drain() {
        health.drain();
        if (stopsUntil == null) {
            stopsUntil = clock.instant().plus(config.stopTimeout());
        }
    }

    /** Takes no more connections, lets transfers end until {@code stop-timeout} after the drain, and closes the rest. */
    @Override
    public synchronized void close() {
        drain();
        if (stopsUntil != null) {
            Duration left = Duration.between(clock.instant(), stopsUntil);
            files.ifPresent(http -> http.stopWithin(left.isNegative() ? Duration.ZERO : left));
        }
        closing.close();
    }

    /** Whether the store takes files. */
    private static final class Writable {
        private static final long LEAST_FREE = 1L << 20;

        static CheckResult check(Store store) {
            try {
                return store.blobs().freeBytes() < LEAST_FREE ? CheckResult.failed("the disk is full") : CheckResult.OK;
            } catch (IOException e) {
                return CheckResult.failed("the store cannot be read: " + e);
            }
        }
    }
}
