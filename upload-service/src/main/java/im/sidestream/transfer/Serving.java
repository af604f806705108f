package im.sidestream.transfer;

import im.sidestream.slot.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A download that runs. It outlives the question whether the file may be read: meanwhile the file may end, be deleted or
 * be withdrawn, and then the rest must not go. For one thread at a time.
 */
public final class Serving {
    private final Downloads downloads;
    private final Download download;
    private boolean begun;
    // written by whoever answers for the catalog
    private volatile boolean over;

    Serving(Downloads downloads, Download download) {
        this.downloads = downloads;
        this.download = download;
    }

    /** Returns what is served. */
    public Download download() {
        return download;
    }

    /**
     * Returns whether more of it may be sent. The row is asked again as for a new request, so that whoever was told that a
     * file is gone is right about the downloads that run, too. Never waits.
     */
    public boolean mayGoOn() {
        if (!downloads.clock().instant().isBefore(download.expiry())) {
            return false;
        }
        if (begun && !over) {
            CompletableFuture<Download> unused =
                    downloads.find(download.upload().id()).whenComplete((found, failure) -> over = isRefused(failure));
        }
        begun = true;
        return !over;
    }

    /** A catalog that is broken says nothing of the file. */
    private static boolean isRefused(@Nullable Throwable failure) {
        return failure instanceof Refusal
                || (failure instanceof CompletionException && failure.getCause() instanceof Refusal);
    }

    /** Says that bytes up to {@code end} were sent; see {@link Downloads#sent}. */
    public void sent(long end) {
        downloads.sent(download, end);
    }
}
