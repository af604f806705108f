package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.catalog.InMemoryCatalog;
import im.sidestream.catalog.TestingClock;
import im.sidestream.config.Secret;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SigningKey;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.SlotToken;
import im.sidestream.slot.TokenSigner;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** House plan §4.1: keys live in the catalog, rotate, and may be given by file. */
class SigningKeysTest {
    private static final Secret GIVEN = new Secret("0123456789-_abcdefghijklmnopqrstuvwxyzABCDE");
    private static final Secret OTHER = new Secret("9123456789-_abcdefghijklmnopqrstuvwxyzABCDE");
    private static final SlotId ID = SlotId.parse("A".repeat(27)).orElseThrow();
    private static final SlotToken TOKEN =
            new SlotToken(ID, 42, null, Purpose.MESSAGE, Instant.ofEpochSecond(1_800_000_000));

    private final TestingClock clock = new TestingClock();
    private final InMemoryCatalog catalog = new InMemoryCatalog(clock);

    private SigningKeys keys(InMemoryCatalog from, Optional<Secret> given) {
        return new SigningKeys(from, given, new SecureRandom());
    }

    @Test
    void serversWithTheSameGivenKeyAcceptEachOthersTokens() throws Refusal {
        TokenSigner here = keys(catalog, Optional.of(GIVEN)).signer(clock);
        TokenSigner there = keys(new InMemoryCatalog(clock), Optional.of(GIVEN)).signer(clock);

        assertThat(there.verify(ID, here.sign(TOKEN))).isEqualTo(TOKEN);
        assertThat(there.verifiesDelete(ID, here.signDelete(ID))).isTrue();
        assertThat(catalog.keys(List.of()).join()).isEmpty();
    }

    @Test
    void serversWithOtherKeysDoNot() {
        TokenSigner here = keys(catalog, Optional.of(GIVEN)).signer(clock);
        TokenSigner there = keys(new InMemoryCatalog(clock), Optional.of(OTHER)).signer(clock);

        assertThatThrownBy(() -> there.verify(ID, here.sign(TOKEN))).isInstanceOf(Refusal.class);
        assertThat(there.verifiesDelete(ID, here.signDelete(ID))).isFalse();
    }

    @Test
    void withAGivenKeyTheCatalogsOnlyCheckWhatTheySigned() throws Refusal {
        TokenSigner before = keys(catalog, Optional.empty()).signer(clock);
        TokenSigner after = keys(catalog, Optional.of(GIVEN)).signer(clock);

        assertThat(after.verify(ID, before.sign(TOKEN))).isEqualTo(TOKEN);
        assertThat(after.verifiesDelete(ID, before.signDelete(ID))).isTrue();
        assertThatThrownBy(() -> before.verify(ID, after.sign(TOKEN))).isInstanceOf(Refusal.class);
        assertThat(before.verifiesDelete(ID, after.signDelete(ID))).isFalse();
    }

    /** RFC 5869 §2.3: a key for each use, which nobody derives from the other. */
    @Test
    void theKeysOfTheUsesDifferAndAreTheSameEveryTime() {
        List<SigningKey> derived = SigningKey.derived(GIVEN.value());

        assertThat(derived).extracting(SigningKey::use).containsExactly(SigningKey.Use.values());
        assertThat(derived).extracting(SigningKey::id).doesNotHaveDuplicates().allMatch(id -> id.matches("[\\w-]{8}"));
        assertThat(derived)
                .extracting(SigningKey::secret)
                .doesNotHaveDuplicates()
                .doesNotContain(GIVEN.value());
        assertThat(SigningKey.derived(GIVEN.value() + "=")).isEqualTo(derived);
    }

    @Test
    void afterARotationNewKeysSignAndOldTokensStayGood() throws Refusal {
        SigningKeys keys = keys(catalog, Optional.empty());
        TokenSigner here = keys.signer(clock);
        TokenSigner other = keys(catalog, Optional.empty()).signer(clock);
        String old = here.sign(TOKEN);
        String oldDelete = here.signDelete(ID);

        assertThat(keys.rotate()).contains("SLOT", "DELETE").contains("still accepted");
        here.readAgain();

        assertThat(here.sign(TOKEN)).isNotEqualTo(old);
        assertThat(here.signDelete(ID)).isNotEqualTo(oldDelete);
        assertThat(here.verify(ID, old)).isEqualTo(TOKEN);
        assertThat(here.verifiesDelete(ID, oldDelete)).isTrue();
        assertThat(other.verify(ID, here.sign(TOKEN))).isEqualTo(TOKEN);
    }

    @Test
    void aGivenKeyIsNotRotatedHere() {
        SigningKeys keys = keys(catalog, Optional.of(GIVEN));

        assertThat(keys.rotate()).contains("http.signing-key");
        assertThat(catalog.keys(List.of()).join()).isEmpty();
    }
}
