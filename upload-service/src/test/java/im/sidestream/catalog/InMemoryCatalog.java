package im.sidestream.catalog;

import im.sidestream.slot.Catalog;
import im.sidestream.slot.CheckResult;
import im.sidestream.slot.Claim;
import im.sidestream.slot.ClaimTerms;
import im.sidestream.slot.Quota;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Retention;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.SigningKey;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Stored;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A catalog that forgets everything with its process; every future it returns is complete. Open for tests that let it fail. */
public class InMemoryCatalog implements Catalog {
    private final InstantSource clock;
    private final Map<SlotId, Row> rows = new LinkedHashMap<>();
    private final TreeMap<Instant, Map<String, Long>> hours = new TreeMap<>();
    private final List<SigningKey> keys = new ArrayList<>();
    private @Nullable String storeId;

    public InMemoryCatalog(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized CompletableFuture<Upload> reserve(Upload upload, Quota quota) {
        if (rows.containsKey(upload.id())) {
            return CompletableFuture.failedFuture(new IllegalStateException("reserved already"));
        }
        String owner = owner(upload);
        long size = upload.request().size();
        if (count(owner) > quota.total() - size) {
            return refuse(Refusal.of(Reason.QUOTA_EXCEEDED, "total"));
        }
        Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
        if (quota.daily() != Quota.UNLIMITED && today(owner, hour) > quota.daily() - size) {
            return refuse(dayOver(owner, hour, quota.daily() - size));
        }
        rows.put(upload.id(), new Row(upload, hour));
        hours.computeIfAbsent(hour, h -> new LinkedHashMap<>()).merge(owner, size, Long::sum);
        return CompletableFuture.completedFuture(upload);
    }

    private static String owner(Upload upload) {
        return upload.request().service() + " " + upload.request().owner();
    }

    private long count(String owner) {
        return rows.values().stream()
                .filter(row -> row.upload.state() != UploadState.DELETING)
                .filter(row -> owner(row.upload).equals(owner))
                .mapToLong(row -> row.upload.request().size())
                .sum();
    }

    private long today(String owner, Instant hour) {
        return hours.tailMap(hour.minus(Duration.ofHours(24)), false).values().stream()
                .mapToLong(owners -> owners.getOrDefault(owner, 0L))
                .sum();
    }

    private Refusal dayOver(String owner, Instant now, long allowed) {
        return hours.keySet().stream()
                .map(hour -> hour.plus(Duration.ofHours(24)))
                .filter(end -> end.isAfter(now) && today(owner, end) <= allowed)
                .findFirst()
                .filter(end -> allowed >= 0)
                .map(end -> Refusal.until(end, Reason.QUOTA_EXCEEDED, "day"))
                .orElseGet(() -> Refusal.of(Reason.QUOTA_EXCEEDED, "day"));
    }

    @Override
    public synchronized CompletableFuture<Claim> claim(SlotId id, ClaimTerms terms) {
        Instant now = clock.instant();
        Row row = rows.get(id);
        if (row == null || !row.claimable(now)) {
            return refuse(whyNot(row, now));
        }
        if (row.upload.state() == UploadState.ISSUED) {
            row.retryUntil = now.plus(terms.retry());
        }
        row.leaseUntil = now.plus(terms.lease());
        row.become(UploadState.RECEIVING, row.upload.attempt() + 1, terms.directory(), null);
        return CompletableFuture.completedFuture(new Claim(row.upload, row.leaseUntil));
    }

    private static Refusal whyNot(@Nullable Row row, Instant now) {
        Stored stored = row == null ? null : row.upload.stored();
        if (row != null && row.upload.state() == UploadState.DELETING) {
            return Refusal.of(Reason.GONE, "gone");
        }
        if (stored != null) {
            return Refusal.alreadyStored(stored);
        }
        if (row != null && row.upload.state() == UploadState.RECEIVING && row.leaseUntil.isAfter(now)) {
            return Refusal.until(row.leaseUntil, Reason.IN_PROGRESS, "running");
        }
        return Refusal.of(Reason.SLOT_EXPIRED, "expired");
    }

    @Override
    public synchronized CompletableFuture<Boolean> renew(Claim claim, Duration lease) {
        Instant until = clock.instant().plus(lease);
        Optional<Row> row = held(claim);
        row.ifPresent(r -> r.renew(until, until.plus(SILENCE)));
        return CompletableFuture.completedFuture(row.isPresent());
    }

    @Override
    public synchronized CompletableFuture<Void> release(Claim claim) {
        held(claim).ifPresent(r -> r.renew(clock.instant(), clock.instant()));
        return CompletableFuture.completedFuture(null);
    }

    private Optional<Row> held(Claim claim) {
        return Optional.ofNullable(rows.get(claim.id()))
                .filter(row -> row.upload.state() == UploadState.RECEIVING && row.upload.attempt() == claim.attempt());
    }

    @Override
    public synchronized CompletableFuture<Upload> commit(Claim claim, Sha256 digest) {
        Optional<Row> row = held(claim);
        if (row.isEmpty()) {
            return alreadyOwn(claim.upload(), digest, Instant.MIN);
        }
        Stored stored = new Stored(claim.upload().request().size(), digest, clock.instant());
        row.get().become(UploadState.STORED, claim.attempt(), claim.upload().directory(), stored);
        return CompletableFuture.completedFuture(row.get().upload);
    }

    private CompletableFuture<Upload> alreadyOwn(Upload asked, Sha256 digest, Instant now) {
        Row row = rows.get(asked.id());
        Stored stored = row == null ? null : row.upload.stored();
        if (row != null
                && stored != null
                && row.upload.state() == UploadState.STORED
                && row.upload.attempt() == asked.attempt()
                && stored.digest().equals(digest)) {
            return CompletableFuture.completedFuture(row.upload);
        }
        return refuse(whyNot(row, now));
    }

    @Override
    public synchronized CompletableFuture<Upload> store(Upload arrived, Instant began, Sha256 digest) {
        Row row = rows.get(arrived.id());
        if (row == null
                || row.upload.state() != UploadState.ISSUED
                || !row.upload.deadline().isAfter(began)) {
            return alreadyOwn(arrived, digest, clock.instant());
        }
        Stored stored = new Stored(arrived.request().size(), digest, clock.instant());
        row.become(UploadState.STORED, arrived.attempt(), arrived.directory(), stored);
        return CompletableFuture.completedFuture(row.upload);
    }

    @Override
    public synchronized CompletableFuture<Optional<Upload>> find(SlotId id) {
        return CompletableFuture.completedFuture(
                Optional.ofNullable(rows.get(id)).map(row -> row.upload));
    }

    @Override
    public synchronized CompletableFuture<Boolean> delete(SlotId id) {
        Row row = rows.get(id);
        if (row == null || row.upload.state() != UploadState.STORED) {
            return CompletableFuture.completedFuture(false);
        }
        row.gone(clock.instant());
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public synchronized CompletableFuture<Void> removed(SlotId id) {
        Row row = rows.get(id);
        if (row != null && row.upload.state() == UploadState.DELETING) {
            row.blobRemoved = true;
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletableFuture<List<Upload>> dropAbandoned(int limit) {
        List<Row> dropped = rows(limit, row -> row.abandoned(clock.instant()));
        for (Row row : dropped) {
            rows.remove(row.upload.id());
            hours.getOrDefault(row.hour, Map.of())
                    .computeIfPresent(
                            owner(row.upload),
                            (owner, bytes) -> bytes - row.upload.request().size());
        }
        return uploads(dropped);
    }

    @Override
    public synchronized CompletableFuture<List<Upload>> expire(Retention retention, int limit) {
        Instant now = clock.instant();
        List<Row> over = rows(
                limit,
                row -> row.upload.state() == UploadState.STORED
                        && retention
                                .expiry(row.upload)
                                .filter(end -> !end.isAfter(now))
                                .isPresent());
        over.forEach(row -> row.gone(now));
        return uploads(over);
    }

    @Override
    public synchronized CompletableFuture<List<Upload>> stored(@Nullable SlotId after, int limit) {
        return CompletableFuture.completedFuture(rows.values().stream()
                .map(row -> row.upload)
                .filter(upload -> upload.state() == UploadState.STORED)
                .filter(upload -> after == null || upload.id().value().compareTo(after.value()) > 0)
                .sorted(Comparator.comparing(upload -> upload.id().value()))
                .limit(limit)
                .toList());
    }

    @Override
    public synchronized CompletableFuture<List<Upload>> awaitingRemoval(int limit) {
        return uploads(rows(limit, row -> row.upload.state() == UploadState.DELETING && !row.blobRemoved));
    }

    @Override
    public synchronized CompletableFuture<Integer> forget(Instant before, int limit) {
        List<Row> old = rows(limit, row -> row.blobRemoved && row.goneAt.isBefore(before));
        old.forEach(row -> rows.remove(row.upload.id()));
        return CompletableFuture.completedFuture(old.size());
    }

    @Override
    public synchronized CompletableFuture<Long> used(String service, String owner) {
        return CompletableFuture.completedFuture(count(service + " " + owner));
    }

    @Override
    public synchronized CompletableFuture<List<SigningKey>> keys(List<SigningKey> candidates) {
        Set<SigningKey.Use> had = keys.stream().map(SigningKey::use).collect(Collectors.toSet());
        keys.addAll(
                0, candidates.stream().filter(key -> !had.contains(key.use())).toList());
        return CompletableFuture.completedFuture(List.copyOf(keys));
    }

    @Override
    public synchronized CompletableFuture<Void> addKeys(List<SigningKey> added) {
        keys.addAll(0, added);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletableFuture<String> storeId(String candidate) {
        String id = storeId == null ? candidate : storeId;
        storeId = id;
        return CompletableFuture.completedFuture(id);
    }

    @Override
    public CheckResult check() {
        return CheckResult.OK;
    }

    @Override
    public void close() {}

    private List<Row> rows(int limit, Predicate<Row> wanted) {
        return rows.values().stream().filter(wanted).limit(limit).toList();
    }

    private static CompletableFuture<List<Upload>> uploads(List<Row> rows) {
        return CompletableFuture.completedFuture(
                rows.stream().map(row -> row.upload).toList());
    }

    private static <T> CompletableFuture<T> refuse(Refusal refusal) {
        return CompletableFuture.failedFuture(refusal);
    }

    private static final class Row {
        private final Instant hour;
        private Upload upload;
        private Instant leaseUntil = Instant.MIN;
        private Instant retryUntil = Instant.MIN;
        private Instant goneAt = Instant.MAX;
        private boolean blobRemoved;

        Row(Upload upload, Instant hour) {
            this.upload = upload;
            this.hour = hour;
        }

        boolean claimable(Instant now) {
            return switch (upload.state()) {
                case ISSUED -> now.isBefore(upload.deadline());
                case RECEIVING -> !leaseUntil.isAfter(now) && now.isBefore(retryUntil);
                case STORED, DELETING -> false;
            };
        }

        void renew(Instant lease, Instant leastRetry) {
            leaseUntil = lease;
            retryUntil = retryUntil.isBefore(leastRetry) ? leastRetry : retryUntil;
        }

        boolean abandoned(Instant now) {
            return (upload.state() == UploadState.ISSUED || upload.state() == UploadState.RECEIVING)
                    && !upload.deadline().isAfter(now)
                    && !leaseUntil.isAfter(now)
                    && !retryUntil.isAfter(now);
        }

        void gone(Instant at) {
            goneAt = at;
            become(UploadState.DELETING, upload.attempt(), upload.directory(), upload.stored());
        }

        void become(UploadState state, int attempt, String directory, @Nullable Stored stored) {
            upload = new Upload(upload.id(), upload.request(), upload.deadline(), state, attempt, directory, stored);
        }
    }
}
