package im.sidestream.transfer;

import im.sidestream.slot.Refusal;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A download that runs. It outlives the question whether the file may be read: meanwhile the file may end, be deleted or
 * be withdrawn, and then the rest must not go. For one thread at a time.
 */
public final class Serving {
    private final ReadLink link;
    private final Download download;
    private final InstantSource clock;
    private boolean begun;
    // written by whoever answers for the catalog
    private volatile boolean over;

    /**
     * Begins to serve a file that was found.
     *
     * @param link under which it was
     * @param clock by which files expire
     */
    public Serving(ReadLink link, Download download, InstantSource clock) {
        this.link = link;
        this.download = download;
        this.clock = clock;
    }

    /** Returns what is served. */
    public Download download() {
        return download;
    }

    /**
     * Returns whether more of it may be sent. The link is asked again as for a new request, so that whoever was told that a
     * file is gone is right about the downloads that run, too. Never waits.
     */
    public boolean mayGoOn() {
        if (!clock.instant().isBefore(download.expiry())) {
            return false;
        }
        if (begun && !over) {
            CompletableFuture<?> unused = link.look().whenComplete((found, failure) -> {
                if (isRefused(failure)) {
                    over = true;
                }
            });
        }
        begun = true;
        return !over;
    }

    /** A catalog that is broken says nothing of the file. */
    private static boolean isRefused(@Nullable Throwable failure) {
        return failure instanceof Refusal
                || (failure instanceof CompletionException && failure.getCause() instanceof Refusal);
    }

    /** Says that bytes of it, from {@code from} to before {@code to}, were handed to the network. */
    public void sent(long from, long to) {
        link.sent(download, from, to);
    }
}
