package im.sidestream.app;

import im.sidestream.blob.BlobStore;
import im.sidestream.blob.FilesystemBlobStore;
import im.sidestream.catalog.CatalogException;
import im.sidestream.catalog.CatalogLoad;
import im.sidestream.catalog.DeliveryTables;
import im.sidestream.catalog.PostgresCatalog;
import im.sidestream.catalog.PostgresSettings;
import im.sidestream.catalog.SqlCatalog;
import im.sidestream.catalog.SqliteCatalog;
import im.sidestream.config.DatabaseConfig;
import im.sidestream.config.StorageConfig;
import im.sidestream.slot.AuditTrail;
import im.sidestream.slot.Catalog;
import im.sidestream.slot.Inventory;
import im.sidestream.slot.Nodes;
import im.sidestream.slot.Restrictions;
import im.sidestream.slot.Retention;
import im.sidestream.slot.StreamLeases;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Catalog and blobs that belong together: the store carries an id that the catalog knows. A directory that is not
 * mounted, or a catalog that was lost, must never look like a million files to clean up.
 */
public final class Store implements AutoCloseable {
    private static final String CATALOG = "catalog.db";
    private static final int DISK_THREADS = 8;
    private static final int COMPLETION_THREADS = 8;

    private final Path directory;
    private final String place;
    private final SqlCatalog catalog;
    private final Clock clock;
    private final String catalogName;
    private final BlobStore blobs;
    private final ThreadPoolExecutor disk;
    private final ThreadPoolExecutor completions;
    private final Closing closing;

    private Store(StorageConfig config, Opened rows, BlobStore blobs, Threads threads, Closing closing) {
        this.directory = config.directory();
        this.place = config.s3().map(Buckets::name).orElse(directory.toString());
        this.catalog = rows.catalog;
        this.clock = rows.clock;
        this.catalogName = rows.name;
        this.blobs = blobs;
        this.disk = threads.disk;
        this.completions = threads.completions;
        this.closing = closing;
    }

    /**
     * Opens what is there, or makes it.
     *
     * @param retention says when stored files end, for a store that changes them
     * @throws StartException if another process has it, if it cannot be written, or if its parts do not belong together
     */
    public static Store open(StorageConfig config, Clock clock, Supplier<Retention> retention) throws StartException {
        Closing opened = new Closing();
        Store store = null;
        try {
            store = open(config, new Rules(clock, retention), opened);
            return store;
        } catch (IOException e) {
            throw new StartException(unusable(config, e), e);
        } catch (CatalogException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        } finally {
            if (store == null) {
                opened.close();
            }
        }
    }

    /** What a bucket says is a line already; what a disk says needs its kind, too. */
    private static String unusable(StorageConfig config, IOException e) {
        return config.s3().isPresent()
                        && e.getMessage() != null
                        && e.getMessage().startsWith("bucket ")
                ? "storage.s3: " + e.getMessage()
                : "storage.directory " + config.directory() + " cannot be used: " + e;
    }

    private static Store open(StorageConfig config, Rules rules, Closing opened) throws StartException, IOException {
        Path directory = config.directory();
        PrivateDirectory.make(directory);
        ThreadPoolExecutor completions = Pools.bounded("catalog-answers", COMPLETION_THREADS);
        AutoCloseable answers = completions::shutdown;
        opened.add("answers of the catalog", answers);
        ThreadPoolExecutor disk = Pools.bounded("disk", DISK_THREADS);
        AutoCloseable disks = disk::shutdown;
        opened.add("disk threads", disks);
        BlobStore blobs = opened.add(
                "files",
                config.s3().isPresent()
                        ? Buckets.open(config.s3().get(), directory)
                        : new FilesystemBlobStore(directory, config.sync(), disk));
        Opened rows = config.database().isPresent()
                ? shared(config.database().get(), rules, completions)
                : own(config, rules, completions);
        opened.add("catalog", rows.catalog);
        Store store = new Store(config, rows, blobs, new Threads(disk, completions), opened);
        store.requireOneStore(rows.fresh);
        return store;
    }

    /** SQLite's file in the directory. */
    private static Opened own(StorageConfig config, Rules rules, Executor completions) {
        Path file = config.directory().resolve(CATALOG);
        boolean fresh = !Files.exists(file);
        SqlCatalog catalog = SqliteCatalog.open(file, config.sync(), rules.clock, rules.retention, completions);
        return new Opened(catalog, rules.clock, fresh, CATALOG);
    }

    /** A database that other processes may use, too; its time is everybody's. */
    private static Opened shared(DatabaseConfig database, Rules rules, Executor completions) {
        PostgresSettings settings = Database.settings(database);
        PostgresCatalog catalog = PostgresCatalog.open(settings, rules.retention, completions);
        return new Opened(catalog, catalog.clock(), catalog.isFresh(), "catalog " + settings);
    }

    public Catalog catalog() {
        return catalog;
    }

    /** Returns the catalog as owners and administrators see it. */
    public Inventory inventory() {
        return catalog.inventory();
    }

    public AuditTrail audit() {
        return catalog.audit();
    }

    public Restrictions restrictions() {
        return catalog.restrictions();
    }

    /** Returns what is kept of deliveries; {@code random} draws the names of their rows. */
    DeliveryTables deliveries(RandomGenerator random) {
        return catalog.deliveries(random);
    }

    StreamLeases streamLeases() {
        return catalog.streamLeases();
    }

    /** Returns the processes that share the catalog, where several may. */
    Optional<Nodes> nodes() {
        return catalog.nodes();
    }

    /** Returns the store's own name, which catalog and files both know. */
    String id() {
        return catalog.storeId("").join();
    }

    /** Returns the time that the catalog goes by, which is the time of the service. */
    Clock clock() {
        return clock;
    }

    public BlobStore blobs() {
        return blobs;
    }

    /** Returns the threads that wait for the disk. */
    Executor threads() {
        return disk;
    }

    /** Returns where files are, in words. */
    String place() {
        return place;
    }

    /** Returns the pools by their names. */
    Map<String, ThreadPoolExecutor> pools() {
        return Map.of("disk", disk, "catalog-answers", completions);
    }

    /** Returns what the catalog has to do now. */
    CatalogLoad load() {
        return catalog.load();
    }

    public Path directory() {
        return directory;
    }

    private void requireOneStore(boolean freshCatalog) throws StartException, IOException {
        if (freshCatalog && !blobs.isEmpty()) {
            throw new StartException(place + " holds files, but its " + catalogName
                    + " is missing: restore it from a backup, or start with an empty store");
        }
        bind(freshCatalog);
    }

    /**
     * A catalog that knows a store must find that store's id; one that knows none takes the one it finds. A fresh store
     * gets its id first: after a crash in between, the catalog takes it at the next start.
     */
    private void bind(boolean freshCatalog) throws IOException, StartException {
        Optional<String> there = blobs.storeId();
        String id = there.orElseGet(() -> UUID.randomUUID().toString());
        if (there.isEmpty() && freshCatalog) {
            id = adopted(id);
        }
        if (!knownToCatalog(id).equals(id)) {
            throw new StartException(foreign());
        }
        if (there.isEmpty() && !freshCatalog) {
            blobs.adopt(id);
        }
    }

    /** Gives the store its id; of several processes that start with an empty one at once, the first one does. */
    private String adopted(String id) throws IOException {
        try {
            blobs.adopt(id);
        } catch (FileAlreadyExistsException e) {
            // another process was faster
        }
        return blobs.storeId().orElse(id);
    }

    private String foreign() {
        return "the files in " + place + " are not those of its catalog: is everything mounted, and restored from"
                + " one backup?";
    }

    private String knownToCatalog(String candidate) throws StartException {
        try {
            return catalog.storeId(candidate).join();
        } catch (CompletionException e) {
            throw new StartException("the catalog in " + directory + " does not answer: " + e.getCause(), e);
        }
    }

    /** Returns whether the files are still those of the catalog: asked before anything is judged by what is missing. */
    boolean isWhole() throws IOException {
        Optional<String> there = blobs.storeId();
        return there.isPresent()
                && there.get().equals(catalog.storeId(there.get()).join());
    }

    @Override
    public void close() {
        closing.close();
    }

    private record Opened(SqlCatalog catalog, Clock clock, boolean fresh, String name) {}

    private record Threads(ThreadPoolExecutor disk, ThreadPoolExecutor completions) {}

    private record Rules(Clock clock, Supplier<Retention> retention) {}
}
