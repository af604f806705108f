package im.sidestream.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every key there is: its name, its kind, its default, and whether a reload changes it. */
public enum Key {
    XMPP_HOST("xmpp.host", Kind.TEXT, "127.0.0.1"),
    XMPP_PORT("xmpp.port", Kind.PORT, "5347"),
    XMPP_DOMAIN("xmpp.domain", Kind.DOMAIN, null),
    XMPP_SECRET("xmpp.secret", Kind.SECRET, null),
    XMPP_TLS("xmpp.tls", Kind.FLAG, "false"),
    XMPP_PING("xmpp.ping", Kind.DURATION, "60s"),
    XMPP_MAX_STANZA_SIZE("xmpp.max-stanza-size", Kind.SIZE, "512KiB"),
    XMPP_ADMINS("xmpp.admins", Kind.ACCOUNTS, null),
    CONTACT_ABUSE("contact.abuse", Kind.URIS, null),
    CONTACT_ADMIN("contact.admin", Kind.URIS, null),
    CONTACT_FEEDBACK("contact.feedback", Kind.URIS, null),
    CONTACT_SALES("contact.sales", Kind.URIS, null),
    CONTACT_SECURITY("contact.security", Kind.URIS, null),
    CONTACT_STATUS("contact.status", Kind.URIS, null),
    CONTACT_SUPPORT("contact.support", Kind.URIS, null),
    HTTP_LISTEN("http.listen", Kind.ADDRESS, "0.0.0.0:5443"),
    HTTP_PUBLIC_URL("http.public-url", Kind.URL, null),
    HTTP_TLS_CERTIFICATE("http.tls.certificate", Kind.FILE, null),
    HTTP_TLS_KEY("http.tls.key", Kind.FILE, null),
    HTTP_ADMIN_LISTEN("http.admin-listen", Kind.ADDRESS_OR_OFF, "127.0.0.1:5480"),
    HTTP_SLOT_HEADER("http.slot-header", Kind.FLAG, "false"),
    STORAGE_DIRECTORY("storage.directory", Kind.FILE, "/var/lib/sidestream"),
    STORAGE_SYNC("storage.sync", Kind.FLAG, "true"),
    STORAGE_S3_ENDPOINT("storage.s3.endpoint", Kind.LATER, null),
    STORAGE_S3_BUCKET("storage.s3.bucket", Kind.LATER, null),
    STORAGE_S3_REGION("storage.s3.region", Kind.LATER, null),
    STORAGE_S3_ACCESS_KEY("storage.s3.access-key", Kind.LATER_SECRET, null),
    STORAGE_S3_SECRET_KEY("storage.s3.secret-key", Kind.LATER_SECRET, null),
    CATALOG_URL("catalog.url", Kind.LATER, null),
    POLICY_MAX_FILE_SIZE("policy.max-file-size", Kind.SIZE_OR_UNLIMITED, "100MiB"),
    POLICY_ALLOW("policy.allow", Kind.DOMAINS, null),
    POLICY_QUOTA_TOTAL("policy.quota.total", Kind.SIZE_OR_UNLIMITED, "unlimited"),
    POLICY_QUOTA_DAILY("policy.quota.daily", Kind.SIZE_OR_UNLIMITED, "unlimited"),
    POLICY_QUOTA_RATE("policy.quota.rate", Kind.RATE, "unlimited"),
    POLICY_SLOT_LIFETIME("policy.slot-lifetime", Kind.DURATION, "300s"),
    POLICY_RETENTION_MESSAGE("policy.retention.message", Kind.DURATION_OR_UNLIMITED, "unlimited"),
    POLICY_RETENTION_PROFILE("policy.retention.profile", Kind.LATER, null),
    POLICY_RETENTION_PERMANENT("policy.retention.permanent", Kind.LATER, null),
    WARM_UP("warm-up", Kind.FLAG, "true"),
    STOP_TIMEOUT("stop-timeout", Kind.DURATION, "30s"),
    LOG_LEVEL("log-level", Kind.LEVEL, "info");

    /** What a key's name gets where its value is to be read from a file. */
    static final String FROM_FILE = "-file";

    private static final String ENVIRONMENT = "SIDESTREAM_";

    private final String path;
    private final Kind kind;
    private final @Nullable String defaultText;

    Key(String path, Kind kind, @Nullable String defaultText) {
        this.path = path;
        this.kind = kind;
        this.defaultText = defaultText;
    }

    /** Returns the key's name as the file spells it. */
    public String path() {
        return path;
    }

    /** Returns what a file would have to say to change nothing, or empty where there is no fixed default. */
    public Optional<String> defaultText() {
        return Optional.ofNullable(defaultText);
    }

    /** Returns the environment variable that wins over the file. */
    public String variable() {
        return variable(path);
    }

    /** Returns whether the value must never be shown, and may come from a file of its own. */
    public boolean isSecret() {
        return kind.isSecret();
    }

    /** Returns whether a running service takes a new value at SIGHUP. */
    public boolean isReloadable() {
        return path.startsWith("policy.") || path.startsWith("contact.") || this == XMPP_ADMINS || this == LOG_LEVEL;
    }

    Kind kind() {
        return kind;
    }

    /** Returns the name under which a secret is read from a file. */
    String filePath() {
        return path + FROM_FILE;
    }

    String fileVariable() {
        return variable(filePath());
    }

    static String variable(String path) {
        return ENVIRONMENT + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    static Optional<Key> named(String path) {
        return Arrays.stream(values())
                .filter(key -> key.path.equals(path)
                        || (key.isSecret() && key.filePath().equals(path)))
                .findFirst();
    }
}
