package im.sidestream.slot;

import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static im.sidestream.catalog.Fixtures.request;
import static im.sidestream.catalog.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.Requirement;
import im.sidestream.catalog.InMemoryCatalog;
import im.sidestream.catalog.TestingClock;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** From a request to a slot (protocol S-12 to S-30, X-02, X-08). */
final class SlotIssuerTest {
    private final TestingClock clock = new TestingClock();
    private final InMemoryCatalog catalog = new InMemoryCatalog(clock);
    private final TokenSigner signer = new TokenSigner(List.of(
            new SigningKey("s", SigningKey.Use.SLOT, "c2VjcmV0"),
            new SigningKey("d", SigningKey.Use.DELETE, "ZGVsZXRl")));
    private SlotPolicy policy = policy(new Quota(1000, Quota.UNLIMITED), Rate.UNLIMITED);

    private static SlotPolicy policy(Quota quota, Rate rate) {
        return new SlotPolicy(100, List.of("north.example"), quota, rate, Duration.ofMinutes(5), Retention.FOREVER);
    }

    private SlotIssuer issuer(boolean header) {
        SlotLinks links = new SlotLinks(URI.create("https://upload.example:5443/"));
        return new SlotIssuer(() -> policy, links, signer, catalog, clock, new SecureRandom(), header);
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
}
