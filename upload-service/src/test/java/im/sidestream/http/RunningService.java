package im.sidestream.http;

import im.sidestream.blob.BlobStore;
import im.sidestream.blob.FilesystemBlobStore;
import im.sidestream.catalog.SqliteCatalog;
import im.sidestream.catalog.TestingClock;
import im.sidestream.delivery.Distributor;
import im.sidestream.foreign.ForeignIssuer;
import im.sidestream.foreign.ForeignProtocol;
import im.sidestream.foreign.ForeignSlots;
import im.sidestream.slot.Bucket;
import im.sidestream.slot.Evictions;
import im.sidestream.slot.FileName;
import im.sidestream.slot.FreeSpace;
import im.sidestream.slot.Groups;
import im.sidestream.slot.Limits;
import im.sidestream.slot.MediaType;
import im.sidestream.slot.PublicLinks;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Quota;
import im.sidestream.slot.Rate;
import im.sidestream.slot.Retention;
import im.sidestream.slot.SigningKey;
import im.sidestream.slot.Slot;
import im.sidestream.slot.SlotForm;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.SlotIssuer;
import im.sidestream.slot.SlotLinks;
import im.sidestream.slot.SlotPolicy;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.StoreLimits;
import im.sidestream.slot.TokenSigner;
import im.sidestream.slot.UnaskedUploads;
import im.sidestream.slot.Upload;
import im.sidestream.sweep.ExpirySweeper;
import im.sidestream.sweep.OrphanSweeper;
import im.sidestream.sweep.SweepLimits;
import im.sidestream.sweep.SweepReport;
import im.sidestream.transfer.Deletion;
import im.sidestream.transfer.DigestPool;
import im.sidestream.transfer.DownloadCounts;
import im.sidestream.transfer.Downloads;
import im.sidestream.transfer.Leases;
import im.sidestream.transfer.PersonalDownloads;
import im.sidestream.transfer.UploadReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The whole upload service on real files, a real catalog and a free port of loopback, with a clock the test can turn. */
final class RunningService implements AutoCloseable {
    static final Duration RETENTION = Duration.ofDays(30);
    private static final Retention RULES = new Retention(Map.of(Purpose.MESSAGE, RETENTION));
    static final String HMAC_BASE = "/hmac/";
    static final String TYPED_BASE = "/typed/";
    static final String JWT_BASE = "/jwt/";
    static final String SECRET = "secret string";
    private static final List<ForeignIssuer> FOREIGN = List.of(
            new ForeignIssuer(ForeignProtocol.PROSODY_V1, HMAC_BASE, "north.example", SECRET, Optional.empty()),
            new ForeignIssuer(ForeignProtocol.METRONOME, TYPED_BASE, "north.example", SECRET, Optional.of("gone")),
            new ForeignIssuer(ForeignProtocol.PROSODY_JWT, JWT_BASE, "north.example", SECRET, Optional.empty()));
    static final Duration SLOT_LIFETIME = Duration.ofMinutes(5);

    final TestingClock clock = new TestingClock();
    final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    final KnownLinks links = new KnownLinks();
    final KnownDeliveries deliveries = new KnownDeliveries(clock, links::make);
    final SqliteCatalog catalog;
    final PersonalDownloads personal;
    final Path directory;
    private final ExecutorService completions = Executors.newFixedThreadPool(4);
    private final BlobStore store;
    private final FileServer server;
    private final SlotIssuer issuer;
    private final TokenSigner signer;

    RunningService(Path directory) throws IOException {
        this(directory, Optional.empty(), store -> store);
    }

    RunningService(Path directory, Optional<CertificateFiles> tls, UnaryOperator<BlobStore> wrapping)
            throws IOException {
        this(directory, tls, wrapping, HttpGuards.STANDARD);
    }

    RunningService(Path directory, Optional<CertificateFiles> tls, UnaryOperator<BlobStore> wrapping, HttpGuards guards)
            throws IOException {
        this(directory, wrapping, standard -> standard.with(tls.stream().toList(), guards));
    }

    /** A service whose HTTP face is another than the standard one. */
    RunningService(Path directory, UnaryOperator<HttpSettings> face) throws IOException {
        this(directory, store -> store, face);
    }

    private RunningService(Path directory, UnaryOperator<BlobStore> wrapping, UnaryOperator<HttpSettings> face)
            throws IOException {
        this.directory = directory;
        Files.createDirectories(directory);
        catalog = SqliteCatalog.open(directory.resolve("catalog.db"), true, clock, () -> RULES, completions);
        store = wrapping.apply(new FilesystemBlobStore(directory, true, Executors.newFixedThreadPool(2)));
        signer = new TokenSigner(List.of(
                new SigningKey("s1", SigningKey.Use.SLOT, "c2xvdA"),
                new SigningKey("d1", SigningKey.Use.DELETE, "ZGVsZXRl")));
        HttpSettings settings = face.apply(new HttpSettings(
                new ListenOn.Network(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                new PublicLinks(new SlotLinks(URI.create("https://files.example.org/"))),
                List.of(),
                Duration.ofSeconds(5),
                HttpGuards.STANDARD,
                HttpFront.NONE,
                TlsOptions.STANDARD));
        Downloads downloads =
                new Downloads(catalog, store, () -> RULES, clock, new DownloadCounts(catalog.inventory()));
        personal = new PersonalDownloads(links, downloads);
        server = new FileServer(
                settings,
                new UploadReceiver(
                        signer, catalog, store, clock, Leases.DEFAULT, new Random(1), new DigestPool(completions)),
                downloads,
                Optional.of(new DeliveryFace(personal, deliveries, distributor(), signer)),
                new Deletion(signer, catalog, store, ForkJoinPool.commonPool()),
                new ForeignSlots(
                        FOREIGN, issuer(signer, settings.links().standard().base()), catalog, clock),
                clock,
                outcomes::add);
        server.start();
        URI base = URI.create((settings.tls().isEmpty() ? "http" : "https") + "://localhost"
                + (server.port() < 0 ? "" : ":" + server.port()) + "/");
        issuer = issuer(signer, base);
    }

    private Distributor distributor() {
        Distributor.Rules nobodySends = new Distributor.Rules(jid -> false, () -> {
            throw new UnsupportedOperationException("no page starts a delivery");
        });
        return new Distributor(
                deliveries,
                new UnaskedUploads(),
                nobodySends,
                new Distributor.Surroundings(clock, new Random(2), Runnable::run));
    }

    private SlotIssuer issuer(TokenSigner signer, URI base) {
        SlotPolicy open = SlotPolicy.unlimited("example.org");
        Bucket bucket = new Bucket(Quota.UNLIMITED, Quota.UNLIMITED, null);
        Limits limits = new Limits(
                Limits.STANDARD,
                Map.of(Purpose.MESSAGE, bucket, Purpose.EPHEMERAL, bucket),
                Quota.NONE,
                Rate.UNLIMITED,
                Duration.ZERO);
        SlotPolicy policy = new SlotPolicy(open.admission(), Groups.of(limits), RULES, StoreLimits.NONE, SLOT_LIFETIME);
        return new SlotIssuer(
                () -> policy,
                new SlotForm(new SlotLinks(base), signer, false),
                catalog,
                FreeSpace.UNLIMITED,
                Evictions.SILENT,
                clock,
                new SecureRandom());
    }

    Slot slot(String name, long size) {
        return slot(name, size, null);
    }

    Slot slot(String name, long size, @Nullable String type) {
        MediaType declared = type == null ? null : new MediaType(type);
        return issuer.issue(new SlotRequest(
                        "upload.example.org",
                        "alice@example.org",
                        new FileName(name),
                        size,
                        declared,
                        Purpose.MESSAGE,
                        null))
                .join();
    }

    /** Returns a slot for a file that must not be reachable from {@code end} on. */
    Slot ephemeral(String name, long size, Instant end) {
        return issuer.issue(new SlotRequest(
                        "upload.example.org",
                        "alice@example.org",
                        new FileName(name),
                        size,
                        null,
                        Purpose.EPHEMERAL,
                        end))
                .join();
    }

    String deleteToken(SlotId id) {
        return signer.signDelete(id);
    }

    Upload row(Slot slot) {
        return catalog.find(slot.id()).join().orElseThrow();
    }

    /** Ends what is over now. */
    SweepReport sweep() throws IOException {
        return new ExpirySweeper(catalog, owned(), SweepLimits.STANDARD, clock).sweep();
    }

    SweepReport sweepOrphans() throws IOException {
        return new OrphanSweeper(catalog, owned(), SweepLimits.STANDARD).sweep();
    }

    private BlobStore owned() throws IOException {
        if (store.storeId().isEmpty()) {
            store.adopt("store");
        }
        return store;
    }

    void reloadCertificates() {
        server.reloadCertificates();
    }

    int port() {
        return server.port();
    }

    /** Returns all files below the blobs' directory. */
    List<Path> blobs() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(directory.resolve("blobs"))) {
            all.filter(Files::isRegularFile).forEach(files::add);
        }
        return files;
    }

    @Override
    public void close() {
        server.close();
        catalog.close();
        completions.shutdownNow();
    }
}
