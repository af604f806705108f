package im.sidestream.catalog;

import im.sidestream.slot.Allowance;
import im.sidestream.slot.AuditTrail;
import im.sidestream.slot.CheckResult;
import im.sidestream.slot.Claim;
import im.sidestream.slot.ClaimTerms;
import im.sidestream.slot.Inventory;
import im.sidestream.slot.Nodes;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Piece;
import im.sidestream.slot.Removal;
import im.sidestream.slot.Reservation;
import im.sidestream.slot.Restrictions;
import im.sidestream.slot.Resumption;
import im.sidestream.slot.Retention;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.SigningKey;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.StreamLeases;
import im.sidestream.slot.Upload;
import im.sidestream.slot.Usage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalog of one process in one SQLite file. Changes go through one writer that commits them in groups; reads run on
 * the caller's thread and see what was committed. The catalog's clock is the one it was opened with.
 */
public final class SqliteCatalog implements SqlCatalog {
    private static final Logger log = LoggerFactory.getLogger(SqliteCatalog.class);

    private final ProcessLock lock;
    private final Connection connection;
    private final Faults faults;
    private final Rules rules;
    private final Slots slots;
    private final Resuming resuming;
    private final Removals removals;
    private final Dating dating;
    private final StoreFacts facts;
    private final GroupCommit writer;
    private final Checkpointer checkpointer;
    private final Readers readers;
    private final Inventory inventory;
    private final AuditTrail trail;
    private final Restrictions restrictions;
    private final StreamLeases leases;
    private final DeliveryStatements deliveries;

    private SqliteCatalog(ProcessLock lock, SqliteFile file, List<Connection> opened, boolean sync, Rules rules)
            throws SQLException {
        this.lock = lock;
        this.rules = rules;
        connection = noted(opened, file.writer());
        faults = new Faults(file.path());
        Schema.sqlite().migrate(connection, file.path(), rules.now());
        SqlConnection sql = SqlConnection.sqlite(connection);
        Counters counters = new Counters(sql);
        AuditStatements audit = new AuditStatements(sql, rules.clock());
        dating = new Dating(sql, rules);
        removals = new Removals(sql, counters, audit, dating);
        slots = new Slots(sql, new Room(sql, counters, removals, dating), dating);
        resuming = new Resuming(sql, slots, removals, dating);
        facts = new StoreFacts(sql, rules.clock());
        List<Reader> all = new ArrayList<>();
        for (int i = 0; i < file.tuning().readers(); i++) {
            all.add(new Reader(SqlConnection.sqlite(noted(opened, file.reader()))));
        }
        readers = new Readers(all, faults);
        checkpointer = new Checkpointer(noted(opened, file.writer()), file.tuning());
        writer = new GroupCommit(new Transaction(connection, sync, checkpointer), faults, file.tuning(), rules.clock());
        inventory = new SqlInventory(writer.on(new Wishes(sql, removals, audit, rules)), readers, Recollection.NONE);
        trail = new SqlAuditTrail(writer.on(audit), readers);
        restrictions =
                new SqlRestrictions(writer.on(new SqlRestrictions.Statements(sql, audit, rules.clock())), readers);
        deliveries = DeliveryStatements.on(sql, rules);
        leases = new SqlStreamLeases(writer.on(new SqlStreamLeases.Statements(sql, rules.clock())));
    }

    /**
     * Opens the catalog, making or migrating its file.
     *
     * @param file in an existing directory; SQLite's own files and a lock appear beside it
     * @param sync whether commits and deletions wait for the disk
     * @param clock the time by which deadlines and leases are compared
     * @param retention says when stored files end; asked at each change, so that a reload takes effect
     * @param completions runs what depends on the futures of changes: the writer never does, so that nothing slow or
     *     blocking there can hold up a commit; where it refuses, the writer does after all
     * @throws CatalogException where another process has it, a newer program made it, or the disk fails
     */
    public static SqliteCatalog open(
            Path file, boolean sync, InstantSource clock, Supplier<Retention> retention, Executor completions) {
        return open(file, sync, new Rules(clock, retention), Tuning.standard(completions, CommitListener.NONE));
    }

    /** Opens the catalog as above, for a use in which no file ends by itself. */
    public static SqliteCatalog open(Path file, boolean sync, InstantSource clock, Executor completions) {
        return open(file, sync, clock, () -> Retention.FOREVER, completions);
    }

    static SqliteCatalog open(Path file, boolean sync, Rules rules, Tuning tuning) {
        SqliteFile sqlite = new SqliteFile(file.toAbsolutePath().normalize(), tuning);
        ProcessLock lock = ProcessLock.take(sqlite);
        List<Connection> opened = new ArrayList<>();
        SqliteCatalog catalog = null;
        try {
            catalog = new SqliteCatalog(lock, sqlite, opened, sync, rules);
            catalog.checkpointer.start();
            catalog.writer.start();
            return catalog;
        } catch (SQLException e) {
            throw new Faults(sqlite.path()).broken(e);
        } finally {
            if (catalog == null) {
                opened.forEach(SqliteCatalog::closeQuietly);
                lock.close();
            }
        }
    }

    private static Connection noted(List<Connection> opened, Connection connection) {
        opened.add(connection);
        return connection;
    }

    @Override
    public CompletableFuture<Reservation> reserve(Upload upload, Allowance allowance) {
        return writer.begin(() -> slots.reserve(upload, allowance));
    }

    @Override
    public CompletableFuture<Claim> claim(SlotId id, ClaimTerms terms) {
        return writer.beginSingle(() -> slots.claim(id, terms));
    }

    @Override
    public CompletableFuture<Boolean> renew(Claim claim, Duration lease) {
        return writer.submitSingle(false, () -> slots.renew(claim, lease));
    }

    @Override
    public CompletableFuture<Void> release(Claim claim) {
        return writer.submitSingle(false, () -> {
            slots.release(claim);
            return null;
        });
    }

    @Override
    public CompletableFuture<Upload> commit(Claim claim, Sha256 digest) {
        return writer.submitSingle(true, () -> slots.commit(claim, digest));
    }

    @Override
    public CompletableFuture<Upload> store(Upload arrived, Instant began, Sha256 digest) {
        return writer.submitSingle(true, () -> slots.store(arrived, began, digest));
    }

    @Override
    public CompletableFuture<Claim> resume(SlotId id, long offset, ClaimTerms terms) {
        return writer.beginSingle(() -> resuming.resume(id, offset, terms));
    }

    @Override
    public CompletableFuture<Void> append(Claim claim, Piece piece) {
        return writer.submit(true, () -> {
            resuming.append(claim, piece);
            return null;
        });
    }

    @Override
    public CompletableFuture<Upload> complete(Claim claim, Piece last, Sha256 digest) {
        return writer.submit(true, () -> resuming.complete(claim, last, digest));
    }

    @Override
    public CompletableFuture<Optional<Resumption>> resumption(SlotId id) {
        return readers.read(reader -> reader.resumption(id));
    }

    @Override
    public CompletableFuture<List<Piece>> pieces(SlotId id) {
        return readers.read(reader -> reader.pieces(id));
    }

    @Override
    public CompletableFuture<Boolean> giveUp(SlotId id) {
        return writer.submit(true, () -> resuming.giveUp(id));
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public CompletableFuture<Optional<Upload>> find(SlotId id) {
        return readers.read(reader -> reader.find(id));
    }

    @Override
    public CompletableFuture<Boolean> delete(SlotId id, Removal removal) {
        return writer.submit(true, () -> removals.take(id, removal).isPresent());
    }

    @Override
    public CompletableFuture<Void> removed(SlotId id) {
        return writer.submit(true, () -> {
            removals.removed(id);
            return null;
        });
    }

    @Override
    public CompletableFuture<List<Upload>> dropAbandoned(int limit) {
        return writer.submit(false, () -> removals.dropAbandoned(limit));
    }

    @Override
    public CompletableFuture<List<Upload>> expire(int limit) {
        return writer.submit(true, () -> removals.expire(limit));
    }

    @Override
    public CompletableFuture<Integer> redate(int limit) {
        return writer.submit(false, () -> dating.step(limit));
    }

    @Override
    public CompletableFuture<List<Upload>> stored(@Nullable SlotId after, int limit) {
        return readers.read(reader -> reader.stored(after, limit));
    }

    @Override
    public CompletableFuture<List<Upload>> awaitingRemoval(int limit) {
        return readers.read(reader -> reader.awaitingRemoval(limit));
    }

    @Override
    public CompletableFuture<Integer> forget(Instant before, int limit) {
        return writer.submit(false, () -> removals.forget(before, limit));
    }

    @Override
    public CompletableFuture<Long> used(String service, String owner) {
        return readers.read(reader -> reader.used(service, owner));
    }

    @Override
    public CompletableFuture<Usage> usage(Owner owner) {
        return readers.read(reader -> reader.usage(owner, rules.now()));
    }

    @Override
    public CompletableFuture<Long> outstanding() {
        return readers.read(Reader::outstanding);
    }

    @Override
    public CompletableFuture<List<SigningKey>> keys(List<SigningKey> candidates) {
        return writer.submit(true, () -> facts.keys(candidates));
    }

    @Override
    public CompletableFuture<Void> addKeys(List<SigningKey> keys) {
        return writer.submit(true, () -> {
            facts.addKeys(keys);
            return null;
        });
    }

    @Override
    public CompletableFuture<String> storeId(String candidate) {
        return writer.submit(true, () -> facts.storeId(candidate));
    }

    @Override
    public Inventory inventory() {
        return inventory;
    }

    @Override
    public AuditTrail audit() {
        return trail;
    }

    @Override
    public Restrictions restrictions() {
        return restrictions;
    }

    @Override
    public CatalogLoad load() {
        return writer.load(readers);
    }

    @Override
    public Optional<Nodes> nodes() {
        return Optional.empty();
    }

    @Override
    public StreamLeases streamLeases() {
        return leases;
    }

    @Override
    public DeliveryTables deliveries(RandomGenerator random) {
        return DeliveryTables.of(writer.on(deliveries), readers, rules, new Ids(random));
    }

    @Override
    public CheckResult check() {
        String problem = writer.problem();
        if (problem == null) {
            problem = checkpointer.problem();
        }
        if (problem != null) {
            return CheckResult.failed(problem);
        }
        return readers.read(Reader::version)
                .handle((version, e) -> e == null ? CheckResult.OK : CheckResult.failed(String.valueOf(e.getMessage())))
                .join();
    }

    @Override
    public void close() {
        writer.close();
        readers.close();
        try {
            checkpointer.close();
        } catch (SQLException e) {
            log.warn("the catalog's checkpointer did not close", e);
        }
        closeQuietly(connection);
        lock.close();
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            log.warn("the catalog's connection did not close", e);
        }
    }
}
