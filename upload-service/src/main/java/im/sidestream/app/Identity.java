package im.sidestream.app;

import im.sidestream.config.XmppConfig;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Which component a service is, told so that whoever has the same configuration recognises it, and the secret stays
 * secret.
 *
 * @param host of the XMPP server, as it was configured
 * @param port of the XMPP server
 * @param domain of the component
 * @param proof a hash of the component's secret, salted with what the one who asks made up; slow, so that a weak secret
 *     is not found out by trying
 */
public record Identity(String host, int port, String domain, String proof) {
    private static final Pattern LINE = Pattern.compile("(\\S+) (\\d{1,5}) (\\S+) ([0-9a-f]{64})\\s*");
    private static final Pattern NONCE = Pattern.compile("[0-9a-zA-Z-]{16,64}");
    private static final int ROUNDS = 100_000;
    private static final int BITS = 256;

    /**
     * Returns the identity of a service with this configuration.
     *
     * @param nonce 16 to 64 letters, digits or dashes that were never used before
     * @throws IllegalArgumentException for another nonce
     */
    public static Identity of(XmppConfig xmpp, String nonce) {
        if (!NONCE.matcher(nonce).matches()) {
            throw new IllegalArgumentException("a nonce of 16 to 64 letters, digits or dashes is needed");
        }
        return new Identity(
                xmpp.host(), xmpp.port(), xmpp.domain(), hash(xmpp.secret().value(), nonce));
    }

    /** Returns what {@link #line} said, or empty for anything else. */
    public static Optional<Identity> parse(String line) {
        Matcher match = LINE.matcher(line);
        return match.matches()
                ? Optional.of(
                        new Identity(match.group(1), Integer.parseInt(match.group(2)), match.group(3), match.group(4)))
                : Optional.empty();
    }

    /** Returns all of it as one line. */
    public String line() {
        return host + " " + port + " " + domain + " " + proof;
    }

    private static String hash(String secret, String nonce) {
        try {
            PBEKeySpec spec =
                    new PBEKeySpec(secret.toCharArray(), nonce.getBytes(StandardCharsets.US_ASCII), ROUNDS, BITS);
            byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
            return HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has this hash", e);
        }
    }
}
