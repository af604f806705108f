package im.sidestream.app;

import im.sidestream.blob.BlobStore;
import im.sidestream.blob.FilesystemBlobStore;
import im.sidestream.catalog.SqliteCatalog;
import im.sidestream.foreign.ForeignSlots;
import im.sidestream.http.FileServer;
import im.sidestream.http.HttpFront;
import im.sidestream.http.HttpGuards;
import im.sidestream.http.HttpSettings;
import im.sidestream.http.ListenOn;
import im.sidestream.http.TlsOptions;
import im.sidestream.slot.Evictions;
import im.sidestream.slot.FileName;
import im.sidestream.slot.PublicLinks;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Slot;
import im.sidestream.slot.SlotForm;
import im.sidestream.slot.SlotIssuer;
import im.sidestream.slot.SlotLinks;
import im.sidestream.slot.SlotPolicy;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.TokenSigner;
import im.sidestream.transfer.Deletion;
import im.sidestream.transfer.DigestPool;
import im.sidestream.transfer.DownloadCounts;
import im.sidestream.transfer.Downloads;
import im.sidestream.transfer.Leases;
import im.sidestream.transfer.UploadReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a Java that has just started practise uploads and downloads on a service of its own, so that the first users do not
 * wait for code to be compiled. The practice service has a directory, a catalog and a loopback port of its own and leaves
 * nothing behind; it ends when it has done its rounds, when its time is up, or when the service stops.
 */
final class WarmUp implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int ROUNDS = 2_500;
    private static final int ROUNDS_PER_LARGE = 10;
    private static final int SMALL = 16 << 10;
    private static final int LARGE = 1 << 20;
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final SlotPolicy POLICY = SlotPolicy.unlimited("*");

    private final Path directory;
    private final Clock clock;
    private final SecureRandom random;
    private final Thread thread = new Thread(this, "warm-up");
    private volatile boolean stopped;

    /** Practises in {@code directory}, which must not be used for anything else. */
    WarmUp(Path directory, Clock clock, SecureRandom random) {
        this.directory = directory;
        this.clock = clock;
        this.random = random;
        thread.setDaemon(true);
    }

    boolean isRunning() {
        return thread.isAlive();
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        long begun = System.nanoTime();
        try {
            remove();
            Files.createDirectories(directory);
            int rounds = practise(begun + LONGEST.toNanos());
            LOG.debug("warmed up by {} rounds in {} ms", rounds, (System.nanoTime() - begun) / 1_000_000);
        } catch (IOException | RuntimeException e) {
            LOG.debug("warming up ended early", e);
        } finally {
            removeQuietly();
        }
    }

    private int practise(long end) throws IOException {
        ExecutorService threads = Pools.bounded("warm-up", 2);
        try (SqliteCatalog catalog = SqliteCatalog.open(directory.resolve("catalog.db"), false, clock, threads);
                BlobStore blobs = new FilesystemBlobStore(directory, false, threads)) {
            TokenSigner signer = SigningKeys.signer(catalog, clock, random);
            DigestPool digests = new DigestPool(threads);
            SlotLinks links = new SlotLinks(URI.create("http://localhost/"));
            SlotForm form = new SlotForm(links, signer, false);
            SlotIssuer issuer =
                    new SlotIssuer(() -> POLICY, form, catalog, blobs::freeBytes, Evictions.SILENT, clock, random);
            try (FileServer server = new FileServer(
                    new HttpSettings(
                            new ListenOn.Network(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                            new PublicLinks(links),
                            List.of(),
                            Duration.ofSeconds(1),
                            HttpGuards.STANDARD,
                            HttpFront.NONE,
                            TlsOptions.STANDARD),
                    new UploadReceiver(signer, catalog, blobs, clock, Leases.DEFAULT, random, digests),
                    new Downloads(catalog, blobs, POLICY::retention, clock, new DownloadCounts(catalog.inventory())),
                    Optional.empty(),
                    new Deletion(signer, catalog, blobs, threads),
                    new ForeignSlots(List.of(), issuer, catalog, clock),
                    clock,
                    outcome -> {})) {
                server.start();
                return rounds(server.port(), issuer, end);
            }
        } finally {
            threads.shutdown();
        }
    }

    private int rounds(int port, SlotIssuer issuer, long end) throws IOException {
        int round = 0;
        try (Practice kept = new Practice(port)) {
            for (; round < ROUNDS && !stopped && System.nanoTime() < end; round++) {
                kept.share(slot(issuer, SMALL), SMALL);
                if (round % ROUNDS_PER_LARGE == 0) {
                    shareOnFreshConnection(port, slot(issuer, LARGE));
                }
            }
        }
        return round;
    }

    private static void shareOnFreshConnection(int port, Slot slot) throws IOException {
        try (Practice fresh = new Practice(port)) {
            fresh.share(slot, LARGE);
        }
    }

    private static Slot slot(SlotIssuer issuer, int size) throws IOException {
        try {
            return issuer.issue(new SlotRequest(
                            "warm-up", "warm-up", new FileName("a b.bin"), size, null, Purpose.MESSAGE, null))
                    .join();
        } catch (CompletionException e) {
            throw new IOException(e);
        }
    }

    private void removeQuietly() {
        try {
            remove();
        } catch (IOException e) {
            LOG.debug("the practice files stay until the next start", e);
        }
    }

    private void remove() throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Ends the practice and waits for it. */
    @Override
    public void close() {
        stopped = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
