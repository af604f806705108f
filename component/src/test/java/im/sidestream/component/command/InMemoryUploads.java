package im.sidestream.component.command;

import im.sidestream.slot.Bucket;
import im.sidestream.slot.FileName;
import im.sidestream.slot.Limits;
import im.sidestream.slot.MediaType;
import im.sidestream.slot.OwnUpload;
import im.sidestream.slot.OwnUploads;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Quota;
import im.sidestream.slot.Rate;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.Stored;
import im.sidestream.slot.Upload;
import im.sidestream.slot.Usage;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The files of everybody, in a list. */
final class InMemoryUploads implements OwnUploads {

    static final String SERVICE = "upload.example.org";
    static final Instant STORED = Instant.parse("2026-08-29T12:00:00Z");

    final List<OwnUpload> files = new CopyOnWriteArrayList<>();
    final List<String> erased = new CopyOnWriteArrayList<>();
    Duration longestKeep = Duration.ofDays(365);
    /** Whether files end at all where nobody keeps them longer. */
    boolean ending = true;
    /** What every request waits for. */
    CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

    SlotId add(String jid, String name, long size) {
        SlotId id = new SlotId(String.format("%027d", files.size()));
        SlotRequest request = new SlotRequest(
                SERVICE,
                jid,
                new FileName(name),
                size,
                MediaType.parse("image/png").orElseThrow(),
                Purpose.MESSAGE,
                null);
        Stored stored = new Stored(size, Sha256.of(new byte[32]), STORED);
        Upload upload = Upload.issued(id, request, STORED).completed(stored);
        URI link = URI.create("https://up.example.org/f/" + id + "/" + new FileName(name).pathSegment());
        files.add(0, new OwnUpload(upload, link, null, false, 3));
        return id;
    }

    OwnUpload get(SlotId id) {
        return files.stream()
                .filter(file -> file.upload().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    boolean has(SlotId id) {
        return files.stream().anyMatch(file -> file.upload().id().equals(id));
    }

    private List<OwnUpload> of(Owner owner) {
        return files.stream().filter(file -> isOf(file, owner)).toList();
    }

    private static boolean isOf(OwnUpload file, Owner owner) {
        SlotRequest request = file.upload().request();
        return request.owner().equals(owner.jid()) && request.service().equals(owner.service());
    }

    /** Pages of a longer list that begins with so many whose time is over. */
    int over;

    private <T> Page<T> living(List<T> all, @Nullable String after, int limit) {
        int from = after == null ? 0 : Integer.parseInt(after);
        if (from < over) {
            return new Page<>(List.of(), Integer.toString(from + 1));
        }
        Page<T> page = page(all, Integer.toString(from - over), limit);
        String next = page.next();
        return new Page<>(page.items(), next == null ? null : Integer.toString(Integer.parseInt(next) + over));
    }

    static <T> Page<T> page(List<T> all, @Nullable String after, int limit) {
        if (limit < 1 || limit > 500) {
            throw new IllegalArgumentException("limit " + limit);
        }
        int from = after == null ? 0 : Integer.parseInt(after);
        int to = Math.min(all.size(), from + limit);
        return new Page<>(all.subList(from, to), to < all.size() ? Integer.toString(to) : null);
    }

    @Override
    public CompletableFuture<Page<OwnUpload>> list(Owner owner, @Nullable String after, int limit) {
        return gate.thenApply(open -> living(of(owner), after, limit));
    }

    @Override
    public CompletableFuture<OwnUpload> find(Owner owner, SlotId id) {
        return of(owner).stream()
                .filter(file -> file.upload().id().equals(id))
                .findFirst()
                .map(file -> gate.thenApply(open -> file))
                .orElseGet(
                        () -> CompletableFuture.failedFuture(Refusal.of(Reason.NOT_FOUND, "There is no such file.")));
    }

    @Override
    public CompletableFuture<Usage> usage(Owner owner) {
        long bytes = of(owner).stream()
                .mapToLong(file -> file.upload().request().size())
                .sum();
        Usage.Amount amount = new Usage.Amount(bytes, of(owner).size());
        return CompletableFuture.completedFuture(new Usage(owner, Map.of(Purpose.MESSAGE, amount), amount));
    }

    @Override
    public Limits limits(Owner owner) {
        return new Limits(
                "default",
                Map.of(Purpose.MESSAGE, new Bucket(100L << 20, Quota.UNLIMITED, Duration.ofDays(30))),
                new Quota(1L << 30, Quota.UNLIMITED),
                new Rate(60, Duration.ofMinutes(1)),
                longestKeep);
    }

    private CompletableFuture<OwnUpload> change(Owner owner, SlotId id, UnaryOperator<OwnUpload> change) {
        return find(owner, id).thenApply(file -> {
            OwnUpload changed = change.apply(file);
            files.set(files.indexOf(file), changed);
            return changed;
        });
    }

    @Override
    public CompletableFuture<Void> delete(Owner owner, SlotId id) {
        return find(owner, id).thenAccept(files::remove);
    }

    @Override
    public CompletableFuture<Long> deleteAll(Owner owner) {
        long count = of(owner).size();
        return gate.thenApply(open -> {
            files.removeAll(of(owner));
            return count;
        });
    }

    @Override
    public CompletableFuture<Instant> keep(Owner owner, SlotId id, Instant until) {
        if (until.isAfter(STORED.plus(longestKeep))) {
            return CompletableFuture.failedFuture(Refusal.of(Reason.NOT_ALLOWED, "That is too long."));
        }
        return ending
                ? change(owner, id, f -> new OwnUpload(f.upload(), f.link(), until, f.withdrawn(), f.downloads()))
                        .thenApply(OwnUpload::expires)
                : find(owner, id).thenApply(file -> Instant.MAX);
    }

    @Override
    public CompletableFuture<Void> withdraw(Owner owner, SlotId id) {
        return change(owner, id, f -> new OwnUpload(f.upload(), f.link(), f.expires(), true, f.downloads()))
                .thenAccept(done -> {});
    }

    @Override
    public CompletableFuture<Void> restore(Owner owner, SlotId id) {
        return change(owner, id, f -> new OwnUpload(f.upload(), f.link(), f.expires(), false, f.downloads()))
                .thenAccept(done -> {});
    }

    @Override
    public CompletableFuture<URI> export(Owner owner) {
        return CompletableFuture.completedFuture(URI.create("https://up.example.org/f/export/data.json"));
    }

    @Override
    public CompletableFuture<Long> erase(Owner owner) {
        erased.add(owner.jid());
        return deleteAll(owner);
    }
}
