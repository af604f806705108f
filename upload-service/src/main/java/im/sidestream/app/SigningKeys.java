package im.sidestream.app;

import im.sidestream.slot.Catalog;
import im.sidestream.slot.SigningKey;
import im.sidestream.slot.TokenSigner;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;

/** Makes the keys that a new catalog lacks, and a signer of those that it has. */
final class SigningKeys {
    private static final int ID_BYTES = 6;
    private static final int SECRET_BYTES = 32;

    private SigningKeys() {}

    static TokenSigner signer(Catalog catalog, InstantSource clock, SecureRandom random) {
        List<SigningKey> candidates =
                List.of(candidate(SigningKey.Use.SLOT, random), candidate(SigningKey.Use.DELETE, random));
        return new TokenSigner(() -> catalog.keys(candidates).join(), clock);
    }

    private static SigningKey candidate(SigningKey.Use use, SecureRandom random) {
        return new SigningKey(text(ID_BYTES, random), use, text(SECRET_BYTES, random));
    }

    private static String text(int bytes, SecureRandom random) {
        byte[] bits = new byte[bytes];
        random.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }
}
