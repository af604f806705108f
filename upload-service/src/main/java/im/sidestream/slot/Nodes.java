package im.sidestream.slot;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * The processes that share a catalog, as long as they say that they live, by the catalog's clock; whose time is over is
 * not told of any more.
 */
public interface Nodes {
    /**
     * Adds a process, unless a living one is not tolerated; of two that come at once and do not tolerate each other, one is
     * added.
     *
     * @param life how long it lives without saying so again
     * @return the other living processes
     */
    CompletableFuture<List<Living>> join(Node self, Duration life, Predicate<Node> tolerated);

    /**
     * Says that a process lives, and what it was configured with in the meantime.
     *
     * @return the other living processes
     */
    CompletableFuture<List<Living>> stay(Node self, Duration life);

    /** Removes a process that ends. */
    CompletableFuture<Void> leave(String id);

    /**
     * A process.
     *
     * @param id a name that no other process has, in this life or another one
     * @param service the domain that it serves first
     * @param role which faces it shows
     * @param agreed by each key that was set, something by which equal values are known, and nothing more
     */
    record Node(String id, String service, String role, SortedMap<String, String> agreed) {
        public Node {
            agreed = new TreeMap<>(agreed);
        }

        @Override
        public String toString() {
            return id + " (" + role + ")";
        }
    }

    /** A process and when it ends if it says no more. */
    record Living(Node node, Instant until) {}
}
