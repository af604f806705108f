package im.sidestream.slot;

import im.sidestream.slot.ServiceAdministration.Block;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What administrators set while the service runs, to hold until they take it back. Each change is written together with its
 * audit record; all of them are on the disk before their futures complete.
 */
public interface Restrictions {
    /** Returns all blocks, in the order of kinds and patterns. */
    CompletableFuture<List<Block>> blocks(String service);

    /** Adds a block; one that is there already stays as it is. */
    CompletableFuture<Void> block(String service, Block.Kind kind, String pattern, String by);

    /** Ends a block; answers whether there was one. */
    CompletableFuture<Boolean> unblock(String service, Block.Kind kind, String pattern, String by);

    /** Returns the limits that hold over the configuration's, by configuration key. */
    CompletableFuture<Map<String, String>> limits(String service);

    /** Sets a limit over the configuration's, or ends that with null. */
    CompletableFuture<Void> limit(String service, String key, @Nullable String value, String by);
}
