package im.sidestream.http;

import im.sidestream.slot.Refusal;
import im.sidestream.transfer.ResumableUploads;
import im.sidestream.transfer.UploadReceiver;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * A DELETE of an upload link: its holder gives the unfinished upload up (tus 1.0.0 "Termination", draft "Upload
 * Cancellation"). A file that is stored is not his to delete: that takes the delete token.
 */
final class CancelExchange {
    private final Exchange exchange;
    private final UploadReceiver receiver;
    private final ResumableUploads uploads;

    CancelExchange(Exchange exchange, UploadReceiver receiver, ResumableUploads uploads) {
        this.exchange = exchange;
        this.receiver = receiver;
        this.uploads = uploads;
    }

    void begin() {
        if (Dialect.refusedVersion(exchange)) {
            return;
        }
        try {
            receiver.require(exchange.id(), exchange.token());
        } catch (Refusal refusal) {
            exchange.fail(refusal);
            return;
        }
        var unused = uploads.cancel(exchange.id()).whenComplete(this::cancelled);
    }

    private void cancelled(@Nullable Void done, @Nullable Throwable failure) {
        if (failure != null) {
            exchange.fail(failure);
        } else {
            FileHeaders.addNotCached(exchange.headers());
            exchange.succeed(HttpStatus.NO_CONTENT_204);
        }
    }
}
