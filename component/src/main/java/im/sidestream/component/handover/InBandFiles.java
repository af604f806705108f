package im.sidestream.component.handover;

import im.sidestream.component.offers.InBand;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.Offering;
import im.sidestream.slot.MediaType;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.SlotId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Files of deliveries in band: small ones, few at a time, and one after the other to each client. */
public final class InBandFiles implements InBand {

    private static final int AT_ONCE = 8;

    private final InBandSender sender;
    private final Source source;
    private final LongSupplier largest;
    private final Semaphore free = new Semaphore(AT_ONCE);
    /** Who gets one now: many clients take no two. */
    private final Set<String> takers = ConcurrentHashMap.newKeySet();

    /** Reads whole files. */
    @FunctionalInterface
    public interface Source {
        /** Returns all bytes of an upload; refused where it is not the owner's, has more than that, or is gone. */
        CompletableFuture<byte[]> read(Owner owner, SlotId file, long most);
    }

    /**
     * Sends what it reads.
     *
     * @param largest bytes of the largest file that goes this way, asked each time
     */
    public InBandFiles(InBandSender sender, Source source, LongSupplier largest) {
        this.sender = sender;
        this.source = source;
        this.largest = largest;
    }

    @Override
    public boolean takes(Delivery.Content content) {
        return content.size() <= largest.getAsLong();
    }

    @Override
    public Optional<CompletableFuture<Void>> send(
            Offering offering,
            String fullJid,
            Supplier<CompletableFuture<Void>> first,
            Supplier<CompletableFuture<Boolean>> isWanted) {
        SlotId file = offering.delivery().file();
        if (file == null) {
            return Optional.of(
                    CompletableFuture.failedFuture(Refusal.of(Reason.NOT_FOUND, "Another service has this file.")));
        }
        if (!free.tryAcquire()) {
            return Optional.empty();
        }
        if (!takers.add(fullJid)) {
            free.release();
            return Optional.empty();
        }
        Delivery delivery = offering.delivery();
        return Optional.of(CompletableFuture.completedFuture(null)
                .thenCompose(begun -> first.get())
                .thenCompose(said -> source.read(delivery.sender(), file, largest.getAsLong()))
                .thenCompose(bytes -> sender.send(parcel(fullJid, delivery.content(), bytes), isWanted))
                .whenComplete((done, failure) -> {
                    takers.remove(fullJid);
                    free.release();
                }));
    }

    private static Parcel parcel(String to, Delivery.Content content, byte[] bytes) {
        String type = content.type() == null ? MediaType.OCTET_STREAM.value() : content.type();
        Parcel.Described described = new Parcel.Described(content.name(), type, digest(bytes));
        return new Parcel(to, UUID.randomUUID().toString(), described, ByteBuffer.wrap(bytes));
    }

    private static Sha256 digest(byte[] bytes) {
        try {
            return Sha256.of(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
