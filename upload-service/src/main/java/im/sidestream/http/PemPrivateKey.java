package im.sidestream.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads private keys as certificate authorities' clients write them: PKCS #8 (RFC 5208), and the older PKCS #1 (RFC 8017)
 * and SEC 1 (RFC 5915), which are wrapped into PKCS #8, the only form that the JDK takes.
 */
final class PemPrivateKey {
    private static final String RSA_ALGORITHM = "300d06092a864886f70d0101010500";
    private static final String EC_ALGORITHM = "06072a8648ce3d0201";
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int EC_PARAMETERS = 0xa0;

    private PemPrivateKey() {}

    static PrivateKey read(Path file) throws IOException, GeneralSecurityException {
        String pem = Files.readString(file, StandardCharsets.ISO_8859_1);
        for (String label : List.of("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY")) {
            String begin = "-----BEGIN " + label + "-----";
            int start = pem.indexOf(begin);
            if (start >= 0) {
                int end = pem.indexOf("-----END", start);
                String base64 = pem.substring(start + begin.length(), end < 0 ? pem.length() : end);
                return parse(label, Base64.getMimeDecoder().decode(base64));
            }
        }
        throw new IOException(file + " holds no private key that is not encrypted");
    }

    private static PrivateKey parse(String label, byte[] der) throws GeneralSecurityException {
        return switch (label) {
            case "RSA PRIVATE KEY" -> generate("RSA", wrap(HexFormat.of().parseHex(RSA_ALGORITHM), der));
            case "EC PRIVATE KEY" -> generate("EC", wrap(ecAlgorithm(der), der));
            default -> guess(der);
        };
    }

    private static PrivateKey guess(byte[] pkcs8) throws GeneralSecurityException {
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return generate(algorithm, pkcs8);
            } catch (InvalidKeySpecException e) {
                // not of this kind: the next one may fit
            }
        }
        throw new InvalidKeyException("it is neither an RSA, an EC nor an EdDSA key");
    }

    private static PrivateKey generate(String algorithm, byte[] pkcs8) throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    /** PKCS #8 is SEQUENCE { version 0, algorithm, OCTET STRING { key } }. */
    private static byte[] wrap(byte[] algorithm, byte[] key) {
        return element(SEQUENCE, new byte[] {2, 1, 0}, algorithm, element(OCTET_STRING, key));
    }

    /**
     * SEC 1 is SEQUENCE { version 1, OCTET STRING { key }, [0] { curve }, … }; PKCS #8 wants the curve beside the
     * algorithm.
     */
    private static byte[] ecAlgorithm(byte[] sec1) throws InvalidKeyException {
        try {
            int at = sec1[1] < 0 ? 2 + (sec1[1] & 0x7f) : 2;
            at = after(sec1, at);
            at = after(sec1, at);
            if ((sec1[at] & 0xff) != EC_PARAMETERS) {
                throw new InvalidKeyException("it does not name its curve");
            }
            byte[] curve = Arrays.copyOfRange(sec1, at + 2, after(sec1, at));
            return element(SEQUENCE, HexFormat.of().parseHex(EC_ALGORITHM), curve);
        } catch (IndexOutOfBoundsException e) {
            throw new InvalidKeyException("it is cut off", e);
        }
    }

    /** Returns where the short element at {@code start} ends. */
    private static int after(byte[] der, int start) {
        return start + 2 + der[start + 1];
    }

    private static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        writeLength(element, content.size());
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }

    private static void writeLength(ByteArrayOutputStream out, int length) {
        if (length < 0x80) {
            out.write(length);
        } else {
            int bytes = length < 0x100 ? 1 : 2;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(length >> (8 * i));
            }
        }
    }

    /** Returns whether the key can sign what the certificate's key verifies. */
    static boolean belongTogether(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
            return false;
        }
        byte[] probe = "probe".getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                });
        signature.initSign(key);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(probe);
        return signature.verify(signed);
    }
}
