package im.sidestream.component.offers;

import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.Offering;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The way to clients that know no HTTP: the file itself in the XMPP stream. */
public interface InBand {

    /** For services that have no such way. */
    InBand NONE = new InBand() {
        @Override
        public boolean takes(Delivery.Content content) {
            return false;
        }

        @Override
        public Optional<CompletableFuture<Void>> send(
                Offering offering,
                String fullJid,
                Supplier<CompletableFuture<Void>> first,
                Supplier<CompletableFuture<Boolean>> isWanted) {
            return Optional.of(
                    CompletableFuture.failedFuture(new UnsupportedOperationException("nothing goes in band")));
        }
    };

    /** Whether a file may go this way. */
    boolean takes(Delivery.Content content);

    /**
     * Sends a file of ours; the future fails where that did not come to its end, with a
     * {@link im.sidestream.slot.Refusal} where another attempt would not either.
     *
     * @param first what comes before it, once there is a place
     * @param isWanted whether it is to go on, asked again and again while it goes; where not, it ends with a refusal
     * @return nothing while as many go as may go at once, or another one goes to that client
     */
    Optional<CompletableFuture<Void>> send(
            Offering offering,
            String fullJid,
            Supplier<CompletableFuture<Void>> first,
            Supplier<CompletableFuture<Boolean>> isWanted);
}
