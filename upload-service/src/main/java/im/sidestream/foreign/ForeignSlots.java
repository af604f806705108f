package im.sidestream.foreign;

import im.sidestream.slot.Catalog;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.SlotIssuer;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The slots that other servers issue for this service. Their rows are made when a valid PUT comes, since nobody tells
 * before. Thread-safe.
 */
public final class ForeignSlots {
    /** Rows that one PUT may make us drop; the sweep drops the rest within a minute. */
    private static final int MOST_ROWS = 1000;

    private final List<ForeignIssuer> issuers;
    private final Map<ForeignIssuer, Vouching> vouching;
    private final SlotIssuer room;
    private final Catalog catalog;
    private final Clock clock;
    private final Map<SlotId, CompletableFuture<Void>> opening = new ConcurrentHashMap<>();

    /**
     * Wires them.
     *
     * @param room reserves what PUTs will bring
     */
    public ForeignSlots(List<ForeignIssuer> issuers, SlotIssuer room, Catalog catalog, Clock clock) {
        this.issuers = issuers.stream()
                .sorted(Comparator.comparingInt(
                        (ForeignIssuer issuer) -> -issuer.base().length()))
                .toList();
        this.vouching = issuers.stream().collect(Collectors.toMap(Function.identity(), ForeignSlots::vouching));
        this.room = room;
        this.catalog = catalog;
        this.clock = clock;
    }

    private static Vouching vouching(ForeignIssuer issuer) {
        return issuer.protocol() == ForeignProtocol.PROSODY_JWT ? new SignedClaims(issuer) : new SealedLinks(issuer);
    }

    /** Returns the link that a raw path is, or empty where no issuer makes such; of two bases the longer one counts. */
    public Optional<ForeignLink> find(@Nullable String rawPath) {
        if (rawPath == null) {
            return Optional.empty();
        }
        return issuers.stream()
                .filter(issuer -> rawPath.startsWith(issuer.base()))
                .findFirst()
                .flatMap(issuer -> ForeignLink.read(issuer, rawPath));
    }

    /**
     * Returns what a PUT may bring, without any I/O.
     *
     * @throws Refusal {@link Reason#TOKEN_MISSING}, {@link Reason#TOKEN_INVALID}, {@link Reason#SLOT_EXPIRED},
     *     {@link Reason#FILE_TOO_LARGE}, {@link Reason#LENGTH_MISMATCH} or {@link Reason#TYPE_NOT_ACCEPTED}
     */
    public ForeignSlot require(ForeignLink link, ForeignPut put) throws Refusal {
        return vouching(link).require(link, put, clock.instant());
    }

    /**
     * Checks a token to delete with, without any I/O.
     *
     * @throws Refusal {@link Reason#TOKEN_INVALID}
     */
    public void requireDelete(ForeignLink link, @Nullable String query) throws Refusal {
        if (!vouching(link).allowsDelete(link, query)) {
            throw Refusal.of(Reason.TOKEN_INVALID, "This link does not allow to delete the file.");
        }
    }

    /** Returns whether files of this issuer can be deleted by their links. */
    public boolean takesDeletes(ForeignLink link) {
        return link.issuer().deleteSecret().isPresent();
    }

    private Vouching vouching(ForeignLink link) {
        return Objects.requireNonNull(vouching.get(link.issuer()));
    }

    /**
     * Makes sure that a slot has its row; who may fill it is decided there, as for slots of our own. Several PUTs at once
     * make one row. The future fails with what {@link SlotIssuer#admit} refuses.
     */
    public CompletableFuture<Void> open(ForeignSlot slot) {
        CompletableFuture<Void> own = new CompletableFuture<>();
        CompletableFuture<Void> running = opening.putIfAbsent(slot.id(), own);
        if (running != null) {
            return running;
        }
        var unused = row(slot).whenComplete((done, failure) -> {
            opening.remove(slot.id(), own);
            if (failure == null) {
                own.complete(null);
            } else {
                own.completeExceptionally(failure);
            }
        });
        return own;
    }

    private CompletableFuture<Void> row(ForeignSlot slot) {
        return catalog.find(slot.id()).thenCompose(row -> {
            if (row.isEmpty()) {
                return make(slot);
            }
            return isOver(row.get()) ? makeAnew(slot) : fitting(row.get(), slot);
        });
    }

    /** The token may be good for longer than an attempt that broke off. */
    private boolean isOver(Upload row) {
        boolean unfilled = row.state() == UploadState.ISSUED || row.state() == UploadState.RECEIVING;
        return unfilled && !row.deadline().isAfter(clock.instant());
    }

    private CompletableFuture<Void> makeAnew(ForeignSlot slot) {
        return catalog.dropAbandoned(MOST_ROWS)
                .thenCompose(dropped -> catalog.find(slot.id()))
                .thenCompose(row -> row.isEmpty() ? make(slot) : fitting(row.get(), slot));
    }

    private CompletableFuture<Void> make(ForeignSlot slot) {
        return room.admit(slot.id(), slot.request(), slot.ofAccount(), slot.until())
                .handle((reservation, failure) -> Optional.ofNullable(failure))
                .thenCompose(failure -> failure.isEmpty() ? done() : otherwise(slot, failure.get()));
    }

    /** Another process may have made the row at the same moment. */
    private CompletableFuture<Void> otherwise(ForeignSlot slot, Throwable failure) {
        return catalog.find(slot.id())
                .thenCompose(
                        row -> row.isPresent() ? fitting(row.get(), slot) : CompletableFuture.failedFuture(failure));
    }

    private static CompletableFuture<Void> fitting(Upload row, ForeignSlot slot) {
        return row.request().size() == slot.request().size()
                ? done()
                : CompletableFuture.failedFuture(
                        Refusal.of(Reason.TOKEN_INVALID, "This upload link was used for another length."));
    }

    private static CompletableFuture<Void> done() {
        return CompletableFuture.completedFuture(null);
    }
}
