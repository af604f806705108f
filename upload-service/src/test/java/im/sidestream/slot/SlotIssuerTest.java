package im.sidestream.slot;

import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.ROMEO;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static im.sidestream.catalog.Fixtures.request;
import static im.sidestream.catalog.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.Requirement;
import im.sidestream.catalog.Fixtures;
import im.sidestream.catalog.InMemoryCatalog;
import im.sidestream.catalog.TestingClock;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** From a request to a slot (protocol S-12 to S-30, X-02, X-08). */
final class SlotIssuerTest {
    private final TestingClock clock = new TestingClock();
    private final InMemoryCatalog catalog = new InMemoryCatalog(clock);
    private final TokenSigner signer = new TokenSigner(List.of(
            new SigningKey("s", SigningKey.Use.SLOT, "c2VjcmV0"),
            new SigningKey("d", SigningKey.Use.DELETE, "ZGVsZXRl")));
    private final List<String> evicted = new ArrayList<>();
    private long freeBytes = 1L << 40;
    private SlotPolicy policy = policy(new Quota(1000, Quota.UNLIMITED), Rate.UNLIMITED);

    private static SlotPolicy policy(Quota quota, Rate rate) {
        return Policies.of(Policies.limits(quota, rate, Map.of(Purpose.MESSAGE, new Bucket(100, 1000, null))));
    }

    private SlotIssuer issuer(boolean header) {
        SlotLinks links = new SlotLinks(URI.create("https://upload.example:5443/"));
        return new SlotIssuer(
                () -> policy,
                new SlotForm(links, signer, header),
                catalog,
                () -> freeBytes,
                (owner, files) -> evicted.add(owner.jid() + " " + files.size()),
                clock,
                new SecureRandom());
    }

    private static SlotRequest message(String owner, long size) {
        return request(owner, size, Purpose.MESSAGE, null);
    }

    @Test
    @Requirement({"S-12", "S-30"})
    void aSlotIsReservedSignedAndNamed() throws Refusal {
        Slot slot = issuer(false).issue(message(JULIET, 100)).join();

        assertThat(slot.get().toString())
                .isEqualTo("https://upload.example:5443/f/" + slot.id() + "/Bl%C3%BCte%20%F0%9F%8C%BC.jpeg");
        String token = slot.put().getQuery().substring("t=".length());
        assertThat(slot.put().getRawPath()).startsWith("/u/" + slot.id() + "/").endsWith(".jpeg");
        assertThat(signer.verify(slot.id(), token))
                .isEqualTo(
                        new SlotToken(slot.id(), 100, new MediaType("image/jpeg"), Purpose.MESSAGE, slot.deadline()));
        assertThat(slot.deadline()).isEqualTo(clock.instant().plus(Duration.ofMinutes(5)));
        assertThat(signer.verifiesDelete(slot.id(), slot.deleteToken())).isTrue();
        assertThat(slot.headers()).isEmpty();
        assertThat(catalog.find(slot.id()).join()).isPresent();
        assertThat(catalog.used(SERVICE, JULIET).join()).isEqualTo(100);
    }

    @Test
    @Requirement({"S-17", "S-30"})
    void theHeaderCarriesTheSameToken() {
        Slot slot = issuer(true).issue(message(JULIET, 1)).join();

        String token = slot.put().getQuery().substring("t=".length());
        assertThat(slot.headers()).containsExactly(new SlotHeader("Authorization", "Bearer " + token));
    }

    @Test
    @Requirement("S-19")
    void onlyTheHeadersOfTheProtocolExist() {
        assertThatThrownBy(() -> new SlotHeader("X-Token", "1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Requirement("S-29")
    void idsNeverRepeat() {
        Set<SlotId> ids = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            ids.add(issuer(false).issue(message(JULIET, 0)).join().id());
        }

        assertThat(ids).hasSize(500).allSatisfy(id -> {
            assertThat(id.value()).matches("[A-Za-z0-9_-]{27}");
            assertThat(SlotId.parse(id.value())).contains(id);
        });
        assertThat(SlotId.parse("../../../../../etc/passwd.x")).isEmpty();
        assertThat(SlotId.parse("short")).isEmpty();
    }

    @Test
    @Requirement({"E-size", "E-entitled", "E-ephemeral"})
    void refusalsReserveNothing() {
        SlotIssuer issuer = issuer(false);

        refused(issuer.issue(message("stranger@south.example", 1)), Reason.NOT_ALLOWED);
        assertThat(refused(issuer.issue(message(JULIET, 101)), Reason.FILE_TOO_LARGE)
                        .limit())
                .hasValue(100);
        refused(issuer.issue(request(JULIET, 1, Purpose.EPHEMERAL, clock.instant())), Reason.PURPOSE_NOT_OFFERED);
        assertThat(catalog.used(SERVICE, JULIET).join()).isZero();
        assertThat(issuer.maxFileSize()).isEqualTo(100);
    }

    @Test
    void aChangedPolicyHoldsAtOnce() {
        SlotIssuer issuer = issuer(false);
        issuer.issue(message(JULIET, 60)).join();
        policy = policy(new Quota(100, Quota.UNLIMITED), new Rate(2, Duration.ofMinutes(1)));

        refused(issuer.issue(message(JULIET, 60)), Reason.QUOTA_EXCEEDED);
        issuer.issue(message(JULIET, 40)).join();
        assertThat(refused(issuer.issue(message(JULIET, 0)), Reason.RATE_EXCEEDED)
                        .retryAt())
                .contains(clock.instant().plusSeconds(60));
    }

    @Test
    @Requirement({"S-23", "K-63"})
    void whoComesBackWhenHeWasToldToGetsHisSlot() {
        policy = policy(Quota.NONE, new Rate(2, Duration.ofMinutes(1)));
        SlotIssuer issuer = issuer(false);
        issuer.issue(message(JULIET, 1)).join();
        clock.advance(Duration.ofSeconds(20));
        issuer.issue(message(JULIET, 1)).join();

        Instant again = refused(issuer.issue(message(JULIET, 1)), Reason.RATE_EXCEEDED)
                .retryAt()
                .orElseThrow();
        clock.advance(Duration.between(clock.instant(), again).minusMillis(1));
        refused(issuer.issue(message(JULIET, 1)), Reason.RATE_EXCEEDED);
        clock.advance(Duration.ofMillis(1));
        issuer.issue(message(JULIET, 1)).join();
        assertThat(again).isEqualTo(TestingClock.START.plusSeconds(60));
        assertThat(catalog.used(SERVICE, JULIET).join()).isEqualTo(3);
    }

    private static final Map<Purpose, Bucket> ALL = Map.of(
            Purpose.MESSAGE, new Bucket(100, 1000, null),
            Purpose.PROFILE, new Bucket(10, 20, null),
            Purpose.EPHEMERAL, new Bucket(50, 1000, null),
            Purpose.PERMANENT, new Bucket(60, 1000, null));

    private Purpose issuedPurpose(Purpose asked) {
        Slot slot = issuer(false)
                .issue(request(JULIET, 5, asked, asked == Purpose.EPHEMERAL ? clock.instant() : null))
                .join();
        return catalog.find(slot.id()).join().orElseThrow().request().purpose();
    }

    @Test
    @Requirement({"P-02", "P-03", "P-09"})
    void eachOfferedPurposeIsTakenAsSuchAndOthersAsMessages() {
        assertThat(issuedPurpose(Purpose.PROFILE)).as("D-02").isEqualTo(Purpose.MESSAGE);
        assertThat(issuedPurpose(Purpose.PERMANENT)).as("D-02").isEqualTo(Purpose.MESSAGE);
        assertThat(issuer(false).purposes()).containsExactly(Purpose.MESSAGE);

        policy = Policies.of(Policies.limits(Quota.NONE, Rate.UNLIMITED, ALL));

        for (Purpose purpose : Purpose.values()) {
            assertThat(issuedPurpose(purpose)).isEqualTo(purpose);
        }
        assertThat(issuer(false).purposes()).as("P-03").containsExactlyInAnyOrder(Purpose.values());
    }

    @Test
    @Requirement({"P-05", "S-21", "E-size"})
    void theLimitOfThePurposeAskedForIsReported() {
        policy = Policies.of(Policies.limits(Quota.NONE, Rate.UNLIMITED, ALL));

        assertThat(refused(issuer(false).issue(request(JULIET, 11, Purpose.PROFILE, null)), Reason.FILE_TOO_LARGE)
                        .limit())
                .as("D-08")
                .hasValue(10);
        assertThat(issuer(false).maxFileSize()).as("D-08").isEqualTo(100);
        issuer(false).issue(request(JULIET, 10, Purpose.PROFILE, null)).join();
        issuer(false).issue(request(JULIET, 10, Purpose.PROFILE, null)).join();
        refused(issuer(false).issue(request(JULIET, 1, Purpose.PROFILE, null)), Reason.QUOTA_EXCEEDED);
        issuer(false).issue(message(JULIET, 100)).join();
    }

    @Test
    @Requirement({"S-26", "E-type"})
    void blockedUsersAndRefusedTypesGetNoSlot() {
        Admission admission = new Admission(
                new Accounts(List.of("north.example")),
                new Accounts(List.of(JULIET)),
                new TypeRules(List.of("image/*"), List.of("image/svg+xml")));
        policy = new SlotPolicy(admission, policy.groups(), Retention.FOREVER, StoreLimits.NONE, Duration.ofMinutes(5));

        refused(issuer(false).issue(message(JULIET, 1)), Reason.NOT_ALLOWED);
        issuer(false).issue(message(ROMEO, 1)).join();
        refused(issuer(false).issue(typed(null)), Reason.TYPE_NOT_ACCEPTED);
        refused(issuer(false).issue(typed("text/plain")), Reason.TYPE_NOT_ACCEPTED);
        refused(issuer(false).issue(typed("IMAGE/SVG+xml; a=b")), Reason.TYPE_NOT_ACCEPTED);
        issuer(false).issue(typed("Image/PNG")).join();
    }

    private static SlotRequest typed(@Nullable String type) {
        MediaType declared = type == null ? null : new MediaType(type);
        return new SlotRequest(SERVICE, ROMEO, new FileName("a"), 1, declared, Purpose.MESSAGE, null);
    }

    @Test
    void aGroupHasLimitsOfItsOwn() {
        Limits staff = new Limits(
                "staff",
                Map.of(Purpose.MESSAGE, new Bucket(500, 5000, null)),
                Quota.NONE,
                new Rate(1, Duration.ofMinutes(1)),
                Duration.ZERO);
        Groups groups = new Groups(
                List.of(new Groups.Group(new Accounts(List.of(ROMEO)), staff)),
                policy.groups().standard());
        policy = new SlotPolicy(policy.admission(), groups, Retention.FOREVER, StoreLimits.NONE, Duration.ofMinutes(5));
        SlotIssuer issuer = issuer(false);

        refused(issuer.issue(message(JULIET, 500)), Reason.FILE_TOO_LARGE);
        issuer.issue(message(ROMEO, 500)).join();
        issuer.issue(message(JULIET, 1)).join();
        refused(issuer.issue(message(ROMEO, 1)), Reason.RATE_EXCEEDED);
        issuer.issue(message(JULIET, 1)).join();
        assertThat(policy.limitsOf("Romeo@north.example").group()).isEqualTo("staff");
        assertThat(policy.limitsOf(JULIET).group()).isEqualTo("default");
    }

    @Test
    void someOfTheDiskStaysFreeEvenForWhatIsStillToCome() {
        freeBytes = 150;
        policy = Policies.of(policy.groups().standard(), new StoreLimits(Quota.UNLIMITED, 50, false));
        SlotIssuer issuer = issuer(false);

        issuer.issue(message(JULIET, 60)).join();
        refused(issuer.issue(message(ROMEO, 41)), Reason.STORAGE_FULL);
        issuer.issue(message(ROMEO, 40)).join();
        refused(issuer.issue(message(ROMEO, 1)), Reason.STORAGE_FULL);

        freeBytes = 151;
        issuer.issue(message(ROMEO, 1)).join();
        assertThat(catalog.outstanding().join()).isEqualTo(101);
    }

    @Test
    void whatMadeRoomIsTold() {
        policy = Policies.of(
                Policies.limits(
                        new Quota(100, Quota.UNLIMITED),
                        Rate.UNLIMITED,
                        policy.groups().standard().buckets()),
                new StoreLimits(Quota.UNLIMITED, 0, true));
        Fixtures.store(catalog, JULIET, 60, clock.instant());
        Fixtures.store(catalog, JULIET, 40, clock.instant());

        issuer(false).issue(message(JULIET, 70)).join();
        issuer(false).issue(message(ROMEO, 70)).join();

        assertThat(evicted).containsExactly(JULIET + " 2");
    }
}
