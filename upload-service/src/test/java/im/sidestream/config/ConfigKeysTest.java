package im.sidestream.config;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.delivery.DeliveryLimits;
import im.sidestream.slot.Accounts;
import im.sidestream.slot.Admission;
import im.sidestream.slot.Bucket;
import im.sidestream.slot.Groups;
import im.sidestream.slot.Limits;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Quota;
import im.sidestream.slot.Rate;
import im.sidestream.slot.Retention;
import im.sidestream.slot.SlotPolicy;
import im.sidestream.slot.StoreLimits;
import im.sidestream.slot.TypeRules;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every key, with a value that differs from its default, from the file and from the environment. */
class ConfigKeysTest {
    private static final Map<Key, String> VALUES = values();

    @TempDir
    private Path directory;

    @Test
    void everyKeyFromTheFileReachesItsRecord() throws ConfigException {
        StringBuilder text = new StringBuilder();
        VALUES.forEach((key, value) ->
                text.append(key.path()).append(" = ").append(hocon(key, value)).append('\n'));

        assertEveryKeyTookEffect(new ConfigFixture(directory).load(text.toString()));
    }

    @Test
    void everyKeyFromTheEnvironmentWinsOverTheFile() throws ConfigException {
        Map<String, String> environment = new TreeMap<>();
        VALUES.forEach((key, value) -> environment.put(key.variable(), value));
        String file = ConfigFixture.ENOUGH
                + "http.listen = \"0.0.0.0:1\", stop-timeout = 99s, policy.allow = [other.example]";

        assertEveryKeyTookEffect(new ConfigFixture(directory).load(file, environment));
    }

    @Test
    void theEnvironmentAloneIsEnough() throws ConfigException {
        Map<String, String> environment = Map.of(
                "SIDESTREAM_XMPP_DOMAIN", "upload.example.org",
                "SIDESTREAM_XMPP_SECRET", "s",
                "SIDESTREAM_STORAGE_DIRECTORY", "files",
                "SIDESTREAM_HOME", "a variable of another program");

        ServerConfig config = new ConfigLoader(environment, directory).load(null);

        assertThat(config.storage().directory()).isEqualTo(directory.resolve("files"));
    }

    @Test
    void theTableOfThisTestKnowsEveryKeyThatThisVersionTakes() {
        List<Key> taken = new ArrayList<>(List.of(Key.values()));
        // what stands below policy.groups and foreign is tested on its own
        taken.removeIf(key -> key == Key.POLICY_GROUPS || key.isForeign());

        assertThat(VALUES.keySet()).containsExactlyInAnyOrderElementsOf(taken);
        VALUES.forEach(
                (key, value) -> assertThat(key.defaultText()).as(key.path()).isNotEqualTo(Optional.of(value)));
    }

    @Test
    void noTwoKeysShareAVariable() {
        List<String> variables = new ArrayList<>();
        for (Key key : Key.values()) {
            variables.add(key.variable());
            variables.add(key.fileVariable());
        }

        assertThat(variables).doesNotHaveDuplicates();
        assertThat(Key.HTTP_PUBLIC_URL.variable()).isEqualTo("SIDESTREAM_HTTP_PUBLIC_URL");
    }

    private void assertEveryKeyTookEffect(ServerConfig config) {
        assertThat(config.xmpp())
                .isEqualTo(new XmppConfig(
                        "xmpp.example.net",
                        5276,
                        "files.example.net",
                        new Secret("p$ss \"word"),
                        true,
                        Duration.ofSeconds(7),
                        65536,
                        Set.of("root@example.net", "ann@example.com")));
        assertThat(config.contacts())
                .containsEntry("abuse", List.of("mailto:abuse@example.net", "xmpp:root@example.net"))
                .containsEntry("admin", List.of("xmpp:root@example.net"))
                .containsEntry("feedback", List.of("https://example.net/say"))
                .containsEntry("sales", List.of("mailto:sales@example.net"))
                .containsEntry("security", List.of("mailto:security@example.net"))
                .containsEntry("status", List.of("https://status.example.net/"))
                .containsEntry("support", List.of("xmpp:help@rooms.example.net?join"));
        assertThat(config.http())
                .isEqualTo(new HttpConfig(
                        new HostPort("::1", 8443),
                        URI.create("https://files.example.net/up/"),
                        Optional.of(new TlsFiles(directory.resolve("chain.pem"), Path.of("/etc/key.pem"))),
                        Optional.empty(),
                        true,
                        Optional.of(new Secret("0123456789-_abcdefghijklmnopqrstuvwxyzABCDEFGH")),
                        new GuardConfig(70, 7, Duration.ofDays(365)),
                        new FrontConfig(
                                List.of(new Network("c0000207", 32), new Network("20010db8" + "0".repeat(24), 32)),
                                true,
                                Optional.of("/internal/stored/")),
                        new TlsConfig(false, true)));
        assertThat(config.storage())
                .isEqualTo(new StorageConfig(
                        directory.resolve("data"),
                        false,
                        Optional.of(new S3Config(
                                Optional.of(URI.create("http://s3.example.net:7480")),
                                "chat-files",
                                "eu-north-1",
                                Optional.of(new S3Config.Keys(new Secret("AKEXAMPLE"), new Secret("s3-secret"))),
                                false,
                                "sidestream/files/",
                                Optional.of("STANDARD_IA"),
                                Optional.of("aws:kms"),
                                Optional.of("alias/files"),
                                Duration.ofSeconds(45),
                                Duration.ofMinutes(1))),
                        Optional.of(new DatabaseConfig(
                                "jdbc:postgresql://db.example.net:5433/files?ssl=true",
                                Optional.of("keeper"),
                                Optional.of(new Secret("p$ss \"word")),
                                7,
                                Duration.ofSeconds(3)))));
        assertThat(config.policy()).isEqualTo(expectedPolicy());
        assertThat(config.deliveries())
                .isEqualTo(new DeliveryLimits(
                        new DeliveryLimits.Sending(
                                new DeliveryLimits.Share(7, 70),
                                new Accounts(List.of("office@example.net", "*.example.com")),
                                new DeliveryLimits.Share(700, 7000),
                                true),
                        new DeliveryLimits.Asking(
                                new DeliveryLimits.PerReceiver(3, 2), 31, 4, Duration.ofHours(12), Duration.ofDays(5)),
                        new DeliveryLimits.Keeping(Duration.ofDays(8), 99, 9),
                        64 << 10));
        assertThat(config.auditRetention()).isEqualTo(Duration.ofDays(90));
        assertThat(config.warmUp()).isFalse();
        assertThat(config.stopTimeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(config.logLevel()).isEqualTo("debug");
    }

    private static SlotPolicy expectedPolicy() {
        Map<Purpose, Duration> kept = Map.of(
                Purpose.MESSAGE, Duration.ofDays(30),
                Purpose.PROFILE, Duration.ofDays(365),
                Purpose.EPHEMERAL, Duration.ofDays(2),
                Purpose.PERMANENT, Duration.ofDays(3650));
        Map<Purpose, Bucket> buckets = Map.of(
                Purpose.MESSAGE, new Bucket(4_000_000_000L, 2L << 30, kept.get(Purpose.MESSAGE)),
                Purpose.PROFILE, new Bucket(1L << 20, 3L << 20, kept.get(Purpose.PROFILE)),
                Purpose.PERMANENT, new Bucket(7L << 20, 8L << 20, kept.get(Purpose.PERMANENT)));
        return new SlotPolicy(
                new Admission(
                        new Accounts(List.of("example.net", "*.example.net", "user@example.com")),
                        new Accounts(List.of("troll@example.net", "*.spam.example")),
                        new TypeRules(List.of("image/*", "text/plain"), List.of("image/svg+xml"))),
                Groups.of(new Limits(
                        "default",
                        buckets,
                        new Quota(1L << 40, 1536, 250),
                        new Rate(60, Duration.ofMinutes(1)),
                        Duration.ofDays(90))),
                new Retention(kept),
                new StoreLimits(5L << 40, 1L << 30, true),
                Duration.ofMinutes(10));
    }

    private static String hocon(Key key, String value) {
        if (key.kind().isList()) {
            return "[\"" + value.replace(",", "\",\"") + "\"]";
        }
        return "\"" + value.replace("\"", "\\\"") + "\"";
    }

    private static Map<Key, String> values() {
        Map<Key, String> values = new EnumMap<>(Key.class);
        values.put(Key.XMPP_HOST, "xmpp.example.net");
        values.put(Key.XMPP_PORT, "5276");
        values.put(Key.XMPP_DOMAIN, "files.example.net");
        values.put(Key.XMPP_SECRET, "p$ss \"word");
        values.put(Key.XMPP_TLS, "true");
        values.put(Key.XMPP_PING, "7s");
        values.put(Key.XMPP_MAX_STANZA_SIZE, "64KiB");
        values.put(Key.XMPP_ADMINS, "Root@example.net,ann@example.com");
        values.put(Key.CONTACT_ABUSE, "mailto:abuse@example.net,xmpp:root@example.net");
        values.put(Key.CONTACT_ADMIN, "xmpp:root@example.net");
        values.put(Key.CONTACT_FEEDBACK, "https://example.net/say");
        values.put(Key.CONTACT_SALES, "mailto:sales@example.net");
        values.put(Key.CONTACT_SECURITY, "mailto:security@example.net");
        values.put(Key.CONTACT_STATUS, "https://status.example.net/");
        values.put(Key.CONTACT_SUPPORT, "xmpp:help@rooms.example.net?join");
        values.put(Key.HTTP_LISTEN, "[::1]:8443");
        values.put(Key.HTTP_SOCKET_MODE, "600");
        values.put(Key.HTTP_PUBLIC_URL, "https://files.example.net/up");
        values.put(Key.HTTP_TLS_CERTIFICATE, "chain.pem");
        values.put(Key.HTTP_TLS_KEY, "/etc/key.pem");
        values.put(Key.HTTP_TLS_OCSP_STAPLING, "true");
        values.put(Key.HTTP_HTTP2, "false");
        values.put(Key.HTTP_ADMIN_LISTEN, "off");
        values.put(Key.HTTP_SLOT_HEADER, "true");
        values.put(Key.HTTP_HSTS, "365d");
        values.put(Key.HTTP_CONNECTIONS, "70");
        values.put(Key.HTTP_CONNECTIONS_PER_ADDRESS, "7");
        values.put(Key.HTTP_TRUSTED_PROXIES, "192.0.2.7, 2001:db8:1::/32");
        values.put(Key.HTTP_PROXY_PROTOCOL, "required");
        values.put(Key.HTTP_X_ACCEL_REDIRECT, "/internal/stored/");
        values.put(Key.HTTP_SIGNING_KEY, "0123456789-_abcdefghijklmnopqrstuvwxyzABCDEFGH");
        values.put(Key.STORAGE_DIRECTORY, "data");
        values.put(Key.STORAGE_SYNC, "false");
        values.put(Key.STORAGE_S3_ENDPOINT, "http://s3.example.net:7480");
        values.put(Key.STORAGE_S3_BUCKET, "chat-files");
        values.put(Key.STORAGE_S3_REGION, "eu-north-1");
        values.put(Key.STORAGE_S3_ACCESS_KEY, "AKEXAMPLE");
        values.put(Key.STORAGE_S3_SECRET_KEY, "s3-secret");
        values.put(Key.STORAGE_S3_PATH_STYLE, "false");
        values.put(Key.STORAGE_S3_PREFIX, "sidestream/files");
        values.put(Key.STORAGE_S3_STORAGE_CLASS, "STANDARD_IA");
        values.put(Key.STORAGE_S3_SERVER_SIDE_ENCRYPTION, "aws:kms");
        values.put(Key.STORAGE_S3_KMS_KEY, "alias/files");
        values.put(Key.STORAGE_S3_TIMEOUT, "45s");
        values.put(Key.STORAGE_S3_REDIRECT, "1min");
        values.put(Key.CATALOG_URL, "jdbc:postgresql://db.example.net:5433/files?ssl=true");
        values.put(Key.CATALOG_USER, "keeper");
        values.put(Key.CATALOG_PASSWORD, "p$ss \"word");
        values.put(Key.CATALOG_CONNECTIONS, "7");
        values.put(Key.CATALOG_TIMEOUT, "3s");
        values.put(Key.POLICY_MAX_FILE_SIZE, "4GB");
        values.put(Key.POLICY_ALLOW, "example.net,*.example.net,user@example.com");
        values.put(Key.POLICY_PURPOSES, "permanent,message,profile");
        values.put(Key.POLICY_MESSAGE_TOTAL, "2GiB");
        values.put(Key.POLICY_PROFILE_MAX_FILE_SIZE, "1MiB");
        values.put(Key.POLICY_PROFILE_TOTAL, "3MiB");
        values.put(Key.POLICY_EPHEMERAL_MAX_FILE_SIZE, "5MiB");
        values.put(Key.POLICY_EPHEMERAL_TOTAL, "6MiB");
        values.put(Key.POLICY_PERMANENT_MAX_FILE_SIZE, "7MiB");
        values.put(Key.POLICY_PERMANENT_TOTAL, "8MiB");
        values.put(Key.POLICY_BLOCK, "troll@example.net,*.spam.example");
        values.put(Key.POLICY_TYPES_ALLOW, "image/*,text/plain");
        values.put(Key.POLICY_TYPES_REFUSE, "image/svg+xml");
        values.put(Key.POLICY_QUOTA_DAILY_FILES, "250");
        values.put(Key.POLICY_WHEN_FULL, "evict");
        values.put(Key.POLICY_STORE_TOTAL, "5TiB");
        values.put(Key.POLICY_STORE_KEEP_FREE, "1GiB");
        values.put(Key.POLICY_RETENTION_PROFILE, "365d");
        values.put(Key.POLICY_RETENTION_EPHEMERAL, "2d");
        values.put(Key.POLICY_RETENTION_PERMANENT, "3650d");
        values.put(Key.POLICY_KEEP_LONGEST, "90d");
        values.put(Key.POLICY_QUOTA_TOTAL, "1TiB");
        values.put(Key.POLICY_QUOTA_DAILY, "1.5KiB");
        values.put(Key.POLICY_QUOTA_RATE, "60/min");
        values.put(Key.POLICY_SLOT_LIFETIME, "10min");
        values.put(Key.POLICY_RETENTION_MESSAGE, "30d");
        values.put(Key.DELIVERY_RECEIVERS, "7");
        values.put(Key.DELIVERY_DAILY, "70");
        values.put(Key.DELIVERY_TRUSTED, "Office@example.net,*.example.com");
        values.put(Key.DELIVERY_TRUSTED_RECEIVERS, "700");
        values.put(Key.DELIVERY_TRUSTED_DAILY, "7000");
        values.put(Key.DELIVERY_WITHOUT_CONSENT, "true");
        values.put(Key.DELIVERY_OFFERS_PER_RECEIVER, "3");
        values.put(Key.DELIVERY_OFFERS_OF_ONE_SENDER, "2");
        values.put(Key.DELIVERY_OFFERS_PER_DOMAIN, "31");
        values.put(Key.DELIVERY_OFFERS_PER_SECOND, "4");
        values.put(Key.DELIVERY_ANSWER_TIME, "12h");
        values.put(Key.DELIVERY_LONGEST_ANSWER_TIME, "5d");
        values.put(Key.DELIVERY_IN_BAND, "64KiB");
        values.put(Key.DELIVERY_KEPT, "8d");
        values.put(Key.DELIVERY_LISTS, "9");
        values.put(Key.DELIVERY_LIST_MEMBERS, "99");
        values.put(Key.AUDIT_RETENTION, "90d");
        values.put(Key.WARM_UP, "false");
        values.put(Key.STOP_TIMEOUT, "1500ms");
        values.put(Key.LOG_LEVEL, "debug");
        return values;
    }
}
