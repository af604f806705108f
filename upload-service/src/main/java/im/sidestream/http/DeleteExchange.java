package im.sidestream.http;

import im.sidestream.transfer.Deletion;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** A DELETE by the holder of the delete token that came with the slot; answered when the file is gone for everyone. */
final class DeleteExchange {
    private final Exchange exchange;
    private final Deletion deletion;

    DeleteExchange(Exchange exchange, Deletion deletion) {
        this.exchange = exchange;
        this.deletion = deletion;
    }

    void begin() {
        var unused = deletion.delete(exchange.id(), exchange.token()).whenComplete(this::deleted);
    }

    private void deleted(@Nullable Void done, @Nullable Throwable failure) {
        if (failure != null) {
            exchange.fail(failure);
        } else {
            FileHeaders.addNotCached(exchange.headers());
            exchange.succeed(HttpStatus.NO_CONTENT_204);
        }
    }
}
