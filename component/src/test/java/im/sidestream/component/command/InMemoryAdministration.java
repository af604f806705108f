package im.sidestream.component.command;

import im.sidestream.slot.AuditRecord;
import im.sidestream.slot.OwnUpload;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.ServiceAdministration;
import im.sidestream.slot.Usage;
import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Administration of the files of {@link InMemoryUploads}; remembers who did what. */
final class InMemoryAdministration implements ServiceAdministration {

    final InMemoryUploads uploads;
    final List<String> done = new CopyOnWriteArrayList<>();
    final List<Block> blocks = new CopyOnWriteArrayList<>();
    final Map<String, String> limits =
            Collections.synchronizedMap(new LinkedHashMap<>(Map.of("policy.max-file-size", "100MiB")));
    private boolean maintenance;

    InMemoryAdministration(InMemoryUploads uploads) {
        this.uploads = uploads;
    }

    private static <T> CompletableFuture<T> is(T value) {
        return CompletableFuture.completedFuture(value);
    }

    private static <T> CompletableFuture<T> refused(Reason reason, String why) {
        return CompletableFuture.failedFuture(Refusal.of(reason, why));
    }

    @Override
    public CompletableFuture<Statistics> statistics() {
        return is(new Statistics(uploads.files.size(), 5000, new Usage.Amount(6000, 7), 2, -1));
    }

    @Override
    public CompletableFuture<List<Usage>> biggestOwners(int limit) {
        return is(uploads.files.stream()
                .map(file -> file.upload().request().owner())
                .distinct()
                .limit(limit)
                .map(jid -> new Usage(
                        new Owner(InMemoryUploads.SERVICE, jid),
                        Map.of(Purpose.MESSAGE, new Usage.Amount(10, 1)),
                        Usage.Amount.NONE))
                .toList());
    }

    @Override
    public CompletableFuture<Page<OwnUpload>> search(Search search, @Nullable String after, int limit) {
        List<OwnUpload> found = uploads.files.stream()
                .filter(file -> search.matches(file.upload()))
                .toList();
        return is(InMemoryUploads.page(found, after, limit));
    }

    @Override
    public CompletableFuture<OwnUpload> remove(String linkOrId, String by) {
        for (OwnUpload file : List.copyOf(uploads.files)) {
            if (linkOrId.contains(file.upload().id().value())) {
                uploads.files.remove(file);
                done.add("remove by " + by);
                return is(file);
            }
        }
        return linkOrId.startsWith("http")
                ? refused(Reason.NOT_FOUND, "There is no such file.")
                : refused(Reason.INVALID_REQUEST, "That is no link.");
    }

    @Override
    public CompletableFuture<Long> purge(String jid, String by) {
        done.add("purge " + jid + " by " + by);
        return uploads.deleteAll(new Owner(InMemoryUploads.SERVICE, jid));
    }

    @Override
    public CompletableFuture<Long> purge(String jid, Instant before, String by) {
        done.add("purge " + jid + " before " + before + " by " + by);
        return is(1L);
    }

    @Override
    public CompletableFuture<URI> export(String jid, String by) {
        done.add("export " + jid + " by " + by);
        return is(URI.create("https://up.example.org/f/export/" + jid + ".json"));
    }

    @Override
    public CompletableFuture<Long> erase(String jid, String by) {
        done.add("erase " + jid + " by " + by);
        return uploads.erase(new Owner(InMemoryUploads.SERVICE, jid));
    }

    @Override
    public CompletableFuture<List<Block>> blocks() {
        return is(List.copyOf(blocks));
    }

    @Override
    public CompletableFuture<Void> block(Block.Kind kind, String pattern, String by) {
        if (pattern.contains(" ")) {
            return refused(Reason.INVALID_REQUEST, "That is no pattern.");
        }
        blocks.add(new Block(kind, pattern, InMemoryUploads.STORED, by));
        return CompletableFuture.allOf();
    }

    @Override
    public CompletableFuture<Boolean> unblock(Block.Kind kind, String pattern, String by) {
        return is(
                blocks.removeIf(block -> block.kind() == kind && block.pattern().equals(pattern)));
    }

    @Override
    public CompletableFuture<Map<String, String>> limits() {
        return is(new LinkedHashMap<>(limits));
    }

    @Override
    public CompletableFuture<Void> changeLimit(String key, @Nullable String value, String by) {
        if (!limits.containsKey(key) || "lots".equals(value)) {
            return refused(Reason.INVALID_REQUEST, "expected a size");
        }
        limits.put(key, value == null ? "as configured" : value);
        return CompletableFuture.allOf();
    }

    @Override
    public CompletableFuture<Page<AuditRecord>> audit(@Nullable String owner, @Nullable String after, int limit) {
        List<AuditRecord> records = uploads.files.stream()
                .filter(file -> owner == null || file.upload().request().owner().equals(owner))
                .map(file -> new AuditRecord(
                        InMemoryUploads.STORED,
                        AuditRecord.Action.EXPIRED,
                        file.upload().id(),
                        file.upload().request().owner(),
                        FileList.name(file),
                        5,
                        "",
                        "service"))
                .toList();
        return is(InMemoryUploads.page(records, after, limit));
    }

    @Override
    public CompletableFuture<Void> maintain(boolean on, String by) {
        maintenance = on;
        done.add("maintain " + on + " by " + by);
        return CompletableFuture.allOf();
    }

    @Override
    public boolean inMaintenance() {
        return maintenance;
    }
}
