package im.sidestream.config;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.slot.Bucket;
import im.sidestream.slot.Limits;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Quota;
import im.sidestream.slot.SlotPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code policy.groups} says holds for its members; what it does not say is everyone's. */
class ConfigGroupsTest {
    private static final String STAFF = """
            policy.max-file-size = 10MiB
            policy.quota.total = 1GiB
            policy.retention.message = 30d
            policy.groups {
              staff {
                members = ["boss@north.example", "*.staff.example"]
                purposes = [message, permanent]
                max-file-size = 1GiB
                quota.rate = 5/s
                retention.message = 365d
                keep.longest = 90d
              }
            }
            """;

    @TempDir
    private Path directory;

    private ConfigFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new ConfigFixture(directory);
    }

    private SlotPolicy policy(String text, Map<String, String> environment) throws ConfigException {
        return fixture.load(ConfigFixture.ENOUGH + text, environment).policy();
    }

    @Test
    void membersHaveTheGroupsLimitsAndTheRestTheUsualOnes() throws ConfigException {
        SlotPolicy policy = policy(STAFF, Map.of());

        Limits staff = policy.limitsOf("boss@north.example");
        assertThat(policy.limitsOf("anyone@sub.staff.example")).isSameAs(staff);
        assertThat(staff.group()).isEqualTo("staff");
        assertThat(staff.purposes()).containsExactlyInAnyOrder(Purpose.MESSAGE, Purpose.PERMANENT);
        assertThat(staff.bucket(Purpose.MESSAGE)).contains(new Bucket(1L << 30, Quota.UNLIMITED, Duration.ofDays(365)));
        assertThat(staff.bucket(Purpose.PERMANENT).orElseThrow().maxFileSize()).isEqualTo(1L << 30);
        assertThat(staff.quota().total()).as("taken over").isEqualTo(1L << 30);
        assertThat(staff.longestKeep()).isEqualTo(Duration.ofDays(90));
        assertThat(staff.rate().count()).isEqualTo(5);
        Limits rest = policy.limitsOf("other@north.example");
        assertThat(rest.group()).isEqualTo("default");
        assertThat(rest.bucket(Purpose.MESSAGE)).contains(new Bucket(10L << 20, Quota.UNLIMITED, Duration.ofDays(30)));
        assertThat(policy.retention().rules())
                .singleElement()
                .satisfies(rule -> assertThat(rule.byPurpose()).containsEntry(Purpose.MESSAGE, Duration.ofDays(365)));
    }

    @Test
    void groupsAreAskedInTheOrderOfTheirNames() throws ConfigException {
        SlotPolicy policy = policy(
                "policy.groups { b { members = [\"*\"] }, a { members = [north.example] }, c { members = [\"*\"] } }",
                Map.of());

        assertThat(policy.limitsOf("x@north.example").group()).isEqualTo("a");
        assertThat(policy.limitsOf("x@south.example").group()).isEqualTo("b");
    }

    @Test
    void theEnvironmentWinsForGroupsThatTheFileNames() throws ConfigException {
        SlotPolicy policy = policy(
                STAFF,
                Map.of(
                        "SIDESTREAM_POLICY_GROUPS_STAFF_MAX_FILE_SIZE", "2GiB",
                        "SIDESTREAM_POLICY_GROUPS_STAFF_MEMBERS", "a@b.example, c.example"));

        assertThat(policy.limitsOf("x@c.example")
                        .bucket(Purpose.MESSAGE)
                        .orElseThrow()
                        .maxFileSize())
                .isEqualTo(2L << 30);
        assertThat(policy.limitsOf("boss@north.example").group()).isEqualTo("default");
        assertThat(fixture.refusal(
                        ConfigFixture.ENOUGH + STAFF, Map.of("SIDESTREAM_POLICY_GROUPS_GUESTS_MEMBERS", "x")))
                .isEqualTo("SIDESTREAM_POLICY_GROUPS_GUESTS_MEMBERS: the environment names an unknown key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "policy.groups.staff.max-filesize = 1 | sidestream.conf:2: unknown key policy.groups.staff.max-filesize (did you mean policy.groups.staff.max-file-size?)",
                "policy.groups.staff.slot-lifetime = 1s | sidestream.conf:2: unknown key policy.groups.staff.slot-lifetime",
                "policy.groups = [a] | sidestream.conf:2: policy.groups is a section: write policy.groups { … }",
                "policy.groups.staff = 1 | sidestream.conf:2: policy.groups.staff is a section: write policy.groups.staff { members = […], … }",
                "policy.groups.Staff.members = [a] | sidestream.conf:2: policy.groups: \"Staff\" cannot name a group: expected small letters, digits and dashes, and another name than default",
                "policy.groups.default.members = [a] | sidestream.conf:2: policy.groups: \"default\" cannot name a group: expected small letters, digits and dashes, and another name than default",
                "policy.groups.staff { members = [a], quota.total = x } | sidestream.conf:2: policy.groups.staff.quota.total = \"x\": expected a size such as 512KiB, 100MiB or 4GB, or unlimited",
            })
    void whatAGroupCannotSayStopsTheStart(String line, String refusal) {
        assertThat(fixture.refusal(ConfigFixture.ENOUGH + line)).isEqualTo(refusal);
    }

    @Test
    void aGroupNeedsMembers() {
        assertThat(fixture.refusal(ConfigFixture.ENOUGH + "policy.groups.staff.max-file-size = 1GiB"))
                .startsWith("policy.groups.staff.members is missing: a list such as [");
        assertThat(fixture.refusal(ConfigFixture.ENOUGH + "policy.groups.staff.members = [\"a b\"]"))
                .startsWith("sidestream.conf:2: policy.groups.staff.members = [a b]: expected a list such as");
    }
}
