package im.sidestream.http;

import im.sidestream.slot.Refusal;
import im.sidestream.transfer.Deletion;
import im.sidestream.transfer.Download;
import im.sidestream.transfer.Downloads;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** A DELETE by the holder of a delete token, which came with the slot or which its issuer has; answered when the file is gone for everyone. */
final class DeleteExchange {
    private final Exchange exchange;
    private final Deletion deletion;
    private final Downloads downloads;
    private final Permit permit;

    /** Says whether the token of a request allows to delete the file, without any I/O. */
    @FunctionalInterface
    interface Permit {
        void require() throws Refusal;
    }

    /**
     * Wires a deletion.
     *
     * @param downloads know which file is there, for requests with conditions
     */
    DeleteExchange(Exchange exchange, Deletion deletion, Downloads downloads, Permit permit) {
        this.permit = permit;
        this.exchange = exchange;
        this.deletion = deletion;
        this.downloads = downloads;
    }

    void begin() {
        HttpFields request = exchange.request().getHeaders();
        try {
            // conditions come after what is refused without them (RFC 9110 §13.2.1)
            permit.require();
        } catch (Refusal refusal) {
            exchange.fail(refusal);
            return;
        }
        if (!Conditions.areIn(request)) {
            delete();
            return;
        }
        var unused = downloads.find(exchange.id()).whenComplete((download, absent) -> found(request, download));
    }

    private void found(HttpFields request, @Nullable Download download) {
        if (download == null || new Conditions(download.stored()).allowChange(request)) {
            delete();
        } else {
            exchange.refuse(HttpStatus.PRECONDITION_FAILED_412, Conditions.FAILURE);
        }
    }

    private void delete() {
        var unused = deletion.deleteForOwner(exchange.id()).whenComplete(this::deleted);
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
