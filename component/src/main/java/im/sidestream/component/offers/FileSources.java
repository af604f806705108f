package im.sidestream.component.offers;

import im.sidestream.component.offers.FileMessages.Source;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryId;
import im.sidestream.delivery.Offering;
import im.sidestream.delivery.Outbox.Waiting;
import im.sidestream.slot.LinkId;
import im.sidestream.slot.OwnUploads;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Stored;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Where the file of an offer is, for its receiver alone. */
final class FileSources {

    private static final int REMEMBERED = 500;

    private final OwnUploads uploads;
    private final Pages pages;
    private final Map<DeliveryId, String> digests = new LinkedHashMap<>();

    FileSources(OwnUploads uploads, Pages pages) {
        this.uploads = uploads;
        this.pages = pages;
    }

    /** Finds it; fails with a {@link Refusal} where the file is gone. */
    CompletableFuture<Source> of(Waiting row, Offering offering) {
        String payload = row.payload();
        if (offering.delivery().handedOver().isPresent()) {
            return payload == null
                    ? CompletableFuture.failedFuture(Refusal.of(Reason.NOT_FOUND, "The other service sent no link."))
                    : CompletableFuture.completedFuture(read(payload));
        }
        LinkId link = offering.offer().link();
        SlotId file = offering.delivery().file();
        if (link == null || file == null) {
            return CompletableFuture.failedFuture(Refusal.of(Reason.GONE, "There is no link."));
        }
        String url =
                pages.file().apply(link, offering.delivery().content().name()).toString();
        return digest(offering.delivery(), file).thenApply(digest -> new Source(url, digest));
    }

    /** What {@link #read} reads. */
    static String written(Source source) {
        return source.sha256() == null ? source.url() : source.url() + "\n" + source.sha256();
    }

    private static Source read(String payload) {
        int end = payload.indexOf('\n');
        return end < 0 ? new Source(payload, null) : new Source(payload.substring(0, end), payload.substring(end + 1));
    }

    private CompletableFuture<String> digest(Delivery delivery, SlotId file) {
        synchronized (digests) {
            String known = digests.get(delivery.id());
            if (known != null) {
                return CompletableFuture.completedFuture(known);
            }
        }
        return uploads.find(delivery.sender(), file).thenCompose(found -> {
            Stored stored = found.upload().stored();
            if (stored == null) {
                return CompletableFuture.failedFuture(Refusal.of(Reason.GONE, "The file is gone."));
            }
            return CompletableFuture.completedFuture(keep(delivery.id(), stored));
        });
    }

    private String keep(DeliveryId id, Stored stored) {
        String digest = stored.digest().base64();
        synchronized (digests) {
            digests.put(id, digest);
            if (digests.size() > REMEMBERED) {
                digests.remove(digests.keySet().iterator().next());
            }
        }
        return digest;
    }
}
