package im.sidestream.config;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
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
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file with a domain and a secret is enough; what it leaves out is recorded here. */
class ConfigDefaultsTest {
    @TempDir
    private Path directory;

    @Test
    @Requirement("S-28")
    void aDomainAndASecretAreEnough() throws ConfigException {
        ServerConfig config = new ConfigFixture(directory).load(ConfigFixture.ENOUGH);

        assertThat(config.xmpp())
                .isEqualTo(new XmppConfig(
                        "127.0.0.1",
                        5347,
                        "upload.example.org",
                        new Secret("s3cr3t"),
                        false,
                        Duration.ofMinutes(1),
                        512 * 1024,
                        Set.of()));
        assertThat(config.contacts().values()).as("nobody is named").allMatch(List::isEmpty);
        assertThat(config.http())
                .isEqualTo(new HttpConfig(
                        new HostPort("0.0.0.0", 5443),
                        URI.create("https://upload.example.org:5443/"),
                        Optional.empty(),
                        Optional.of(new HostPort("127.0.0.1", 5480)),
                        false,
                        Optional.empty(),
                        new GuardConfig(10_000, 1000, Duration.ZERO),
                        new FrontConfig(List.of(), false, Optional.empty()),
                        new TlsConfig(true, false)));
        assertThat(config.http().transport()).isEqualTo(Transport.SELF_SIGNED);
        assertThat(config.storage()).isEqualTo(new StorageConfig(Path.of("/var/lib/sidestream"), true));
        assertThat(config.deliveries()).isEqualTo(DeliveryLimits.STANDARD);
        assertThat(config.policy())
                .isEqualTo(new SlotPolicy(
                        Admission.of(new Accounts(List.of("example.org"))),
                        Groups.of(new Limits(
                                "default",
                                Map.of(
                                        Purpose.MESSAGE, new Bucket(100L << 20, Quota.UNLIMITED, null),
                                        Purpose.PROFILE, new Bucket(5L << 20, 20L << 20, null),
                                        Purpose.EPHEMERAL, new Bucket(100L << 20, Quota.UNLIMITED, null)),
                                Quota.NONE,
                                Rate.UNLIMITED,
                                Duration.ZERO)),
                        Retention.FOREVER,
                        new StoreLimits(Quota.UNLIMITED, 64L << 20, false),
                        Duration.ofMinutes(5)));
        assertThat(config.warmUp()).isTrue();
        assertThat(config.stopTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.logLevel()).isEqualTo("info");
    }

    @Test
    void whatHasNoDefaultIsAskedForByName() {
        ConfigFixture fixture = new ConfigFixture(directory);

        assertThat(fixture.refusal("xmpp.secret = s"))
                .isEqualTo("xmpp.domain is missing: a domain name such as" + " upload.example.org");
        assertThat(fixture.refusal("xmpp.domain = upload.example.org")).startsWith("xmpp.secret is missing");
        assertThat(fixture.refusal("xmpp { domain = upload, secret = s }"))
                .isEqualTo("policy.allow is missing: xmpp.domain = \"upload\" has no parent domain whose users could"
                        + " be meant");
    }
}
