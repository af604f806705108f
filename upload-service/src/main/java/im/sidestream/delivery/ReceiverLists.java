package im.sidestream.delivery;

import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Named lists of receivers that users keep and lend to others. Names are compared without regard to case. */
public interface ReceiverLists {
    /** So many users a list may be lent to. */
    int MOST_READERS = 100;

    /**
     * Makes an empty list.
     *
     * <p>Refused: {@link im.sidestream.slot.Reason#INVALID_REQUEST} where there is one of that name;
     * {@link im.sidestream.slot.Reason#QUOTA_EXCEEDED} where the owner has {@code most} already
     */
    CompletableFuture<Void> create(Owner owner, String name, int most);

    /** Deletes a list; answers false if there is none. */
    CompletableFuture<Boolean> delete(Owner owner, String name);

    /**
     * Adds members; those it has stay.
     *
     * <p>Refused: {@link im.sidestream.slot.Reason#NOT_FOUND}; {@link im.sidestream.slot.Reason#QUOTA_EXCEEDED} where it would
     * have more than {@code most}
     *
     * @param members bare JIDs as rows carry them
     */
    CompletableFuture<Long> add(Owner owner, String name, Collection<String> members, int most);

    /** Takes members out and answers how many those were. Refused: {@link im.sidestream.slot.Reason#NOT_FOUND}. */
    CompletableFuture<Long> remove(Owner owner, String name, Collection<String> members);

    /** Lists members in the order of the alphabet. Refused: {@link im.sidestream.slot.Reason#NOT_FOUND}. */
    CompletableFuture<Page<String>> members(ListName list, Owner reader, @Nullable String after, int limit);

    /**
     * Lends a list to another user, who may send to it but not change it, or takes it back.
     *
     * <p>Refused: {@link im.sidestream.slot.Reason#NOT_FOUND}; {@link im.sidestream.slot.Reason#QUOTA_EXCEEDED} for more than
     * {@link #MOST_READERS}
     */
    CompletableFuture<Void> share(Owner owner, String name, String with, boolean shared);

    /** Returns the lists a user has and those lent to him. */
    CompletableFuture<List<Named>> of(Owner reader);

    /**
     * Which list.
     *
     * @param owner bare JID of who keeps it
     * @param name its name
     */
    record ListName(String owner, String name) {}

    /**
     * A list as its reader sees it.
     *
     * @param list which
     * @param members how many
     * @param sharedWith to whom its owner lends it; empty for others
     */
    record Named(ListName list, long members, List<String> sharedWith) {
        public Named {
            sharedWith = List.copyOf(sharedWith);
        }
    }
}
