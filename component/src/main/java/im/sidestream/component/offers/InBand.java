package im.sidestream.component.offers;

import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.Offering;
import java.util.concurrent.CompletableFuture;

/** The way to clients that know no HTTP: the file itself in the XMPP stream. */
public interface InBand {

    /** For services that have no such way. */
    InBand NONE = new InBand() {
        @Override
        public boolean takes(Delivery delivery) {
            return false;
        }

        @Override
        public CompletableFuture<Void> send(Offering offering, String fullJid) {
            return CompletableFuture.failedFuture(new UnsupportedOperationException("nothing goes in band"));
        }
    };

    /** Whether a file may go this way. */
    boolean takes(Delivery delivery);

    /** Sends it; fails where that did not come to its end. */
    CompletableFuture<Void> send(Offering offering, String fullJid);
}
