package im.sidestream.demo.message;

import java.util.Base64;

/**
 * A hash of a file's content (XEP-0300).
 *
 * @param algorithm name as in XEP-0300, such as {@code sha-256}
 * @param base64 the value, without white space
 */
public record ContentHash(String algorithm, String base64) {

    public ContentHash {
        base64 = base64.replaceAll("\\s", "");
    }

    /** The hash of these bytes' value. */
    public static ContentHash of(String algorithm, byte[] value) {
        return new ContentHash(algorithm, Base64.getEncoder().encodeToString(value));
    }

    XmlNode toNode() {
        return XmlNode.of("hash", Formats.HASHES).with("algo", algorithm).withText(base64);
    }
}
