package im.sidestream.app;

import im.sidestream.blob.BlobStore;
import im.sidestream.blob.s3.S3BlobStore;
import im.sidestream.blob.s3.S3Settings;
import im.sidestream.config.S3Config;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The bucket of a configuration. Nothing else names the classes of that store, so that they are loaded here. */
public final class Buckets {
    private static final String SPOOL = "spool-s3";
    /** Sending a piece takes a thread for a moment, and waiting uploads take none. */
    private static final int WRITING = 16;

    private static final int READING = 16;

    private Buckets() {}

    static BlobStore open(S3Config config, Path directory) throws IOException {
        return new S3BlobStore(
                settings(config),
                directory.resolve(SPOOL),
                Pools.bounded("s3-write", WRITING),
                Pools.bounded("s3-read", READING));
    }

    /**
     * Tries what a service does with its bucket, and leaves nothing behind. Returns the first thing that is wrong in one
     * line, or empty.
     */
    public static Optional<String> problem(S3Config config) {
        try {
            S3BlobStore.check(settings(config));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Returns how the place is named to an operator. */
    static String name(S3Config config) {
        return "bucket " + config.bucket();
    }

    private static S3Settings settings(S3Config config) {
        return new S3Settings(
                config.endpoint(),
                config.bucket(),
                config.region(),
                config.keys()
                        .map(keys -> new S3Settings.Keys(
                                keys.access().value(), keys.secret().value())),
                config.pathStyle(),
                config.prefix(),
                new S3Settings.Objects(config.storageClass(), config.encryption(), config.kmsKey()),
                config.timeout(),
                config.redirect());
    }
}
