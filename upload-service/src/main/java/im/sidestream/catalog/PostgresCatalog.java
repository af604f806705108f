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
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The catalog of any number of processes in one PostgreSQL database. Changes run on a few threads, each in a transaction of
 * its own; reads run on the caller's thread. Time is the database's. While the database cannot be reached everything is
 * refused with {@link im.sidestream.slot.Reason#UNAVAILABLE}, and goes on by itself when it is back.
 */
public final class PostgresCatalog implements SqlCatalog {
    /** How long other nodes may still show a row that they have seen. */
    private static final Duration MEMORY = Duration.ofSeconds(1);

    private final Clock clock;
    private final Rules rules;
    private final boolean fresh;
    private final PostgresPool pool;
    private final PostgresWriters writers;
    private final PostgresReaders readers;
    private final Heartbeat heartbeat;
    private final Recollection others;
    private final Inventory inventory;
    private final AuditTrail trail;
    private final Restrictions restrictions;
    private final StreamLeases leases;
    private final Nodes nodes;

    private PostgresCatalog(PostgresServer server, Rules rules, DatabaseClock clock, Tuning tuning) {
        this.rules = rules;
        this.clock = clock;
        PostgresFaults faults = new PostgresFaults(server.name(), rules.clock());
        fresh = isMadeFresh(server, faults, clock);
        others = new Recollection(tuning.memory(), tuning.completions());
        pool = new PostgresPool(server, faults, rules);
        int connections = server.settings().connections();
        writers = new PostgresWriters(pool, faults, tuning, Math.max(1, connections - connections / 3));
        readers = new PostgresReaders(pool, faults);
        heartbeat = new Heartbeat(pool, clock);
        inventory = new SqlInventory(writers.on(Statements::wishes), readers, others);
        trail = new SqlAuditTrail(writers.on(Statements::audit), readers);
        restrictions = new SqlRestrictions(writers.on(Statements::restrictions), readers);
        leases = new SqlStreamLeases(writers.on(Statements::leases));
        nodes = new SqlNodes(writers.on(Statements::nodes));
    }

    /**
     * Opens the catalog, making or migrating its tables.
     *
     * @param retention says when stored files end; asked at each change, so that a reload takes effect
     * @param completions runs what depends on the futures of changes
     * @throws CatalogException where the database cannot be used, or a newer program made its tables; the message says why
     */
    public static PostgresCatalog open(PostgresSettings settings, Supplier<Retention> retention, Executor completions) {
        DatabaseClock clock = new DatabaseClock();
        Tuning tuning = Tuning.standard(completions, CommitListener.NONE).remembering(MEMORY);
        return open(settings, new Rules(clock, retention), clock, tuning);
    }

    static PostgresCatalog open(PostgresSettings settings, Rules rules, DatabaseClock clock, Tuning tuning) {
        PostgresCatalog catalog = new PostgresCatalog(new PostgresServer(settings), rules, clock, tuning);
        catalog.heartbeat.start();
        return catalog;
    }

    /**
     * Tries whether a catalog could be opened, and changes nothing.
     *
     * @throws CatalogException where it could not; the message says why
     */
    public static void check(PostgresSettings settings) {
        PostgresServer server = new PostgresServer(settings);
        try (Connection connection = server.connect()) {
            new PostgresMigration(Schema.postgresql(), server.name()).check(connection);
        } catch (SQLException e) {
            throw new PostgresFaults(server.name(), InstantSource.system()).broken(e);
        }
    }

    /**
     * Returns which processes use the catalog now; nothing where its tables are not there yet, and changes nothing.
     *
     * @throws CatalogException where it cannot be asked; the message says why
     */
    public static Optional<Company> company(PostgresSettings settings) {
        PostgresServer server = new PostgresServer(settings);
        try (Connection connection = server.connect()) {
            String tables = "SELECT 1 WHERE to_regclass('node') IS NOT NULL AND to_regclass('store') IS NOT NULL";
            if (new Prepared(connection, tables).first(row -> 1).isEmpty()) {
                return Optional.empty();
            }
            DatabaseClock clock = new DatabaseClock();
            Heartbeat.read(clock, new Prepared(connection, PostgresSession.TIME));
            List<Nodes.Node> living = new Prepared(connection, SqlNodes.LIVING)
                    .all(SqlNodes::read, clock.millis()).stream()
                            .map(Nodes.Living::node)
                            .toList();
            return new Prepared(connection, "SELECT id FROM store")
                    .first(row -> row.getString(1))
                    .map(store -> new Company(store, living));
        } catch (SQLException e) {
            throw new PostgresFaults(server.name(), InstantSource.system()).broken(e);
        }
    }

    /**
     * Who uses a catalog.
     *
     * @param store the id of its store
     */
    public record Company(String store, List<Nodes.Node> living) {}

    /** Makes the tables, sets the clock, and returns whether no store has used them yet. */
    private static boolean isMadeFresh(PostgresServer server, PostgresFaults faults, DatabaseClock clock) {
        try (Connection connection = server.connect()) {
            new PostgresMigration(Schema.postgresql(), server.name()).run(connection);
            Heartbeat.read(clock, new Prepared(connection, PostgresSession.TIME));
            Prepared store = new Prepared(connection, "SELECT id FROM store");
            return store.first(row -> row.getString(1)).isEmpty();
        } catch (SQLException e) {
            throw faults.broken(e);
        }
    }

    /** Returns the time of the database, which is that of all nodes. */
    public Clock clock() {
        return clock;
    }

    /** Returns whether no store belonged to the catalog when it was opened. */
    public boolean isFresh() {
        return fresh;
    }

    @Override
    public CompletableFuture<Reservation> reserve(Upload upload, Allowance allowance) {
        return writers.begin(false, on -> on.slots().reserve(upload, allowance));
    }

    @Override
    public CompletableFuture<Claim> claim(SlotId id, ClaimTerms terms) {
        return writers.begin(true, on -> on.slots().claim(id, terms));
    }

    @Override
    public CompletableFuture<Boolean> renew(Claim claim, Duration lease) {
        return writers.submit(false, true, on -> on.slots().renew(claim, lease));
    }

    @Override
    public CompletableFuture<Void> release(Claim claim) {
        return writers.submit(false, true, on -> {
            on.slots().release(claim);
            return null;
        });
    }

    @Override
    public CompletableFuture<Upload> commit(Claim claim, Sha256 digest) {
        return writers.submit(true, true, on -> on.slots().commit(claim, digest));
    }

    @Override
    public CompletableFuture<Upload> store(Upload arrived, Instant began, Sha256 digest) {
        return writers.submit(true, true, on -> on.slots().store(arrived, began, digest));
    }

    @Override
    public CompletableFuture<Claim> resume(SlotId id, long offset, ClaimTerms terms) {
        return writers.begin(true, on -> on.resuming().resume(id, offset, terms));
    }

    @Override
    public CompletableFuture<Void> append(Claim claim, Piece piece) {
        return writers.submit(true, on -> {
            on.resuming().append(claim, piece);
            return null;
        });
    }

    @Override
    public CompletableFuture<Upload> complete(Claim claim, Piece last, Sha256 digest) {
        return writers.submit(true, on -> on.resuming().complete(claim, last, digest));
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
        return writers.submit(true, on -> on.resuming().giveUp(id));
    }

    @Override
    public CompletableFuture<Optional<Upload>> find(SlotId id) {
        return readers.read(reader -> reader.find(id));
    }

    @Override
    public CompletableFuture<Boolean> delete(SlotId id, Removal removal) {
        return others.outlast(
                writers.submit(true, on -> on.removals().take(id, removal).isPresent()), Boolean::booleanValue);
    }

    @Override
    public CompletableFuture<Void> removed(SlotId id) {
        return writers.submit(true, on -> {
            on.removals().removed(id);
            return null;
        });
    }

    @Override
    public CompletableFuture<List<Upload>> dropAbandoned(int limit) {
        return writers.submit(false, on -> on.removals().dropAbandoned(limit));
    }

    @Override
    public CompletableFuture<List<Upload>> expire(int limit) {
        return writers.submit(true, on -> on.removals().expire(limit));
    }

    @Override
    public CompletableFuture<Integer> redate(int limit) {
        return writers.submit(false, on -> on.dating().step(limit));
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
        return writers.submit(false, on -> on.removals().forget(before, limit));
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
        return writers.submit(true, on -> on.facts().keys(candidates));
    }

    @Override
    public CompletableFuture<Void> addKeys(List<SigningKey> keys) {
        return writers.submit(true, on -> {
            on.facts().addKeys(keys);
            return null;
        });
    }

    @Override
    public CompletableFuture<String> storeId(String candidate) {
        return writers.submit(true, on -> on.facts().storeId(candidate));
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
        return writers.load();
    }

    @Override
    public Optional<Nodes> nodes() {
        return Optional.of(nodes);
    }

    @Override
    public StreamLeases streamLeases() {
        return leases;
    }

    @Override
    public DeliveryTables deliveries(RandomGenerator random) {
        return DeliveryTables.of(writers.on(Statements::deliveries), readers, rules, new Ids(random));
    }

    @Override
    public CheckResult check() {
        String problem = pool.problem();
        if (problem != null) {
            return CheckResult.failed(problem);
        }
        return readers.read(Reader::version)
                .handle((version, e) -> e == null ? CheckResult.OK : CheckResult.failed(String.valueOf(e.getMessage())))
                .join();
    }

    @Override
    public void close() {
        writers.close();
        heartbeat.close();
        pool.close();
    }
}
