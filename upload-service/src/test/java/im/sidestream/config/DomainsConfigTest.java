package im.sidestream.config;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.slot.Purpose;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code xmpp} as a list: one process, several domains, each with what it says for itself. */
final class DomainsConfigTest {
    private static final String TWO = """
            policy { max-file-size = 10MiB, retention.message = 30d }
            http.listen = "127.0.0.1:8080"
            xmpp = [
              { domain = upload.north.example, secret = n }
              {
                domain = upload.south.example, host = south.example, secret = s, admins = ["boss@south.example"]
                public-url = "https://files.south.example/x/"
                policy { max-file-size = 1MiB, groups.staff { members = ["staff.example"], max-file-size = 2GiB } }
                contact.abuse = ["mailto:abuse@south.example"]
              }
            ]
            """;

    @TempDir
    private Path directory;

    private ConfigFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new ConfigFixture(directory);
    }

    @Test
    void eachDomainHasItsOwnNamePolicyAndPublicUrl() throws ConfigException {
        ServerConfig north = fixture.load(TWO);
        ServerConfig south = north.find("upload.south.example").orElseThrow();

        assertThat(north.domains()).hasSize(2).startsWith(north);
        assertThat(north.xmpp().domain()).isEqualTo("upload.north.example");
        assertThat(north.http().publicUrl()).hasToString("https://upload.north.example:5443/");
        assertThat(north.policy().maxFileSize()).isEqualTo(10 << 20);
        assertThat(north.policy().admission().allow().patterns()).containsExactly("north.example");
        assertThat(north.contacts()).allSatisfy((kind, uris) -> assertThat(uris).isEmpty());
        assertThat(south.xmpp().host()).isEqualTo("south.example");
        assertThat(south.xmpp().admins()).containsExactly("boss@south.example");
        assertThat(south.http().publicUrl()).hasToString("https://files.south.example/x/");
        assertThat(south.policy().admission().allow().patterns()).containsExactly("south.example");
        assertThat(south.policy()
                        .limitsOf("a@south.example")
                        .bucket(Purpose.MESSAGE)
                        .orElseThrow()
                        .maxFileSize())
                .isEqualTo(1 << 20);
        assertThat(south.policy()
                        .limitsOf("a@staff.example")
                        .bucket(Purpose.MESSAGE)
                        .orElseThrow()
                        .maxFileSize())
                .isEqualTo(2L << 30);
        assertThat(south.contacts().get("abuse")).containsExactly("mailto:abuse@south.example");
    }

    @Test
    void whatIsSaidForAllHoldsForEach() throws ConfigException {
        ServerConfig config = fixture.load(TWO, Map.of("SIDESTREAM_POLICY_RETENTION_MESSAGE", "7d"));

        assertThat(config.domains()).allSatisfy(domain -> {
            assertThat(domain.http().listen()).isEqualTo(config.http().listen());
            assertThat(domain.policy().retention().byPurpose()).containsEntry(Purpose.MESSAGE, Duration.ofDays(7));
        });
    }

    @Test
    void aListOfOneIsTheBlockItself() throws ConfigException {
        ServerConfig config = fixture.load(
                "xmpp = [{ domain = upload.example.org, secret = s, policy.max-file-size = 5kB }]",
                Map.of("SIDESTREAM_XMPP_SECRET", "other"));

        assertThat(config.domains()).containsExactly(config);
        assertThat(config.xmpp().secret().value()).isEqualTo("other");
        assertThat(config.policy().maxFileSize()).isEqualTo(5000);
    }

    @Test
    void aDomainIsServedOnce() {
        assertThat(fixture.refusal(
                        "xmpp = [{ domain = u.example.org, secret = s }, { domain = U.example.org, secret = t }]"))
                .isEqualTo("sidestream.conf:1: xmpp.domain = \"U.example.org\":"
                        + " another block of xmpp has the same domain");
    }

    @Test
    void aDomainMayHaveACertificateOfItsOwn() throws ConfigException {
        ServerConfig config = fixture.load("""
                http.tls { certificate = all.pem, key = all-key.pem }
                xmpp = [
                  { domain = u.north.example, secret = n }
                  { domain = u.south.example, secret = s, certificate = south.pem, certificate-key = south-key.pem }
                  { domain = u.west.example, secret = w }
                ]
                """);

        assertThat(config.certificates())
                .containsExactly(
                        new TlsFiles(directory.resolve("all.pem"), directory.resolve("all-key.pem")),
                        new TlsFiles(directory.resolve("south.pem"), directory.resolve("south-key.pem")));
        assertThat(config.domains())
                .allSatisfy(domain -> assertThat(domain.http().transport()).isEqualTo(Transport.CERTIFICATE));
    }

    @Test
    void onePortSpeaksTlsForAllOrForNone() {
        assertThat(fixture.refusal("xmpp = [{ domain = u.example.org, secret = s },\n"
                        + "{ domain = v.example.org, secret = t, certificate = v.pem, certificate-key = v-key.pem }]"))
                .isEqualTo(
                        "sidestream.conf:1: xmpp.domain = \"u.example.org\": another block of xmpp has a certificate:"
                                + " this one needs one, too, or http.tls for all");
    }

    @Test
    void everyDomainNeedsItsSecret() {
        assertThat(fixture.refusal("xmpp = [{ domain = u.example.org, secret = s }, { domain = v.example.org }]"))
                .startsWith("xmpp.secret is missing");
    }

    /** One text cannot be meant for one of several. */
    @Test
    void theEnvironmentSaysNothingThatADomainSaysItself() {
        assertThat(fixture.refusal(TWO, Map.of("SIDESTREAM_XMPP_SECRET", "x")))
                .isEqualTo("SIDESTREAM_XMPP_SECRET: xmpp is a list, and one of its domains says xmpp.secret itself");
    }

    @Test
    void whatIsSharedIsNoBusinessOfADomain() {
        assertThat(fixture.refusal("xmpp = [{ domain = u.example.org, secret = s, storage.directory = d }]"))
                .isEqualTo("sidestream.conf:1: unknown key xmpp.storage.directory (did you mean storage.directory?)");
        assertThat(fixture.refusal("xmpp = [upload.example.org]"))
                .isEqualTo("sidestream.conf:1: xmpp: expected a list of blocks: [ { … }, { … } ]");
    }
}
