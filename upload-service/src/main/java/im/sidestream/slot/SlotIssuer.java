package im.sidestream.slot;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns a request into a slot: policy, id, reservation, signature (XEP-0363 §4-§6). Thread-safe.
 */
public final class SlotIssuer {
    private final Supplier<SlotPolicy> policy;
    private final SlotForm form;
    private final Catalog catalog;
    private final DiskRoom disk;
    private final Evictions evictions;
    private final Clock clock;
    private final SecureRandom random;
    private final RateLimit rateLimit = new RateLimit();

    /**
     * Wires an issuer.
     *
     * @param policy asked at each request, so that a reload takes effect at once
     * @param free what the store can still take
     * @param evictions hears what made room
     */
    public SlotIssuer(
            Supplier<SlotPolicy> policy,
            SlotForm form,
            Catalog catalog,
            FreeSpace free,
            Evictions evictions,
            Clock clock,
            SecureRandom random) {
        this.policy = policy;
        this.form = form;
        this.catalog = catalog;
        this.disk = new DiskRoom(free, catalog::outstanding, System::nanoTime);
        this.evictions = evictions;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Issues a slot, with its bytes reserved for the owner. A purpose that the owner is not offered counts as a message,
     * except for ephemeral files, which would stay too long. The future fails with a {@link Refusal}:
     * {@link Reason#UNAVAILABLE} in maintenance, {@link Reason#NOT_ALLOWED}, {@link Reason#TYPE_NOT_ACCEPTED}, {@link Reason#PURPOSE_NOT_OFFERED},
     * {@link Reason#FILE_TOO_LARGE} with the limit of the purpose, {@link Reason#RATE_EXCEEDED} with the time of the next
     * try, {@link Reason#QUOTA_EXCEEDED} with that time where it is known, {@link Reason#STORAGE_FULL}.
     */
    public CompletableFuture<Slot> issue(SlotRequest asked) {
        SlotPolicy now = policy.get();
        Limits limits = now.limitsOf(asked.owner());
        SlotRequest request;
        Bucket bucket;
        try {
            now.admission().require(asked);
            request = offered(asked, limits);
            bucket = limits.bucket(request.purpose()).orElseThrow(() -> notOffered(request.purpose()));
            if (request.size() > bucket.maxFileSize()) {
                throw Refusal.tooLarge(bucket.maxFileSize());
            }
            rateLimit.count(request.owner(), limits.rate(), clock.instant());
        } catch (Refusal refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
        StoreLimits store = now.store();
        Allowance allowance = new Allowance(bucket.total(), limits.quota(), store.total(), store.evicts());
        Instant deadline = clock.instant().plus(now.slotLifetime()).truncatedTo(ChronoUnit.SECONDS);
        Upload upload = Upload.issued(SlotId.random(random), request, deadline);
        return disk.reserve(request.size(), store.keepFree(), () -> catalog.reserve(upload, allowance))
                .thenApply(this::handOut);
    }

    /**
     * Reserves for what the service itself hands out: it is in nobody's share, and still within what the store may hold.
     * Refused: {@link Reason#STORAGE_FULL}.
     */
    public CompletableFuture<Reservation> reserve(Upload upload) {
        StoreLimits store = policy.get().store();
        Allowance allowance = new Allowance(Quota.UNLIMITED, Quota.NONE, store.total(), false);
        return disk.reserve(upload.request().size(), store.keepFree(), () -> catalog.reserve(upload, allowance));
    }

    /**
     * Reserves for a slot that another server issued: who may ask and how large a file may be was decided there. Here blocks,
     * maintenance, refused types and what the store may hold count, and an account's own totals where the account is known.
     * The future fails with a {@link Refusal}: {@link Reason#UNAVAILABLE}, {@link Reason#NOT_ALLOWED},
     * {@link Reason#TYPE_NOT_ACCEPTED}, {@link Reason#QUOTA_EXCEEDED}, {@link Reason#STORAGE_FULL}.
     *
     * @param ofAccount whether the request's owner is an account, else the other server
     * @param until when the slot ends, or null where it never does: an attempt has the usual time then
     */
    public CompletableFuture<Reservation> admit(
            SlotId id, SlotRequest request, boolean ofAccount, @Nullable Instant until) {
        SlotPolicy now = policy.get();
        try {
            now.admission().requireOpen(request);
        } catch (Refusal refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
        Instant usual = clock.instant().plus(now.slotLifetime()).truncatedTo(ChronoUnit.SECONDS);
        Upload upload = Upload.issued(id, request, until == null ? usual : until);
        StoreLimits store = now.store();
        Allowance allowance = ofAccount
                ? now.limitsOf(request.owner()).allowance(request.purpose(), store)
                : new Allowance(Quota.UNLIMITED, Quota.NONE, store.total(), false);
        return disk.reserve(request.size(), store.keepFree(), () -> catalog.reserve(upload, allowance))
                .whenComplete((reservation, failure) -> {
                    if (failure == null) {
                        tellEvicted(reservation);
                    }
                });
    }

    /** Returns the size of the largest file of a message, {@link Quota#UNLIMITED} where there is no limit. */
    public long maxFileSize() {
        return policy.get().maxFileSize();
    }

    /** Returns the purposes that are offered to everyone who is in no group. */
    public Set<Purpose> purposes() {
        return policy.get().groups().standard().purposes();
    }

    private static SlotRequest offered(SlotRequest asked, Limits limits) throws Refusal {
        if (limits.bucket(asked.purpose()).isPresent()) {
            return asked;
        }
        if (asked.purpose() == Purpose.EPHEMERAL) {
            throw notOffered(Purpose.EPHEMERAL);
        }
        return asked.as(Purpose.MESSAGE);
    }

    private static Refusal notOffered(Purpose purpose) {
        return Refusal.of(
                Reason.PURPOSE_NOT_OFFERED, "Files of the purpose " + purpose.elementName() + " are not offered here.");
    }

    private Slot handOut(Reservation reservation) {
        tellEvicted(reservation);
        return form.slot(reservation.upload());
    }

    private void tellEvicted(Reservation reservation) {
        SlotRequest request = reservation.upload().request();
        if (!reservation.evicted().isEmpty()) {
            evictions.evicted(new Owner(request.service(), request.owner()), reservation.evicted());
        }
    }
}
