package im.sidestream.component.offers;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.xmpp.packet.IQ;
import org.xmpp.packet.Message;

/**
 * The way out.
 *
 * @param send queues a message; the future fails where there is no stream or no room
 * @param ask queues a request, with the time that its answer has; the future brings the result or the error, or fails
 * @param stream numbers the connection that stanzas go to now, or is negative where there is none
 */
public record Outlet(
        Function<Message, CompletableFuture<Void>> send,
        BiFunction<IQ, Duration, CompletableFuture<IQ>> ask,
        LongSupplier stream) {

    boolean isOpen() {
        return stream.getAsLong() >= 0;
    }
}
