package im.sidestream.config;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.slot.Purpose;
import im.sidestream.slot.Quota;
import im.sidestream.slot.Rate;
import im.sidestream.slot.Retention;
import im.sidestream.slot.SlotPolicy;
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
        taken.removeIf(key -> key.kind().isLater());

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
                        true));
        assertThat(config.storage()).isEqualTo(new StorageConfig(directory.resolve("data"), false));
        assertThat(config.policy()).isEqualTo(expectedPolicy());
        assertThat(config.warmUp()).isFalse();
        assertThat(config.stopTimeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(config.logLevel()).isEqualTo("debug");
    }

    private static SlotPolicy expectedPolicy() {
        return new SlotPolicy(
                4_000_000_000L,
                List.of("example.net", "*.example.net", "user@example.com"),
                new Quota(1L << 40, 1536),
                new Rate(60, Duration.ofMinutes(1)),
                Duration.ofMinutes(10),
                new Retention(Map.of(Purpose.MESSAGE, Duration.ofDays(30))));
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
        values.put(Key.HTTP_PUBLIC_URL, "https://files.example.net/up");
        values.put(Key.HTTP_TLS_CERTIFICATE, "chain.pem");
        values.put(Key.HTTP_TLS_KEY, "/etc/key.pem");
        values.put(Key.HTTP_ADMIN_LISTEN, "off");
        values.put(Key.HTTP_SLOT_HEADER, "true");
        values.put(Key.STORAGE_DIRECTORY, "data");
        values.put(Key.STORAGE_SYNC, "false");
        values.put(Key.POLICY_MAX_FILE_SIZE, "4GB");
        values.put(Key.POLICY_ALLOW, "example.net,*.example.net,user@example.com");
        values.put(Key.POLICY_QUOTA_TOTAL, "1TiB");
        values.put(Key.POLICY_QUOTA_DAILY, "1.5KiB");
        values.put(Key.POLICY_QUOTA_RATE, "60/min");
        values.put(Key.POLICY_SLOT_LIFETIME, "10min");
        values.put(Key.POLICY_RETENTION_MESSAGE, "30d");
        values.put(Key.WARM_UP, "false");
        values.put(Key.STOP_TIMEOUT, "1500ms");
        values.put(Key.LOG_LEVEL, "debug");
        return values;
    }
}
