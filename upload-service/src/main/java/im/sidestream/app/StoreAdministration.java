package im.sidestream.app;

import im.sidestream.config.ConfigException;
import im.sidestream.slot.AuditRecord;
import im.sidestream.slot.Inventory;
import im.sidestream.slot.OwnUpload;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Removal;
import im.sidestream.slot.ServiceAdministration;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Usage;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Administers one service over its store. Thread-safe. */
final class StoreAdministration implements ServiceAdministration {
    /** What the audit trail remembers of who was told what is known of an account. */
    private static final String EXPORTED = "exported an account";

    private static final int LONGEST_PAGE = 500;
    /** So much is read for one page of a search, about half a second's work. */
    private static final int LONGEST_SEARCH = 50_000;

    private final String service;
    private final Store store;
    private final OwnerAccess access;
    private final StandingPolicy policy;
    private final Executor threads;

    StoreAdministration(String service, Store store, OwnerAccess access, StandingPolicy policy, Executor threads) {
        this.service = service;
        this.store = store;
        this.access = access;
        this.policy = policy;
        this.threads = threads;
    }

    @Override
    public CompletableFuture<Statistics> statistics() {
        return CompletableFuture.supplyAsync(
                () -> {
                    Inventory.Holdings holdings =
                            store.inventory().holdings(service).join();
                    Usage.Amount all = holdings.reserved();
                    return new Statistics(
                            all.files() - holdings.open().files(),
                            all.bytes() - holdings.open().bytes(),
                            all,
                            holdings.owners(),
                            freeBytes());
                },
                threads);
    }

    private long freeBytes() {
        try {
            return store.blobs().freeBytes();
        } catch (IOException e) {
            return -1;
        }
    }

    @Override
    public CompletableFuture<List<Usage>> biggestOwners(int limit) {
        return CompletableFuture.supplyAsync(
                () -> store.inventory().biggestOwners(service, limit).join().stream()
                        .map(jid ->
                                store.catalog().usage(new Owner(service, jid)).join())
                        .toList(),
                threads);
    }

    @Override
    public CompletableFuture<Page<OwnUpload>> search(Search search, @Nullable String after, int limit) {
        if (limit < 1 || limit > LONGEST_PAGE) {
            return refuse("A page has 1 to " + LONGEST_PAGE + " files.");
        }
        return CompletableFuture.supplyAsync(() -> found(search, after, limit), threads);
    }

    private Page<OwnUpload> found(Search search, @Nullable String after, int limit) {
        List<Inventory.Entry> found = new ArrayList<>();
        String next = after;
        for (int looked = 0; looked < LONGEST_SEARCH; looked += LONGEST_PAGE) {
            Page<Inventory.Entry> rows = rows(search.owner(), next);
            for (Inventory.Entry row : rows.items()) {
                if (search.matches(row.upload())) {
                    found.add(row);
                }
                if (found.size() == limit) {
                    return access.views().page(new Page<>(found, row.cursor()));
                }
            }
            next = rows.next();
            if (next == null) {
                break;
            }
        }
        return access.views().page(new Page<>(found, next));
    }

    private Page<Inventory.Entry> rows(@Nullable String owner, @Nullable String after) {
        Inventory inventory = store.inventory();
        return (owner == null
                        ? inventory.ofService(service, after, LONGEST_PAGE)
                        : inventory.ofOwner(new Owner(service, owner), after, LONGEST_PAGE))
                .join();
    }

    @Override
    public CompletableFuture<OwnUpload> remove(String linkOrId, String by) {
        Optional<SlotId> id =
                SlotId.parse(linkOrId.strip()).or(() -> access.links().id(linkOrId));
        if (id.isEmpty()) {
            return refuse("This is neither a link of this service nor an id.");
        }
        return access.views()
                .find(id.get(), upload -> upload.request().service().equals(service))
                .thenCompose(file ->
                        access.deletion().delete(id.get(), byAdministrator(by)).thenApply(done -> file));
    }

    static Removal byAdministrator(String by) {
        return new Removal(AuditRecord.Action.ADMINISTRATOR, by);
    }

    @Override
    public CompletableFuture<Long> purge(String jid, String by) {
        return access.clearance().clear(new Owner(service, jid), byAdministrator(by));
    }

    @Override
    public CompletableFuture<Long> purge(String jid, Instant before, String by) {
        return access.clearance().clear(new Owner(service, jid), before, byAdministrator(by));
    }

    @Override
    public CompletableFuture<URI> export(String jid, String by) {
        return access.exporter()
                .export(new Owner(service, jid))
                .thenCompose(link ->
                        store.audit().changed(service, jid, EXPORTED, by).thenApply(done -> link));
    }

    @Override
    public CompletableFuture<Long> erase(String jid, String by) {
        return access.clearance().erase(new Owner(service, jid), byAdministrator(by));
    }

    @Override
    public CompletableFuture<List<Block>> blocks() {
        return store.restrictions().blocks(service);
    }

    @Override
    public CompletableFuture<Void> block(Block.Kind kind, String pattern, String by) {
        Optional<String> meant = kind.pattern(pattern);
        return meant.isEmpty()
                ? refuse(misunderstood(kind))
                : store.restrictions().block(service, kind, meant.get(), by).thenRunAsync(policy::refresh, threads);
    }

    private static String misunderstood(Block.Kind kind) {
        return kind == Block.Kind.USER
                ? "A bare JID, a domain or *.domain is needed."
                : "A media type such as image/png, or image/* for all of a kind, is needed.";
    }

    @Override
    public CompletableFuture<Boolean> unblock(Block.Kind kind, String pattern, String by) {
        Optional<String> meant = kind.pattern(pattern);
        return meant.isEmpty()
                ? refuse(misunderstood(kind))
                : store.restrictions()
                        .unblock(service, kind, meant.get(), by)
                        .thenApplyAsync(was -> refreshed(was), threads);
    }

    private boolean refreshed(boolean answer) {
        policy.refresh();
        return answer;
    }

    @Override
    public CompletableFuture<Map<String, String>> limits() {
        return CompletableFuture.completedFuture(policy.limits());
    }

    @Override
    public CompletableFuture<Void> changeLimit(String key, @Nullable String value, String by) {
        try {
            if (value == null) {
                policy.requireLimit(key);
            } else {
                policy.requireAcceptable(key, value);
            }
        } catch (ConfigException e) {
            return refuse(e.line());
        }
        return store.restrictions().limit(service, key, value, by).thenRunAsync(policy::refresh, threads);
    }

    @Override
    public CompletableFuture<Page<AuditRecord>> audit(@Nullable String owner, @Nullable String after, int limit) {
        if (limit < 1 || limit > LONGEST_PAGE) {
            return refuse("A page has 1 to " + LONGEST_PAGE + " records.");
        }
        return store.audit().records(service, owner, after, limit);
    }

    @Override
    public CompletableFuture<Void> maintain(boolean maintenance, String by) {
        if (policy.inMaintenance() == maintenance) {
            return CompletableFuture.completedFuture(null);
        }
        policy.maintain(maintenance);
        return store.audit().changed(service, null, maintenance ? "maintenance on" : "maintenance off", by);
    }

    @Override
    public boolean inMaintenance() {
        return policy.inMaintenance();
    }

    private static <T> CompletableFuture<T> refuse(String message) {
        return CompletableFuture.failedFuture(Refusal.of(Reason.INVALID_REQUEST, message));
    }
}
