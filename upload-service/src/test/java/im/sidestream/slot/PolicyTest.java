package im.sidestream.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.Requirement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may ask (protocol S-26, X-07). */
final class PolicyTest {
    private static Admission allowing(String... allow) {
        return Admission.of(new Accounts(List.of(allow)));
    }

    @ParameterizedTest
    @CsvSource({
        "north.example, juliet@north.example, true",
        "NORTH.example, juliet@North.Example, true",
        "north.example, juliet@south.example, false",
        "north.example, juliet@sub.north.example, false",
        "north.example, juliet@evilnorth.example, false",
        "north.example, north.example@south.example, false",
        "*.north.example, juliet@sub.north.example, true",
        "*.north.example, juliet@north.example, false",
        "*.north.example, juliet@evilnorth.example, false",
        "juliet@north.example, juliet@north.example, true",
        "juliet@north.example, romeo@north.example, false",
        "juliet@north.example, xjuliet@north.example, false",
        "*, anyone@anywhere.example, true",
        "north.example, north.example, true",
        "Bücher.example, juliet@xn--bcher-kva.example, true",
        "xn--bcher-kva.example, juliet@BÜCHER.example, true",
        "*.bücher.example, juliet@sub.xn--bcher-kva.example, true",
        "Juliet@bücher.example, juliet@xn--bcher-kva.example, true",
        "juliet@bücher.example, romeo@xn--bcher-kva.example, false",
    })
    @Requirement("S-26")
    void anEntryEntitlesWhomItNames(String entry, String jid, boolean entitled) {
        assertThat(allowing(entry).entitles(jid)).isEqualTo(entitled);
        assertThat(allowing("other.example", entry).entitles(jid)).isEqualTo(entitled);
    }

    @Test
    void anEmptyListEntitlesNobody() {
        assertThat(allowing().entitles("juliet@north.example")).isFalse();
    }

    @Test
    void theLongestTimeIsThatOfAllPurposesGroupsAndWishes() {
        Limits standard = limits(Duration.ofDays(1), Duration.ofDays(30), Duration.ZERO);

        assertThat(with(standard).longestKept()).hasValue(Duration.ofDays(30));
        assertThat(with(limits(Duration.ofDays(1), null, Duration.ZERO)).longestKept())
                .isEmpty();
        assertThat(with(limits(Duration.ofDays(1), Duration.ofDays(2), Duration.ofDays(90)))
                        .longestKept())
                .hasValue(Duration.ofDays(90));
        assertThat(with(standard, limits(Duration.ofDays(60), Duration.ofDays(1), Duration.ZERO))
                        .longestKept())
                .hasValue(Duration.ofDays(60));
        assertThat(with(standard, limits(null, Duration.ofDays(1), Duration.ZERO))
                        .longestKept())
                .isEmpty();
    }

    private static Limits limits(@Nullable Duration message, @Nullable Duration profile, Duration keep) {
        Map<Purpose, Bucket> buckets =
                Map.of(Purpose.MESSAGE, new Bucket(1, 1, message), Purpose.PROFILE, new Bucket(1, 1, profile));
        return new Limits("any", buckets, Quota.NONE, Rate.UNLIMITED, keep);
    }

    private static SlotPolicy with(Limits standard, Limits... named) {
        List<Groups.Group> groups = Arrays.stream(named)
                .map(limits -> new Groups.Group(new Accounts(List.of("*")), limits))
                .toList();
        SlotPolicy any = SlotPolicy.unlimited("*");
        return new SlotPolicy(
                any.admission(), new Groups(groups, standard), any.retention(), any.store(), any.slotLifetime());
    }

    @Test
    void nonsenseIsRefusedWhereItIsMade() {
        assertThatThrownBy(() -> new Quota(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rate(0, Duration.ofSeconds(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rate(1, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Bucket(0, 0, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StoreLimits(0, -1, false)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Allowance(-1, Quota.NONE, 0, false)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Removal(AuditRecord.Action.CHANGED, "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whoIsBlockedIsNotEntitledHoweverAllowed() {
        Accounts all = new Accounts(List.of("*"));
        Admission admission = new Admission(all, new Accounts(List.of("*.South.example")), TypeRules.ANY);

        assertThat(admission.entitles("juliet@north.example")).isTrue();
        assertThat(admission.entitles("juliet@sub.south.example")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "image/*, text/x, image/png, true",
        "image/*, image/png, image/PNG; a=b, false",
        "image/png, text/x, image/pngx, false",
        "image/*, text/x, imagex/png, false",
        "'', image/*, text/plain, true",
        "'', '*/*', text/plain, false",
        "'*/*', text/x, text/plain, true",
    })
    void refusedTypesWinOverAllowedOnes(String allow, String refuse, String type, boolean accepted) {
        TypeRules rules = new TypeRules(allow.isEmpty() ? List.of() : List.of(allow), List.of(refuse));

        assertThat(rules.accept(new MediaType(type))).isEqualTo(accepted);
    }

    @Test
    void theFirstGroupThatIncludesAnAccountHolds() {
        Limits one = Policies.limits(Quota.NONE, Rate.UNLIMITED, Map.of());
        Limits two = Policies.limits(new Quota(1, 1), Rate.UNLIMITED, Map.of());
        Limits rest = Policies.limits(new Quota(2, 2), Rate.UNLIMITED, Map.of());
        Groups groups = new Groups(
                List.of(
                        new Groups.Group(new Accounts(List.of("juliet@north.example")), one),
                        new Groups.Group(new Accounts(List.of("north.example")), two)),
                rest);

        assertThat(groups.limitsOf("juliet@north.example")).isEqualTo(one);
        assertThat(groups.limitsOf("romeo@north.example")).isEqualTo(two);
        assertThat(groups.limitsOf("romeo@south.example")).isEqualTo(rest);
    }
}
