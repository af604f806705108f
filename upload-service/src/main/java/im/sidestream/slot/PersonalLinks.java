package im.sidestream.slot;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Links of single receivers: the same file behind a link of one's own, so that it is known who fetched it and one can be
 * withdrawn without the others. Never remembered by whoever serves them: the row is asked each time.
 */
public interface PersonalLinks {
    /** Returns what is behind a link that works or did: empty for one that never was. */
    CompletableFuture<Optional<PersonalLink>> find(LinkId id);

    /**
     * Says that bytes went out through a link, and answers whether by now all of the file did, for the first time. What
     * covers the file in any order and number of parts is a download; a part of it is none.
     *
     * @param from first byte
     * @param to behind the last byte
     * @param size of the file
     */
    CompletableFuture<Boolean> sent(LinkId id, long from, long to, long size);

    /**
     * A receiver's own link.
     *
     * @param id names it
     * @param upload the file
     * @param withdrawn whether it is closed for good
     */
    record PersonalLink(LinkId id, SlotId upload, boolean withdrawn) {}
}
