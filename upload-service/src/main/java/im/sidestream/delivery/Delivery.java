package im.sidestream.delivery;

import im.sidestream.slot.Owner;
import im.sidestream.slot.SlotId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One file on its way from one sender to many receivers.
 *
 * @param id names it, to its sender alone
 * @param sender whose file it is; of a delivery that another service asks us to ask for, the sender there
 * @param file the upload, or null where another service has it
 * @param content what receivers are told of the file
 * @param terms what they are asked
 * @param phase how far the whole came
 * @param begun when the sender ordered it
 * @param origin the service that has the file and the sender, or null where that is ours
 */
public record Delivery(
        DeliveryId id,
        Owner sender,
        @Nullable SlotId file,
        Content content,
        Terms terms,
        Phase phase,
        Instant begun,
        @Nullable Origin origin) {

    /** How far a delivery as a whole came. */
    public enum Phase {
        /** Receivers are still being added; nobody is asked. What stays in it was given up by a crash and is forgotten. */
        PREPARING,
        /** Receivers are asked, answers come, the file goes out. */
        OPEN,
        /** Nothing can change any more, or the sender took it back. */
        CLOSED
    }

    /**
     * What receivers are told of the file before they decide; never where it is.
     *
     * @param name its name
     * @param size in bytes
     * @param type its media type, or null where nobody said
     */
    public record Content(String name, long size, @Nullable String type) {}

    /**
     * What receivers are asked.
     *
     * @param note the sender's words, empty for none
     * @param answerBy after it silence is no
     * @param consent whether they are asked at all
     * @param language of what the sender is told (BCP 47)
     */
    public record Terms(String note, Instant answerBy, boolean consent, String language) {}

    /**
     * Where a delivery comes from that another service hands over.
     *
     * @param relay the JID of that service
     * @param delivery what the delivery is called there
     */
    public record Origin(String relay, String delivery) {}

    /** Returns the service that has the file and the sender, or empty where that is ours. */
    public Optional<Origin> handedOver() {
        return Optional.ofNullable(origin);
    }

    /** Returns this delivery with answers awaited no longer than until {@code latest}. */
    Delivery answeredBy(Instant latest) {
        if (!terms.answerBy.isAfter(latest)) {
            return this;
        }
        Terms bounded = new Terms(terms.note, latest, terms.consent, terms.language);
        return new Delivery(id, sender, file, content, bounded, phase, begun, origin);
    }
}
