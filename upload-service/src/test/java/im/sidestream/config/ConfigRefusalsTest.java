package im.sidestream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be used is refused with one line: place, key, value, what is accepted. */
class ConfigRefusalsTest {
    @TempDir
    private Path directory;

    private ConfigFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new ConfigFixture(directory);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http.listn = \"0.0.0.0:1\"    | sidestream.conf:2: unknown key http.listn (did you mean http.listen?)",
                "xmpp.public-url = \"x\"       | sidestream.conf:2: unknown key xmpp.public-url (did you mean http.public-url?)",
                "delivery.answer-time = 31d    | sidestream.conf:2: delivery.answer-time = \"31d\": it is longer than delivery.longest-answer-time",
                "colour = green                | sidestream.conf:2: unknown key colour",
                "xmpp.port-file = \"/x\"       | sidestream.conf:2: unknown key xmpp.port-file",
                "http.tls = true               | sidestream.conf:2: http.tls is a section: write http.tls { … }",
                "xmpp.port { a = 1 }           | sidestream.conf:2: unknown key xmpp.port.a (did you mean xmpp.port?)",
                "catalog.url = \"jdbc:postgresql://h/d?password=x\" | sidestream.conf:2: catalog.url: the password belongs into catalog.password",
                "catalog.user = u              | sidestream.conf:2: catalog.user: there is no catalog.url",
                "storage.s3.prefix = b         | sidestream.conf:2: storage.s3.prefix = \"b\": storage.s3.bucket is missing",
                "storage.s3 { bucket = bucket, secret-key = b } | sidestream.conf:2: storage.s3.secret-key: storage.s3.access-key and storage.s3.secret-key belong together: the other one is missing",
            })
    void aKeyThatIsNotTakenStopsTheStart(String line, String refusal) {
        assertThat(fixture.refusal(ConfigFixture.ENOUGH + line)).isEqualTo(refusal);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "policy.max-file-size | 100Mb",
                "policy.max-file-size | 100 megabytes",
                "policy.max-file-size | 0",
                "policy.max-file-size | -1",
                "policy.max-file-size | 99999999TiB",
                "policy.quota.total   | lots",
                "policy.quota.rate    | 60",
                "policy.quota.rate    | 0/min",
                "policy.quota.rate    | 60/fortnight",
                "delivery.receivers   | 0",
                "delivery.receivers   | unlimited",
                "delivery.offers-per-second | 1.5",
                "delivery.kept        | off",
                "policy.slot-lifetime | 300",
                "policy.slot-lifetime | 0s",
                "policy.slot-lifetime | unlimited",
                "policy.retention.message | 30 moons",
                "policy.profile.max-file-size | 0",
                "policy.permanent.total | much",
                "policy.quota.daily-files | -1",
                "policy.quota.daily-files | 1k",
                "policy.when-full     | delete",
                "policy.store.keep-free | unlimited",
                "policy.retention.profile | 0s",
                "policy.keep.longest  | unlimited",
                "stop-timeout         | 30",
                "storage.s3.bucket    | a/b",
                "storage.s3.bucket    | no",
                "xmpp.port            | 0",
                "xmpp.port            | 65536",
                "xmpp.port            | xmpp",
                "xmpp.tls             | perhaps",
                "xmpp.domain          | user@example.org",
                "xmpp.domain          | upload..example.org",
                "http.listen          | 5443",
                "http.listen          | unix:",
                "http.socket-mode     | 0660",
                "http.socket-mode     | rw-rw----",
                "http.public-url      | ftp://example.org/",
                "http.public-url      | https://user@example.org/",
                "http.public-url      | https://example.org/?a=b",
                "http.public-url      | https:///x",
                "http.public-url      | upload.example.org",
                "http.admin-listen    | on",
                "http.proxy-protocol  | on",
                "http.x-accel-redirect | stored/",
                "http.x-accel-redirect | /stored",
                "http.x-accel-redirect | /",
                "http.x-accel-redirect | /a b/",
                "http.x-accel-redirect | //",
                "storage.sync         | 1",
                "log-level            | verbose",
            })
    void aBadValueIsNamedWithWhatIsAccepted(String path, String value) {
        Key key = Key.named(path).orElseThrow();

        assertThat(fixture.refusal(ConfigFixture.ENOUGH + path + " = \"" + value + "\""))
                .isEqualTo("sidestream.conf:2: " + path + " = \"" + value + "\": expected "
                        + key.kind().accepted());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "policy.block | [\"a b\"]",
                "policy.purposes | [message, avatar]",
                "policy.purposes | [profile]",
                "policy.types.allow | [image]",
                "policy.types.refuse | [\"*/png\"]",
                "policy.allow | [\"user@example.org/phone\"]",
                "policy.allow | []",
                "xmpp.host | [a, b]",
                "xmpp.admins | [example.org]",
                "contact.abuse | [\"abuse@example.org\"]"
            })
    void aBadListIsRefused(String path, String list) {
        Key key = Key.named(path).orElseThrow();

        assertThat(fixture.refusal(ConfigFixture.ENOUGH + path + " = " + list))
                .startsWith("sidestream.conf:2: " + path + " = [")
                .endsWith("]: expected " + key.kind().accepted());
    }

    @Test
    void whatNobodyWouldHeedIsRefused() {
        assertThat(fixture.refusal(ConfigFixture.ENOUGH + "http.x-accel-redirect = /stored/"))
                .endsWith(": nobody would heed it: name the proxies in http.trusted-proxies");
    }

    @Test
    void aSocketWhosePathIsTooLongIsRefused() {
        assertThat(fixture.refusal(ConfigFixture.ENOUGH + "http.listen = \"unix:/run/" + "x".repeat(99) + "\""))
                .endsWith(": the path of a socket has at most 103 bytes");
    }

    @Test
    void theProxyProtocolOfNobodyIsRefused() {
        assertThat(fixture.refusal(ConfigFixture.ENOUGH + "http.proxy-protocol = required"))
                .isEqualTo("sidestream.conf:2: http.proxy-protocol = \"required\": nobody could connect: name the"
                        + " proxies in http.trusted-proxies");
    }

    @Test
    void aBadVariableIsNamedAsTheVariable() {
        assertThat(fixture.refusal(ConfigFixture.ENOUGH, Map.of("SIDESTREAM_XMPP_PORT", "x")))
                .isEqualTo("SIDESTREAM_XMPP_PORT: xmpp.port = \"x\": expected a port from 1 to 65535");
        assertThat(fixture.refusal(ConfigFixture.ENOUGH, Map.of("SIDESTREAM_HTTP_LISTN", "x")))
                .isEqualTo("SIDESTREAM_HTTP_LISTN: the environment names an unknown key");
    }

    @ParameterizedTest
    @CsvSource({"http.listen, localhst.invalid:5443", "http.admin-listen, localhst.invalid:5480"})
    void aNameWithoutAnAddressIsRefused(String path, String value) {
        assertThat(fixture.refusal(ConfigFixture.ENOUGH + path + " = \"" + value + "\""))
                .isEqualTo("sidestream.conf:2: " + path + " = \"" + value + "\": no address is known for this name");
    }

    @Test
    void halfACertificateIsRefused() {
        assertThat(fixture.refusal(ConfigFixture.ENOUGH + "http.tls.key = k.pem"))
                .isEqualTo("sidestream.conf:2: http.tls.key = \"k.pem\": certificate and key belong together: the"
                        + " other one is missing");
    }

    @Test
    void brokenSyntaxIsNamedByItsLineWithoutWhatStandsThere() {
        assertThat(fixture.refusal("xmpp {\n  domain = upload.example.org\n  secret = \"hunter2\n}\n"))
                .startsWith("sidestream.conf:3: not valid HOCON")
                .doesNotContain("hunter2");
        assertThat(fixture.refusal("xmpp.secret = hunter2$x"))
                .startsWith("sidestream.conf:1: not valid HOCON")
                .doesNotContain("hunter2");
    }

    @Test
    void aMissingFileIsOneLine() {
        ConfigException refused = catchThrowableOfType(
                ConfigException.class, () -> new ConfigLoader(Map.of(), directory).load(Path.of("absent.conf")));

        assertThat(refused.line()).isEqualTo(directory + "/absent.conf: cannot be read: is it there, and readable?");
    }

    @Test
    void anIncludedFileIsReadAndBlamedByItsOwnName() throws IOException {
        Files.writeString(directory.resolve("more.conf"), "\n\nstop-timeout = soon\n");

        assertThat(fixture.refusal(ConfigFixture.ENOUGH + "include \"more.conf\""))
                .startsWith("more.conf:3: stop-timeout");
    }
}
