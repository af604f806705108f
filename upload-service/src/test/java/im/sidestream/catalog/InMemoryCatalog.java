package im.sidestream.catalog;

import im.sidestream.slot.Allowance;
import im.sidestream.slot.Catalog;
import im.sidestream.slot.CheckResult;
import im.sidestream.slot.Claim;
import im.sidestream.slot.ClaimTerms;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Piece;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Quota;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Removal;
import im.sidestream.slot.Reservation;
import im.sidestream.slot.Resumption;
import im.sidestream.slot.Retention;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.SigningKey;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.Stored;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import im.sidestream.slot.Usage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A catalog that forgets everything with its process; every future it returns is complete. Open for tests that let it fail. */
public class InMemoryCatalog implements Catalog {
    private static final Duration DAY = Duration.ofHours(24);

    private final InstantSource clock;
    private final Supplier<Retention> retention;
    private final Map<SlotId, Row> rows = new LinkedHashMap<>();
    private final TreeMap<Instant, Map<String, Usage.Amount>> hours = new TreeMap<>();
    private final List<SigningKey> keys = new ArrayList<>();
    private final Deque<SlotId> undated = new ArrayDeque<>();
    private @Nullable String dating;
    private @Nullable String storeId;

    public InMemoryCatalog(InstantSource clock) {
        this(clock, () -> Retention.FOREVER);
    }

    public InMemoryCatalog(InstantSource clock, Supplier<Retention> retention) {
        this.clock = clock;
        this.retention = retention;
    }

    @Override
    public synchronized CompletableFuture<Reservation> reserve(Upload upload, Allowance allowance) {
        if (rows.containsKey(upload.id())) {
            return CompletableFuture.failedFuture(new IllegalStateException("reserved already"));
        }
        SlotRequest request = upload.request();
        Optional<Refusal> refusal = lack(request, allowance, Set.of());
        List<Upload> evicted = List.of();
        if (refusal.isPresent()) {
            giveUp(request);
            refusal = lack(request, allowance, Set.of());
        }
        if (refusal.isPresent() && allowance.evicts()) {
            evicted = evict(request, allowance);
            refusal = lack(request, allowance, Set.of());
        }
        if (refusal.isPresent()) {
            return refuse(refusal.get());
        }
        Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
        rows.put(upload.id(), new Row(upload, hour));
        hours.computeIfAbsent(hour, h -> new LinkedHashMap<>())
                .merge(owner(request), new Usage.Amount(request.size(), 1), InMemoryCatalog::plus);
        return CompletableFuture.completedFuture(new Reservation(upload, evicted));
    }

    private Optional<Refusal> lack(SlotRequest request, Allowance allowance, Set<Row> gone) {
        Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
        boolean full = isFull(request, allowance, Instant.MIN, gone);
        boolean dayFull = isDayFull(request, allowance.quota(), hour);
        if (bytes(row -> row.service().equals(request.service())) > allowance.service() - request.size()) {
            return Optional.of(Refusal.of(full || dayFull ? Reason.QUOTA_EXCEEDED : Reason.STORAGE_FULL, "service"));
        }
        if (!full && !dayFull) {
            return Optional.empty();
        }
        Optional<Instant> room = full ? roomAt(request, allowance, gone) : Optional.of(Instant.MIN);
        Optional<Instant> day = dayFull ? dayAt(request, allowance.quota()) : Optional.of(Instant.MIN);
        return Optional.of(room.flatMap(one -> day.map(other -> one.isAfter(other) ? one : other))
                .map(time -> Refusal.until(time, Reason.QUOTA_EXCEEDED, "share"))
                .orElseGet(() -> Refusal.of(Reason.QUOTA_EXCEEDED, "share")));
    }

    private Optional<Instant> roomAt(SlotRequest request, Allowance allowance, Set<Row> gone) {
        return rows.values().stream()
                .filter(row -> isOf(row, request))
                .flatMap(row -> row.end(retention, clock.instant()).stream())
                .sorted()
                .filter(end -> !isFull(request, allowance, end, gone))
                .findFirst();
    }

    private Optional<Instant> dayAt(SlotRequest request, Quota quota) {
        return hours.keySet().stream()
                .map(one -> one.plus(DAY))
                .filter(end -> !isDayFull(request, quota, end))
                .findFirst();
    }

    private boolean isFull(SlotRequest request, Allowance allowance, Instant when, Set<Row> gone) {
        Predicate<Row> then = row -> isOf(row, request)
                && !gone.contains(row)
                && row.end(retention, clock.instant())
                        .filter(end -> !end.isAfter(when))
                        .isEmpty();
        long all = rows.values().stream().filter(then).mapToLong(Row::size).sum();
        long same = rows.values().stream()
                .filter(then.and(row -> row.upload.request().purpose() == request.purpose()))
                .mapToLong(Row::size)
                .sum();
        return all > allowance.quota().total() - request.size() || same > allowance.bucket() - request.size();
    }

    private boolean isDayFull(SlotRequest request, Quota quota, Instant hour) {
        Usage.Amount day = day(owner(request), hour);
        return day.bytes() > quota.daily() - request.size() || day.files() >= quota.dailyFiles();
    }

    private Usage.Amount day(String owner, Instant hour) {
        return hours.tailMap(hour.minus(DAY), false).values().stream()
                .map(owners -> owners.getOrDefault(owner, Usage.Amount.NONE))
                .reduce(Usage.Amount.NONE, InMemoryCatalog::plus);
    }

    private static Usage.Amount plus(Usage.Amount one, Usage.Amount other) {
        return new Usage.Amount(one.bytes() + other.bytes(), one.files() + other.files());
    }

    private void giveUp(SlotRequest request) {
        Instant now = clock.instant();
        rows(Integer.MAX_VALUE, row -> isOf(row, request) && row.isOver(retention, now))
                .forEach(row -> row.gone(now));
        for (Row row : rows(Integer.MAX_VALUE, row -> isOf(row, request) && row.abandoned(now))) {
            giveBackHour(row);
            drop(row, row.upload.attempt() == 0);
        }
    }

    private List<Upload> evict(SlotRequest request, Allowance allowance) {
        List<Row> chosen = new ArrayList<>();
        for (Row row : rows(Integer.MAX_VALUE, row -> isOf(row, request) && row.isMessage())) {
            chosen.add(row);
            if (lack(request, allowance, Set.copyOf(chosen)).isEmpty()) {
                chosen.forEach(one -> one.gone(clock.instant()));
                return chosen.stream().map(one -> one.upload).toList();
            }
        }
        return List.of();
    }

    private static boolean isOf(Row row, SlotRequest request) {
        return row.upload.state() != UploadState.DELETING
                && owner(row.upload.request()).equals(owner(request));
    }

    private static String owner(SlotRequest request) {
        return request.service() + " " + request.owner();
    }

    private long bytes(Predicate<SlotRequest> whose) {
        return rows.values().stream()
                .filter(row -> row.upload.state() != UploadState.DELETING)
                .filter(row -> whose.test(row.upload.request()))
                .mapToLong(Row::size)
                .sum();
    }

    @Override
    public synchronized CompletableFuture<Claim> claim(SlotId id, ClaimTerms terms) {
        Instant now = clock.instant();
        Row row = rows.get(id);
        if (row == null || row.isTooLate(now) || !row.claimable(now)) {
            return refuse(whyNot(row, now));
        }
        if (row.upload.state() == UploadState.ISSUED) {
            row.retryUntil = now.plus(terms.retry());
        }
        row.leaseUntil = now.plus(terms.lease());
        row.resuming = false;
        row.become(UploadState.RECEIVING, row.upload.attempt() + 1, terms.directory(), null);
        return CompletableFuture.completedFuture(new Claim(row.upload, row.leaseUntil));
    }

    @Override
    public synchronized CompletableFuture<Claim> resume(SlotId id, long offset, ClaimTerms terms) {
        Instant now = clock.instant();
        Row row = rows.get(id);
        if (row == null || row.isTooLate(now) || !row.resumable(now)) {
            return refuse(whyNot(row, now));
        }
        if (row.upload.pieced() != offset) {
            return refuse(Refusal.wrongOffset(row.upload.pieced()));
        }
        Instant end = row.upload.deadline().plus(terms.retry());
        row.renew(now.plus(terms.lease()), end);
        row.resuming = true;
        row.become(UploadState.RECEIVING, row.upload.attempt() + 1, terms.directory(), null);
        return CompletableFuture.completedFuture(new Claim(row.upload, row.leaseUntil));
    }

    @Override
    public synchronized CompletableFuture<Void> append(Claim claim, Piece piece) {
        Optional<Row> row = held(claim).filter(held -> held.upload.pieced() == piece.start());
        if (row.isEmpty()) {
            return refuse(whyNot(rows.get(claim.id()), Instant.MIN));
        }
        row.get().add(piece);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletableFuture<Upload> complete(Claim claim, Piece last, Sha256 digest) {
        Optional<Row> row = held(claim).filter(held -> held.upload.pieced() == last.start());
        if (row.isEmpty() || row.get().isTooLate(clock.instant())) {
            return alreadyOwn(claim.upload(), digest, Instant.MIN);
        }
        row.get().add(last);
        row.get().upload = claim.upload().assembled(new Stored(last.end(), digest, clock.instant()));
        follow();
        row.get().date(retention);
        return CompletableFuture.completedFuture(row.get().upload);
    }

    @Override
    public synchronized CompletableFuture<Optional<Resumption>> resumption(SlotId id) {
        return CompletableFuture.completedFuture(Optional.ofNullable(rows.get(id))
                .map(row -> new Resumption(
                        row.upload,
                        row.upload.state() == UploadState.ISSUED ? row.upload.deadline() : row.retryUntil)));
    }

    @Override
    public synchronized CompletableFuture<List<Piece>> pieces(SlotId id) {
        return CompletableFuture.completedFuture(Optional.ofNullable(rows.get(id))
                .map(row -> List.copyOf(row.pieces))
                .orElse(List.of()));
    }

    @Override
    public synchronized CompletableFuture<Boolean> giveUp(SlotId id) {
        Row row = rows.get(id);
        boolean open = row != null && row.isOpen();
        if (row != null && open) {
            giveBackHour(row);
            drop(row, row.upload.attempt() == 0);
        }
        return CompletableFuture.completedFuture(open);
    }

    private void drop(Row row, boolean withoutTrace) {
        if (withoutTrace) {
            rows.remove(row.upload.id());
        } else {
            row.gone(clock.instant());
        }
    }

    private Refusal whyNot(@Nullable Row row, Instant now) {
        Stored stored = row == null ? null : row.upload.stored();
        boolean over = row != null && row.isOver(retention, clock.instant());
        if (row != null && stored != null && (over || row.upload.state() == UploadState.DELETING)) {
            return Refusal.of(Reason.GONE, "gone");
        }
        if (stored != null) {
            return Refusal.alreadyStored(stored);
        }
        if (row != null
                && row.upload.state() == UploadState.RECEIVING
                && row.leaseUntil.isAfter(now)
                && !row.isTooLate(clock.instant())) {
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
        if (row.isEmpty() || row.get().isTooLate(clock.instant())) {
            return alreadyOwn(claim.upload(), digest, Instant.MIN);
        }
        Stored stored = new Stored(claim.upload().request().size(), digest, clock.instant());
        row.get().become(UploadState.STORED, claim.attempt(), claim.upload().directory(), stored);
        follow();
        row.get().date(retention);
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
                || row.isTooLate(clock.instant())
                || !row.upload.deadline().isAfter(began)) {
            return alreadyOwn(arrived, digest, clock.instant());
        }
        Stored stored = new Stored(arrived.request().size(), digest, clock.instant());
        row.become(UploadState.STORED, arrived.attempt(), arrived.directory(), stored);
        follow();
        row.date(retention);
        return CompletableFuture.completedFuture(row.upload);
    }

    @Override
    public synchronized CompletableFuture<Optional<Upload>> find(SlotId id) {
        return CompletableFuture.completedFuture(
                Optional.ofNullable(rows.get(id)).map(row -> row.upload));
    }

    @Override
    public synchronized CompletableFuture<Boolean> delete(SlotId id, Removal removal) {
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
            row.pieces.clear();
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletableFuture<List<Upload>> dropAbandoned(int limit) {
        List<Row> dropped = rows(limit, row -> row.abandoned(clock.instant()));
        List<Upload> before = dropped.stream().map(row -> row.upload).toList();
        for (Row row : dropped) {
            drop(row, row.upload.pieced() == 0);
            giveBackHour(row);
        }
        return CompletableFuture.completedFuture(before);
    }

    private void giveBackHour(Row row) {
        hours.getOrDefault(row.hour, Map.of())
                .computeIfPresent(
                        owner(row.upload.request()),
                        (owner, had) -> new Usage.Amount(had.bytes() - row.size(), had.files() - 1));
    }

    @Override
    public synchronized CompletableFuture<List<Upload>> expire(int limit) {
        Instant now = clock.instant();
        List<Row> due = rows(limit, row -> row.upload.state() == UploadState.STORED && !row.expiresAt.isAfter(now));
        for (Row row : due) {
            follow();
            row.date(retention);
            if (!row.expiresAt.isAfter(now)) {
                row.gone(now);
            }
        }
        return uploads(due);
    }

    @Override
    public synchronized CompletableFuture<Integer> redate(int limit) {
        follow();
        int looked = 0;
        for (; looked < limit && !undated.isEmpty(); looked++) {
            Optional.ofNullable(rows.get(undated.remove())).ifPresent(row -> row.date(retention));
        }
        return CompletableFuture.completedFuture(looked);
    }

    /** Begins to look at all rows again where another retention dates them. */
    private void follow() {
        String rules = retention.get().fingerprint();
        if (!rules.equals(dating)) {
            dating = rules;
            undated.clear();
            undated.addAll(rows.keySet());
        }
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
        return CompletableFuture.completedFuture(
                bytes(row -> row.service().equals(service) && row.owner().equals(owner)));
    }

    @Override
    public synchronized CompletableFuture<Usage> usage(Owner owner) {
        Map<Purpose, Usage.Amount> amounts = new EnumMap<>(Purpose.class);
        rows.values().stream()
                .filter(row -> row.upload.state() != UploadState.DELETING)
                .map(row -> row.upload.request())
                .filter(row -> new Owner(row.service(), row.owner()).equals(owner))
                .forEach(row -> amounts.merge(row.purpose(), new Usage.Amount(row.size(), 1), InMemoryCatalog::plus));
        Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
        return CompletableFuture.completedFuture(
                new Usage(owner, amounts, day(owner.service() + " " + owner.jid(), hour)));
    }

    @Override
    public synchronized CompletableFuture<Long> outstanding() {
        return CompletableFuture.completedFuture(rows.values().stream()
                .filter(row -> row.upload.stored() == null && row.upload.state() != UploadState.DELETING)
                .mapToLong(Row::size)
                .sum());
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
        private Instant expiresAt = Instant.MAX;
        private boolean blobRemoved;
        private boolean resuming;
        private final List<Piece> pieces = new ArrayList<>();

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

        boolean resumable(Instant now) {
            boolean running = upload.state() == UploadState.RECEIVING && resuming;
            return running ? now.isBefore(retryUntil) : claimable(now);
        }

        void add(Piece piece) {
            pieces.add(piece);
            pieced(piece.end());
        }

        private void pieced(long bytes) {
            upload = new Upload(
                    upload.id(),
                    upload.request(),
                    upload.deadline(),
                    upload.state(),
                    upload.attempt(),
                    upload.directory(),
                    upload.stored(),
                    upload.choice(),
                    bytes);
        }

        boolean isOpen() {
            return upload.state() == UploadState.ISSUED || upload.state() == UploadState.RECEIVING;
        }

        boolean isTooLate(Instant now) {
            Instant end = upload.request().expireBefore();
            return end != null && !end.isAfter(now);
        }

        void renew(Instant lease, Instant leastRetry) {
            leaseUntil = lease;
            retryUntil = retryUntil.isBefore(leastRetry) ? leastRetry : retryUntil;
        }

        boolean abandoned(Instant now) {
            return isOpen() && !upload.deadline().isAfter(now) && !leaseUntil.isAfter(now) && !retryUntil.isAfter(now);
        }

        long size() {
            return upload.request().size();
        }

        boolean isMessage() {
            return upload.state() == UploadState.STORED && upload.request().purpose() == Purpose.MESSAGE && size() > 0;
        }

        boolean isOver(Supplier<Retention> retention, Instant now) {
            return upload.state() == UploadState.STORED
                    && end(retention, now).filter(end -> !end.isAfter(now)).isPresent();
        }

        /** Returns from when on the row takes nothing any more, if nobody does anything; an upload that runs may stay. */
        Optional<Instant> end(Supplier<Retention> retention, Instant now) {
            if (upload.stored() != null) {
                return retention.get().expiry(upload);
            }
            if (leaseUntil.isAfter(now)) {
                return Optional.empty();
            }
            return Stream.of(upload.deadline(), leaseUntil, retryUntil).max(Comparator.naturalOrder());
        }

        void date(Supplier<Retention> retention) {
            expiresAt = retention.get().expiry(upload).orElse(Instant.MAX);
        }

        void gone(Instant at) {
            goneAt = at;
            become(UploadState.DELETING, upload.attempt(), upload.directory(), upload.stored());
        }

        void become(UploadState state, int attempt, String directory, @Nullable Stored stored) {
            long pieced = upload.pieced();
            upload = new Upload(upload.id(), upload.request(), upload.deadline(), state, attempt, directory, stored);
            pieced(state == UploadState.STORED ? 0 : pieced);
        }
    }
}
