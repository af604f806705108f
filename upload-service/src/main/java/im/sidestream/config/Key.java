package im.sidestream.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
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
    XMPP_ADMINS("xmpp.admins", Kind.JIDS, null),
    CONTACT_ABUSE("contact.abuse", Kind.URIS, null),
    CONTACT_ADMIN("contact.admin", Kind.URIS, null),
    CONTACT_FEEDBACK("contact.feedback", Kind.URIS, null),
    CONTACT_SALES("contact.sales", Kind.URIS, null),
    CONTACT_SECURITY("contact.security", Kind.URIS, null),
    CONTACT_STATUS("contact.status", Kind.URIS, null),
    CONTACT_SUPPORT("contact.support", Kind.URIS, null),
    HTTP_LISTEN("http.listen", Kind.LISTEN, "0.0.0.0:5443"),
    HTTP_SOCKET_MODE("http.socket-mode", Kind.FILE_MODE, "660"),
    HTTP_PUBLIC_URL("http.public-url", Kind.URL, null),
    HTTP_TLS_CERTIFICATE("http.tls.certificate", Kind.FILE, null),
    HTTP_TLS_KEY("http.tls.key", Kind.FILE, null),
    HTTP_TLS_OCSP_STAPLING("http.tls.ocsp-stapling", Kind.FLAG, "false"),
    HTTP_HTTP2("http.http2", Kind.FLAG, "true"),
    HTTP_ADMIN_LISTEN("http.admin-listen", Kind.ADDRESS_OR_OFF, "127.0.0.1:5480"),
    HTTP_SLOT_HEADER("http.slot-header", Kind.FLAG, "false"),
    HTTP_SIGNING_KEY("http.signing-key", Kind.SIGNING_KEY, null),
    HTTP_HSTS("http.hsts", Kind.DURATION_OR_OFF, "off"),
    HTTP_CONNECTIONS("http.connections", Kind.COUNT_OR_UNLIMITED, "10000"),
    HTTP_CONNECTIONS_PER_ADDRESS("http.connections-per-address", Kind.COUNT_OR_UNLIMITED, "1000"),
    HTTP_TRUSTED_PROXIES("http.trusted-proxies", Kind.NETWORKS, null),
    HTTP_PROXY_PROTOCOL("http.proxy-protocol", Kind.PROXY_PROTOCOL, "off"),
    HTTP_X_ACCEL_REDIRECT("http.x-accel-redirect", Kind.URL_PATH, null),
    FOREIGN_PROTOCOL("foreign.*.protocol", Kind.FOREIGN_PROTOCOL, null),
    FOREIGN_PATH("foreign.*.path", Kind.URL_PATH, null),
    FOREIGN_SERVICE("foreign.*.service", Kind.DOMAIN, null),
    FOREIGN_SECRET("foreign.*.secret", Kind.SECRET, null),
    FOREIGN_DELETE_SECRET("foreign.*.delete-secret", Kind.SECRET, null),
    STORAGE_DIRECTORY("storage.directory", Kind.FILE, "/var/lib/sidestream"),
    STORAGE_SYNC("storage.sync", Kind.FLAG, "true"),
    STORAGE_S3_ENDPOINT("storage.s3.endpoint", Kind.ENDPOINT, null),
    STORAGE_S3_BUCKET("storage.s3.bucket", Kind.BUCKET, null),
    STORAGE_S3_REGION("storage.s3.region", Kind.TEXT, "us-east-1"),
    STORAGE_S3_ACCESS_KEY("storage.s3.access-key", Kind.SECRET, null),
    STORAGE_S3_SECRET_KEY("storage.s3.secret-key", Kind.SECRET, null),
    STORAGE_S3_PATH_STYLE("storage.s3.path-style", Kind.FLAG, null),
    STORAGE_S3_PREFIX("storage.s3.prefix", Kind.PREFIX, null),
    STORAGE_S3_STORAGE_CLASS("storage.s3.storage-class", Kind.TEXT, null),
    STORAGE_S3_SERVER_SIDE_ENCRYPTION("storage.s3.server-side-encryption", Kind.TEXT, null),
    STORAGE_S3_KMS_KEY("storage.s3.kms-key", Kind.TEXT, null),
    STORAGE_S3_TIMEOUT("storage.s3.timeout", Kind.PATIENCE, "20s"),
    STORAGE_S3_REDIRECT("storage.s3.redirect", Kind.REDIRECT, "off"),
    CATALOG_URL("catalog.url", Kind.DATABASE, null),
    CATALOG_USER("catalog.user", Kind.TEXT, null),
    CATALOG_PASSWORD("catalog.password", Kind.SECRET, null),
    CATALOG_CONNECTIONS("catalog.connections", Kind.FEW, "10"),
    CATALOG_TIMEOUT("catalog.timeout", Kind.DURATION, "10s"),
    POLICY_PURPOSES("policy.purposes", Kind.PURPOSES, "message, profile, ephemeral"),
    POLICY_MAX_FILE_SIZE("policy.max-file-size", Kind.SIZE_OR_UNLIMITED, "100MiB"),
    POLICY_MESSAGE_TOTAL("policy.message.total", Kind.SIZE_OR_UNLIMITED, "unlimited"),
    POLICY_PROFILE_MAX_FILE_SIZE("policy.profile.max-file-size", Kind.SIZE_OR_UNLIMITED, "5MiB"),
    POLICY_PROFILE_TOTAL("policy.profile.total", Kind.SIZE_OR_UNLIMITED, "20MiB"),
    POLICY_EPHEMERAL_MAX_FILE_SIZE("policy.ephemeral.max-file-size", Kind.SIZE_OR_UNLIMITED, null),
    POLICY_EPHEMERAL_TOTAL("policy.ephemeral.total", Kind.SIZE_OR_UNLIMITED, "unlimited"),
    POLICY_PERMANENT_MAX_FILE_SIZE("policy.permanent.max-file-size", Kind.SIZE_OR_UNLIMITED, null),
    POLICY_PERMANENT_TOTAL("policy.permanent.total", Kind.SIZE_OR_UNLIMITED, "unlimited"),
    POLICY_ALLOW("policy.allow", Kind.ACCOUNTS, null),
    POLICY_BLOCK("policy.block", Kind.ACCOUNTS_OR_NONE, "none"),
    POLICY_TYPES_ALLOW("policy.types.allow", Kind.TYPES, "*/*"),
    POLICY_TYPES_REFUSE("policy.types.refuse", Kind.TYPES_OR_NONE, "none"),
    POLICY_QUOTA_TOTAL("policy.quota.total", Kind.SIZE_OR_UNLIMITED, "unlimited"),
    POLICY_QUOTA_DAILY("policy.quota.daily", Kind.SIZE_OR_UNLIMITED, "unlimited"),
    POLICY_QUOTA_DAILY_FILES("policy.quota.daily-files", Kind.COUNT_OR_UNLIMITED, "unlimited"),
    POLICY_QUOTA_RATE("policy.quota.rate", Kind.RATE, "unlimited"),
    POLICY_WHEN_FULL("policy.when-full", Kind.WHEN_FULL, "refuse"),
    POLICY_STORE_TOTAL("policy.store.total", Kind.SIZE_OR_UNLIMITED, "unlimited"),
    POLICY_STORE_KEEP_FREE("policy.store.keep-free", Kind.SIZE, "64MiB"),
    POLICY_SLOT_LIFETIME("policy.slot-lifetime", Kind.DURATION, "300s"),
    POLICY_RETENTION_MESSAGE("policy.retention.message", Kind.DURATION_OR_UNLIMITED, "unlimited"),
    POLICY_RETENTION_PROFILE("policy.retention.profile", Kind.DURATION_OR_UNLIMITED, "unlimited"),
    POLICY_RETENTION_EPHEMERAL("policy.retention.ephemeral", Kind.DURATION_OR_UNLIMITED, "unlimited"),
    POLICY_RETENTION_PERMANENT("policy.retention.permanent", Kind.DURATION_OR_UNLIMITED, "unlimited"),
    POLICY_KEEP_LONGEST("policy.keep.longest", Kind.DURATION_OR_OFF, "off"),
    POLICY_GROUPS("policy.groups", Kind.ACCOUNTS, null),
    DELIVERY_RECEIVERS("delivery.receivers", Kind.COUNT, "50"),
    DELIVERY_DAILY("delivery.daily", Kind.COUNT, "500"),
    DELIVERY_TRUSTED("delivery.trusted", Kind.ACCOUNTS_OR_NONE, "none"),
    DELIVERY_TRUSTED_RECEIVERS("delivery.trusted-receivers", Kind.COUNT, "10000"),
    DELIVERY_TRUSTED_DAILY("delivery.trusted-daily", Kind.COUNT, "50000"),
    DELIVERY_WITHOUT_CONSENT("delivery.without-consent", Kind.FLAG, "false"),
    DELIVERY_OFFERS_PER_RECEIVER("delivery.offers-per-receiver", Kind.COUNT, "50"),
    DELIVERY_OFFERS_OF_ONE_SENDER("delivery.offers-of-one-sender", Kind.COUNT, "10"),
    DELIVERY_OFFERS_PER_DOMAIN("delivery.offers-per-domain", Kind.COUNT, "5000"),
    DELIVERY_OFFERS_PER_SECOND("delivery.offers-per-second", Kind.COUNT, "20"),
    DELIVERY_ANSWER_TIME("delivery.answer-time", Kind.DURATION, "3d"),
    DELIVERY_LONGEST_ANSWER_TIME("delivery.longest-answer-time", Kind.DURATION, "30d"),
    DELIVERY_IN_BAND("delivery.in-band", Kind.SIZE, "1MiB"),
    DELIVERY_KEPT("delivery.kept", Kind.DURATION, "30d"),
    DELIVERY_LISTS("delivery.lists", Kind.COUNT, "100"),
    DELIVERY_LIST_MEMBERS("delivery.list-members", Kind.COUNT, "10000"),
    AUDIT_RETENTION("audit-retention", Kind.DURATION, "365d"),
    WARM_UP("warm-up", Kind.FLAG, "true"),
    STOP_TIMEOUT("stop-timeout", Kind.DURATION, "30s"),
    LOG_LEVEL("log-level", Kind.LEVEL, "info");

    /** What a key's name gets where its value is to be read from a file. */
    static final String FROM_FILE = "-file";

    /** What stands for a list without items. */
    static final String NONE = "none";

    private static final Pattern GROUP_SECTIONS = Pattern.compile(
            "policy\\.(purposes|max-file-size|groups|(message|profile|ephemeral|permanent|quota|retention|keep)\\..*)");
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
        return path.startsWith("policy.")
                || path.startsWith("delivery.")
                || path.startsWith("contact.")
                || isOneReloadable();
    }

    private boolean isOneReloadable() {
        return this == XMPP_ADMINS || this == LOG_LEVEL || this == AUDIT_RETENTION;
    }

    /** Returns whether an administrator may change the value while the service runs, and keep it over a restart. */
    boolean isLimit() {
        return path.startsWith("policy.") && this != POLICY_GROUPS;
    }

    /** Returns whether a group may say it for its members. */
    boolean isForGroups() {
        return GROUP_SECTIONS.matcher(path).matches();
    }

    /** Returns how the key is called in a group: what the group's members are has the key of all groups. */
    String pathIn(String group) {
        String rest = this == POLICY_GROUPS ? "members" : path.substring("policy.".length());
        return POLICY_GROUPS.path + "." + group + "." + rest;
    }

    /** Returns whether the key is one of those that each section of {@code foreign} has. */
    boolean isForeign() {
        return path.startsWith("foreign.");
    }

    /** Returns how such a key is called in the section of that name. */
    String pathOf(String name) {
        return path.replace("*", name);
    }

    /** Returns the items that a text without structure spells. */
    List<String> items(String text) {
        return kind.isList() ? List.of(text.trim().split("\\s*,\\s*")) : List.of(text);
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
                .filter(key -> !key.isForeign())
                .filter(key -> key.path.equals(path)
                        || (key.isSecret() && key.filePath().equals(path)))
                .findFirst();
    }
}
