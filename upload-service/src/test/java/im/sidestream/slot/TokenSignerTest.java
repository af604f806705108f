package im.sidestream.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import im.sidestream.Requirement;
import im.sidestream.catalog.TestingClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A token is bound to slot, size, type, purpose and deadline (protocol S-30, X-04). */
final class TokenSignerTest {
    private static final SlotId ID = SlotId.random(new SecureRandom());
    private static final SlotId OTHER_ID = SlotId.random(new SecureRandom());
    private static final SigningKey OLD = new SigningKey("k1", SigningKey.Use.SLOT, "b2xkIHNlY3JldA");
    private static final SigningKey NEW = new SigningKey("k2", SigningKey.Use.SLOT, "bmV3IHNlY3JldA");
    private static final SigningKey DELETE = new SigningKey("d1", SigningKey.Use.DELETE, "ZGVsZXRlIHNlY3JldA");
    private static final SlotToken TOKEN = new SlotToken(
            ID, 123_456_789_012L, new MediaType("image/jpeg"), Purpose.MESSAGE, Instant.ofEpochSecond(1_800_000_000));

    private final TokenSigner signer = new TokenSigner(List.of(OLD, DELETE));

    private static void refused(TokenSigner signer, SlotId id, String token) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> signer.verify(id, token));
        assertThat(refusal).as(token).isNotNull();
        assertThat(refusal.reason()).isEqualTo(Reason.TOKEN_INVALID);
    }

    @Test
    void aTokenSaysWhatWasSigned() throws Refusal {
        assertThat(signer.verify(ID, signer.sign(TOKEN))).isEqualTo(TOKEN);
        SlotToken untyped = new SlotToken(ID, 0, null, Purpose.PROFILE, Instant.EPOCH);
        assertThat(signer.verify(ID, signer.sign(untyped))).isEqualTo(untyped);
    }

    @Test
    void aTokenFitsAUriUnencoded() {
        assertThat(signer.sign(TOKEN)).matches("[A-Za-z0-9._~-]+");
        assertThat(signer.signDelete(ID)).matches("[A-Za-z0-9._~-]+");
    }

    @Test
    @Requirement("S-30")
    void everyChangedCharacterIsNoticed() {
        String token = signer.sign(TOKEN);
        for (int i = 0; i < token.length(); i++) {
            for (char other : new char[] {'0', 'Z', '.', '-', '\u00e9'}) {
                if (token.charAt(i) != other) {
                    refused(signer, ID, token.substring(0, i) + other + token.substring(i + 1));
                }
            }
            refused(signer, ID, token.substring(0, i));
        }
        refused(signer, ID, token + "A");
    }

    @Test
    @Requirement("S-30")
    void aTokenOfAnotherSlotOrKeyIsRefused() {
        refused(signer, OTHER_ID, signer.sign(TOKEN));
        SigningKey stranger = new SigningKey("k1", SigningKey.Use.SLOT, "c3RyYW5nZXI");
        refused(new TokenSigner(List.of(stranger, DELETE)), ID, signer.sign(TOKEN));
    }

    @Test
    void garbageIsRefused() {
        for (String text : List.of("", ".", ".....", "......", "k1", "k1.....", "k9.1.1.message..x")) {
            refused(signer, ID, text);
        }
    }

    @Test
    void olderKeysVerifyAndTheNewestSigns() throws Refusal {
        TokenSigner rotated = new TokenSigner(List.of(NEW, OLD, DELETE));

        assertThat(rotated.verify(ID, signer.sign(TOKEN))).isEqualTo(TOKEN);
        assertThat(rotated.sign(TOKEN)).startsWith("k2.");
        refused(signer, ID, rotated.sign(TOKEN));
    }

    @Test
    void deleteTokensAreBoundToTheSlotAndTheUse() {
        String token = signer.signDelete(ID);

        assertThat(signer.verifiesDelete(ID, token)).isTrue();
        assertThat(signer.verifiesDelete(OTHER_ID, token)).isFalse();
        assertThat(signer.verifiesDelete(ID, signer.sign(TOKEN))).isFalse();
        refused(signer, ID, token);
        for (int i = 0; i < token.length(); i++) {
            String changed = token.substring(0, i) + (token.charAt(i) == 'A' ? 'B' : 'A') + token.substring(i + 1);
            assertThat(signer.verifiesDelete(ID, changed)).as(changed).isFalse();
        }
        assertThat(signer.verifiesDelete(ID, "")).isFalse();
    }

    /** What is on a page for everybody who has its address must open nothing else. */
    @Test
    void formsAreBoundToPageReaderAndTimeAndAreNoOtherToken() {
        Instant now = Instant.ofEpochSecond(1_800_000_000);
        String token = signer.signForm(ID, "reader", now);

        assertThat(signer.verifiesForm(ID, "reader", token, now)).isTrue();
        assertThat(signer.verifiesForm(ID, "reader", token, now.plusSeconds(1))).isFalse();
        assertThat(signer.verifiesForm(OTHER_ID, "reader", token, now)).isFalse();
        assertThat(signer.verifiesForm(ID, "other", token, now)).isFalse();
        assertThat(signer.verifiesForm(ID, "reader", signer.signDelete(ID), now))
                .isFalse();
        assertThat(signer.verifiesDelete(ID, token)).isFalse();
        for (int i = 0; i < token.length(); i++) {
            String changed = token.substring(0, i) + (token.charAt(i) == 'x' ? 'y' : 'x') + token.substring(i + 1);
            assertThat(signer.verifiesForm(ID, "reader", changed, Instant.EPOCH))
                    .as(changed)
                    .isFalse();
        }
        for (String text : List.of("", ".", "..", "d1..", "d1.1.", "d1.1.x.y")) {
            assertThat(signer.verifiesForm(ID, "reader", text, Instant.EPOCH))
                    .as(text)
                    .isFalse();
        }
    }

    @Test
    void keysAreReadAgainForAnUnknownOneButOncePerSecondAtMost() throws Exception {
        TestingClock clock = new TestingClock();
        List<SigningKey> keys = new ArrayList<>(List.of(OLD, DELETE));
        AtomicInteger readings = new AtomicInteger();
        TokenSigner here = new TokenSigner(
                () -> {
                    readings.incrementAndGet();
                    return List.copyOf(keys);
                },
                clock);
        String stranger =
                new TokenSigner(List.of(new SigningKey("other", SigningKey.Use.SLOT, "eA"), DELETE)).sign(TOKEN);
        refused(here, ID, stranger);
        refused(here, ID, stranger);
        assertThat(readings).hasValue(2);

        keys.add(0, NEW);
        String fresh = new TokenSigner(List.of(NEW, DELETE)).sign(TOKEN);
        refused(here, ID, fresh);
        clock.advance(Duration.ofSeconds(1));

        assertThat(here.verify(ID, fresh)).isEqualTo(TOKEN);
        assertThat(here.sign(TOKEN)).isEqualTo(fresh);
        assertThat(readings).hasValue(3);
    }
}
