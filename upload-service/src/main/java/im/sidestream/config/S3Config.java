package im.sidestream.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The bucket that files are kept in.
 *
 * @param endpoint empty for that of AWS in the region
 * @param keys empty for what the machine knows
 * @param pathStyle whether the bucket is named in the path, not in the host
 * @param prefix what all keys begin with; empty, or ending in a slash
 * @param storageClass empty for the bucket's default
 * @param encryption empty for the bucket's default
 * @param kmsKey empty for the service's own key
 * @param timeout how long an answer may take
 * @param redirect how long links work that downloads are sent to; zero for none
 */
public record S3Config(
        Optional<URI> endpoint,
        String bucket,
        String region,
        Optional<Keys> keys,
        boolean pathStyle,
        String prefix,
        Optional<String> storageClass,
        Optional<String> encryption,
        Optional<String> kmsKey,
        Duration timeout,
        Duration redirect) {
    private static final String BUCKET = "[a-zA-Z0-9][a-zA-Z0-9._-]{1,61}[a-zA-Z0-9]";
    private static final String PREFIX = "([a-zA-Z0-9_.-]+/)*[a-zA-Z0-9_.-]+/?";
    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final Duration LONGEST_REDIRECT = Duration.ofMinutes(5);

    private static final List<Key> OTHERS = List.of(
            Key.STORAGE_S3_ENDPOINT,
            Key.STORAGE_S3_ACCESS_KEY,
            Key.STORAGE_S3_SECRET_KEY,
            Key.STORAGE_S3_PATH_STYLE,
            Key.STORAGE_S3_PREFIX,
            Key.STORAGE_S3_STORAGE_CLASS,
            Key.STORAGE_S3_SERVER_SIDE_ENCRYPTION,
            Key.STORAGE_S3_KMS_KEY);

    /** An access key with what proves it. */
    public record Keys(Secret access, Secret secret) {}

    /** Returns the bucket, or empty where files are kept in the directory. */
    static Optional<S3Config> of(Settings settings) throws ConfigException {
        if (settings.find(Key.STORAGE_S3_BUCKET).isEmpty()) {
            for (Key other : OTHERS) {
                if (settings.find(other).isPresent()) {
                    throw settings.require(other).refused("storage.s3.bucket is missing");
                }
            }
            return Optional.empty();
        }
        Optional<URI> endpoint = endpoint(settings);
        return Optional.of(new S3Config(
                endpoint,
                matching(settings, Key.STORAGE_S3_BUCKET, BUCKET).orElseThrow(),
                settings.text(Key.STORAGE_S3_REGION),
                keys(settings),
                settings.find(Key.STORAGE_S3_PATH_STYLE).isPresent()
                        ? settings.flag(Key.STORAGE_S3_PATH_STYLE)
                        : endpoint.isPresent(),
                prefix(settings),
                matching(settings, Key.STORAGE_S3_STORAGE_CLASS, "[!-~]+"),
                matching(settings, Key.STORAGE_S3_SERVER_SIDE_ENCRYPTION, "[!-~]+"),
                matching(settings, Key.STORAGE_S3_KMS_KEY, "[!-~]+"),
                timeout(settings),
                redirect(settings)));
    }

    /** Returns which part of which bucket it is, wherever that is reached. */
    String place() {
        return "bucket " + bucket + " " + prefix;
    }

    private static Optional<URI> endpoint(Settings settings) throws ConfigException {
        Setting setting = settings.find(Key.STORAGE_S3_ENDPOINT).orElse(null);
        if (setting == null) {
            return Optional.empty();
        }
        try {
            URI url = new URI(setting.text());
            String scheme = String.valueOf(url.getScheme());
            boolean web = scheme.equals(PublicUrl.HTTP) || scheme.equals(PublicUrl.HTTPS);
            boolean bare = url.getHost() != null && url.getUserInfo() == null && url.getQuery() == null;
            if (web && bare && url.getFragment() == null) {
                return Optional.of(url);
            }
        } catch (URISyntaxException e) {
            // refused as any other text that is no URL
        }
        throw setting.refused();
    }

    private static Optional<Keys> keys(Settings settings) throws ConfigException {
        boolean access = settings.find(Key.STORAGE_S3_ACCESS_KEY).isPresent();
        if (access != settings.find(Key.STORAGE_S3_SECRET_KEY).isPresent()) {
            Key there = access ? Key.STORAGE_S3_ACCESS_KEY : Key.STORAGE_S3_SECRET_KEY;
            throw settings.require(there)
                    .refused(
                            "storage.s3.access-key and storage.s3.secret-key belong together: the other one is missing");
        }
        return access
                ? Optional.of(new Keys(
                        settings.secret(Key.STORAGE_S3_ACCESS_KEY), settings.secret(Key.STORAGE_S3_SECRET_KEY)))
                : Optional.empty();
    }

    private static String prefix(Settings settings) throws ConfigException {
        return matching(settings, Key.STORAGE_S3_PREFIX, PREFIX)
                .map(prefix -> prefix.endsWith("/") ? prefix : prefix + "/")
                .orElse("");
    }

    private static Optional<String> matching(Settings settings, Key key, String pattern) throws ConfigException {
        if (settings.find(key).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(settings.value(key, text -> text.matches(pattern) ? Optional.of(text) : Optional.empty()));
    }

    private static Duration timeout(Settings settings) throws ConfigException {
        return settings.value(
                Key.STORAGE_S3_TIMEOUT, text -> Units.duration(text).filter(time -> time.compareTo(SHORTEST) >= 0));
    }

    /** A link that was given away cannot be taken back: what lasts longer would outlive a file's withdrawal. */
    private static Duration redirect(Settings settings) throws ConfigException {
        return settings.value(
                Key.STORAGE_S3_REDIRECT,
                text -> Units.durationOrOff(text)
                        .filter(time -> time.isZero()
                                || (time.compareTo(SHORTEST) >= 0 && time.compareTo(LONGEST_REDIRECT) <= 0)));
    }
}
