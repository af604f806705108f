package im.sidestream.app;

import im.sidestream.blob.BlobStore;
import im.sidestream.blob.FilesystemBlobStore;
import im.sidestream.config.ServerConfig;
import im.sidestream.config.StorageConfig;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/**
 * Moves the files of a service that does not run from the directory into a bucket, from a bucket into another one, or back.
 * The catalog stays where it is; its lock keeps every service away meanwhile.
 */
public final class StoreSwitch {
    private static final int AT_A_TIME = 8;

    private StoreSwitch() {}

    /**
     * Copies everything, and returns what was done in one line.
     *
     * @param lines is told what is worth knowing of single files; from any thread
     * @throws StartException if one of both cannot be opened, or not all could be copied; it may be tried again
     */
    public static String run(ServerConfig from, ServerConfig to, Consumer<String> lines) throws StartException {
        StorageConfig target = to.storage();
        if (!from.storage().directory().equals(target.directory())) {
            throw new StartException("both configurations must have the same storage.directory, where the catalog is");
        }
        if (from.storage().s3().equals(target.s3())) {
            throw new StartException("both configurations keep files in the same place");
        }
        try (Closing closing = new Closing()) {
            Store store = closing.add("store", Store.open(from.storage(), Clock.systemUTC(), from.policy()::retention));
            BlobStore fresh = closing.add("new store", open(target));
            ExecutorService threads = Pools.bounded("migrate", AT_A_TIME);
            AutoCloseable copying = threads::shutdownNow;
            closing.add("copying", copying);
            return new Migration(store, fresh, threads, lines).run();
        } catch (IOException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    private static BlobStore open(StorageConfig target) throws IOException {
        return target.s3().isPresent()
                ? Buckets.open(target.s3().get(), target.directory())
                : new FilesystemBlobStore(target.directory(), true, Pools.bounded("disk", AT_A_TIME));
    }
}
