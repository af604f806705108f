package im.sidestream.slot;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Turns a request into a slot: policy, id, reservation, signature (XEP-0363 §4-§6). Thread-safe.
 */
public final class SlotIssuer {
    private final Supplier<SlotPolicy> policy;
    private final SlotLinks links;
    private final TokenSigner signer;
    private final Catalog catalog;
    private final Clock clock;
    private final SecureRandom random;
    private final boolean slotHeader;
    private final RateLimit rateLimit = new RateLimit();

    /**
     * Wires an issuer.
     *
     * @param policy asked at each request, so that a reload takes effect at once
     * @param slotHeader whether slots carry the token in an {@code Authorization} header too
     */
    public SlotIssuer(
            Supplier<SlotPolicy> policy,
            SlotLinks links,
            TokenSigner signer,
            Catalog catalog,
            Clock clock,
            SecureRandom random,
            boolean slotHeader) {
        this.policy = policy;
        this.links = links;
        this.signer = signer;
        this.catalog = catalog;
        this.clock = clock;
        this.random = random;
        this.slotHeader = slotHeader;
    }

    /**
     * Issues a slot, with its bytes reserved for the owner. The future fails with a {@link Refusal}:
     * {@link Reason#NOT_ALLOWED}, {@link Reason#FILE_TOO_LARGE} with the limit, {@link Reason#RATE_EXCEEDED} with the time
     * of the next try, {@link Reason#QUOTA_EXCEEDED}, {@link Reason#PURPOSE_NOT_OFFERED}.
     */
    public CompletableFuture<Slot> issue(SlotRequest request) {
        SlotPolicy now = policy.get();
        try {
            requireAllowed(request, now);
        } catch (Refusal refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
        Instant deadline = clock.instant().plus(now.slotLifetime()).truncatedTo(ChronoUnit.SECONDS);
        Upload upload = Upload.issued(SlotId.random(random), request, deadline);
        return catalog.reserve(upload, now.quota()).thenApply(this::slot);
    }

    /** Returns the largest size that is accepted now, {@link Quota#UNLIMITED} where there is no limit. */
    public long maxFileSize() {
        return policy.get().maxFileSize();
    }

    private void requireAllowed(SlotRequest request, SlotPolicy now) throws Refusal {
        if (!now.entitles(request.owner())) {
            throw Refusal.of(Reason.NOT_ALLOWED, "You may not upload files here.");
        }
        if (request.purpose() == Purpose.EPHEMERAL) {
            throw Refusal.of(Reason.PURPOSE_NOT_OFFERED, "Files with an end are not offered here.");
        }
        if (request.size() > now.maxFileSize()) {
            throw Refusal.tooLarge(now.maxFileSize());
        }
        rateLimit.count(request.owner(), now.rate(), clock.instant());
    }

    private Slot slot(Upload upload) {
        SlotRequest request = upload.request();
        String token = signer.sign(
                new SlotToken(upload.id(), request.size(), request.type(), request.purpose(), upload.deadline()));
        return new Slot(
                upload.id(),
                links.put(upload.id(), request.name(), token),
                links.get(upload.id(), request.name()),
                slotHeader ? List.of(new SlotHeader("Authorization", "Bearer " + token)) : List.of(),
                upload.deadline(),
                signer.signDelete(upload.id()));
    }
}
