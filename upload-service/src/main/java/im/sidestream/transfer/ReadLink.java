package im.sidestream.transfer;

import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.util.concurrent.CompletableFuture;

/** A link under which a file is read; one object for each request. */
public interface ReadLink {
    /**
     * Finds what is behind it now. The future fails with a {@link Refusal}: {@link Reason#NOT_FOUND} for what never was,
     * {@link Reason#GONE} for what was and is not any more.
     */
    CompletableFuture<Download> find();

    /**
     * Finds it by its rows as they are now, whatever is remembered: for whoever found no bytes where a remembered row, or
     * one read a moment ago, named some. Fails as {@link #find} does.
     */
    CompletableFuture<Download> findAgain();

    /** Asks once more, for a download that runs, as often as is needed; fails as {@link #find} does. Never waits. */
    CompletableFuture<?> look();

    /** Returns whether {@link #find} will not wait for another machine: for whoever serves others on the same thread. */
    boolean isNear();

    /**
     * Returns whether it is one receiver's own. What comes by such a link is kept by nobody on the way and leaves from here
     * alone, so that it is known what went and the rest can be held back.
     */
    boolean isPersonal();

    /** Says that bytes of the file, from {@code from} to before {@code to}, were handed to the network. */
    void sent(Download download, long from, long to);
}
