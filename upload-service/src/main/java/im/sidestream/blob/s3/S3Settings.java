package im.sidestream.blob.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Which bucket, and how it is spoken to.
 *
 * @param endpoint of the service; empty for that of AWS in the region
 * @param region whose name signatures carry
 * @param keys empty for what the machine knows: environment, profile, container or instance
 * @param pathStyle whether the bucket is named in the path, not in the host
 * @param prefix what all keys begin with; empty, or ending in a slash
 * @param objects how objects are kept
 * @param timeout how long an answer may take
 * @param redirect how long links of the store work that downloads are sent to; zero for sending bytes through this process
 */
public record S3Settings(
        Optional<URI> endpoint,
        String bucket,
        String region,
        Optional<Keys> keys,
        boolean pathStyle,
        String prefix,
        Objects objects,
        Duration timeout,
        Duration redirect) {

    public S3Settings {
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            throw new IllegalArgumentException("a prefix ends in a slash");
        }
    }

    /** An access key and what proves it. */
    public record Keys(String access, String secret) {
        @Override
        public String toString() {
            return access + " (secret)";
        }
    }

    /**
     * How objects are kept.
     *
     * @param storageClass as the service names it; empty for its default
     * @param encryption {@code AES256}, {@code aws:kms} or another that the service knows; empty for its default
     * @param kmsKey the key for that, or empty
     */
    public record Objects(Optional<String> storageClass, Optional<String> encryption, Optional<String> kmsKey) {
        /** As the service keeps them by itself. */
        public static final Objects DEFAULT = new Objects(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
