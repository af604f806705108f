package im.sidestream.app;

import im.sidestream.config.Secret;
import im.sidestream.slot.Catalog;
import im.sidestream.slot.SigningKey;
import im.sidestream.slot.TokenSigner;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The keys of one service: those that follow from the configured one, if there is one, before those of the catalog, which
 * is given its first keys here.
 */
final class SigningKeys {
    private static final int ID_BYTES = 6;
    private static final int SECRET_BYTES = 32;

    private final Catalog catalog;
    private final List<SigningKey> given;
    private final SecureRandom random;

    /**
     * Wires the keys.
     *
     * @param given the configured key: it signs, and the catalog's only check what they signed
     */
    SigningKeys(Catalog catalog, Optional<Secret> given, SecureRandom random) {
        this.catalog = catalog;
        this.given = given.map(key -> SigningKey.derived(key.value())).orElse(List.of());
        this.random = random;
    }

    /** Returns a signer by the catalog's keys alone. */
    static TokenSigner signer(Catalog catalog, InstantSource clock, SecureRandom random) {
        return new SigningKeys(catalog, Optional.empty(), random).signer(clock);
    }

    /** Returns a signer that finds keys which come later. */
    TokenSigner signer(InstantSource clock) {
        List<SigningKey> candidates = given.isEmpty() ? fresh() : List.of();
        return new TokenSigner(
                () -> Stream.concat(given.stream(), catalog.keys(candidates).join().stream())
                        .toList(),
                clock);
    }

    /** Adds a new key for each use; what the old ones signed stays good. Returns what is to be said of it. */
    String rotate() {
        if (!given.isEmpty()) {
            return "http.signing-key is set and signs: it is changed where it is configured\n";
        }
        List<SigningKey> fresh = fresh();
        catalog.addKeys(fresh).join();
        StringBuilder text = new StringBuilder();
        fresh.forEach(key -> text.append("new ").append(key).append('\n'));
        return text + "tokens of older keys are still accepted\n";
    }

    private List<SigningKey> fresh() {
        return Stream.of(SigningKey.Use.values())
                .map(use -> new SigningKey(text(ID_BYTES), use, text(SECRET_BYTES)))
                .toList();
    }

    private String text(int bytes) {
        byte[] bits = new byte[bytes];
        random.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }
}
