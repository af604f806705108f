package im.sidestream.foreign;

import im.sidestream.slot.FileName;
import im.sidestream.slot.SlotId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A link that another server made. PUT and GET share it, but for the token.
 *
 * @param issuer who made it
 * @param path what stands below the issuer's base, percent-decoded (RFC 3986 §2.1): what tokens sign
 */
public record ForeignLink(ForeignIssuer issuer, String path) {
    private static final int ID_BYTES = 20;
    private static final int LONGEST = 4096;

    /**
     * Reads a raw path. Empty where it is not below the base, names no file, or holds what no file name does: controls,
     * of which version 2 makes its fields, above all.
     */
    static Optional<ForeignLink> read(ForeignIssuer issuer, String raw) {
        if (!raw.startsWith(issuer.base()) || raw.length() > LONGEST) {
            return Optional.empty();
        }
        return decode(raw.substring(issuer.base().length()))
                .filter(ForeignLink::namesFile)
                .map(path -> new ForeignLink(issuer, path));
    }

    /** Returns the id of the file's row: the same for whoever knows the link, and for nobody else. */
    public SlotId id() {
        byte[] digest = sha256(issuer.protocol().family() + issuer.base() + path);
        return new SlotId(Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, ID_BYTES)));
    }

    /** Returns the file's name, which is the path's last segment. */
    FileName name() {
        return new FileName(path.substring(path.lastIndexOf('/') + 1));
    }

    private static boolean namesFile(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return !name.isEmpty()
                && path.indexOf('/') > 0
                && name.getBytes(StandardCharsets.UTF_8).length <= FileName.MAX_BYTES
                && path.chars().noneMatch(Character::isISOControl);
    }

    private static Optional<String> decode(String raw) {
        ByteBuffer bytes = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c >= 0x80) {
                return Optional.empty();
            }
            if (c != '%') {
                bytes.put((byte) c);
            } else if (isEscape(raw, i)) {
                bytes.put((byte) HexFormat.fromHexDigits(raw, i + 1, i + 3));
                i += 2;
            } else {
                return Optional.empty();
            }
        }
        return text(bytes.flip());
    }

    private static boolean isEscape(String raw, int at) {
        return at + 2 < raw.length()
                && HexFormat.isHexDigit(raw.charAt(at + 1))
                && HexFormat.isHexDigit(raw.charAt(at + 2));
    }

    private static Optional<String> text(ByteBuffer bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
