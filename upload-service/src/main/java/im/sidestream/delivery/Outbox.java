package im.sidestream.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be said over XMPP. A row is done when the server certainly has the stanza: a ping sent after it on the same
 * stream was answered, or, for a request, its answer came. Until then it goes again with the same id, and receivers drop
 * repeats: a restart, however hard, asks nobody twice and forgets nobody.
 */
public interface Outbox {
    /**
     * Takes what is due, oldest first but links and notices before offers, and nobody else gets it within {@code lease}.
     *
     * @param limit most rows
     * @param offers most rows of {@link Kind#OFFER} among them: offers go at a rate, answers to people do not wait
     */
    CompletableFuture<List<Waiting>> take(String service, int limit, int offers, Duration lease);

    /**
     * Says that these certainly went out; what they said is true of their offers now (offered, sent), also where it was not
     * to go again any more.
     */
    CompletableFuture<Void> done(Collection<String> ids);

    /** Lets one wait until then, with its id. */
    CompletableFuture<Void> later(String id, Instant due);

    /**
     * Lets one wait until then as though it had not been taken this time: nothing of it was said, or what was said goes on.
     */
    CompletableFuture<Void> putOff(String id, Instant due);

    /**
     * Lets one go again that came back, at that time and with its id: an offer that is not answered, a file that was not
     * fetched, or a notice to people. Changes nothing for any other.
     */
    CompletableFuture<Void> again(String id, Instant due);

    /** Gives one up; its offer becomes unreachable before an answer and failed after one. */
    CompletableFuture<Void> giveUp(String id, String problem);

    /**
     * Adds something to be said; one with that id that is there already stays, and so does one of the same kind for the same
     * offer. A file for an offer that is not {@link DeliveryState#ACCEPTED} is not added.
     *
     * @param waiting its attempts do not matter
     */
    CompletableFuture<Void> add(String service, Waiting waiting);

    /** Returns what a stanza said, waiting or done: what comes back has nothing of it but the id. */
    CompletableFuture<Optional<Waiting>> find(String id);

    /** Returns how many rows wait. */
    CompletableFuture<Long> size(String service);

    /** What is said. */
    enum Kind {
        /**
         * An offer to a receiver. Where the receiver's domain has a service of its own, several go there in one request
         * instead; its answer is told by {@link Deliveries#handedOver} before they are {@link Outbox#done}.
         */
        OFFER,
        /**
         * The file to a receiver who accepted: link, page or in-band, as the offer has it. Where another service has the
         * file it is {@link Outbox#add added} when that service sends it, with the link as its payload; added twice, even
         * under two ids, it goes once.
         */
        FILE,
        /** A notice to the sender: milestones and the end. Its text is made when it goes, from what is true then. */
        REPORT,
        /** A request to a receiver's own component to ask its users. */
        HAND_OVER,
        /** A request to that component, which is whom it goes to, to give its user the file. */
        HAND_FILE,
        /**
         * A request to the service that asked us to ask: what became of an offer. Its payload is the state's
         * {@link DeliveryState#word word}; each state goes once, and rows to one service may go in one request. To the service
         * that asks for us, that its user got the file from us, in band.
         */
        OUTCOME,
        /** A notice that something offered is not to be had any more: to the receiver, or to the service that asks. */
        RETRACTION
    }

    /**
     * A row.
     *
     * @param id of the stanza, the same at every attempt
     * @param to whom; bare JID, or the JID of another service
     * @param delivery what it is about
     * @param offer the receiver's row, or null where it is about many
     * @param payload what the kind needs beside the rows, or null
     * @param attempts how often it was taken, this time included
     */
    record Waiting(
            String id,
            Kind kind,
            String to,
            DeliveryId delivery,
            @Nullable OfferId offer,
            @Nullable String payload,
            int attempts) {}
}
