package im.sidestream.app;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Writes a self-signed X.509 certificate (RFC 5280 §4.1) for one host. The JDK has no public way to make one, and its
 * keytool would double the time of a start.
 */
final class CertificateMaker {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int SERIAL_BITS = 127;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_ID = 0x06;
    private static final int UTF8 = 0x0c;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int DNS_NAME = 0x82;
    private static final int IP_ADDRESS = 0x87;
    private static final int VERSION = 0xa0;
    private static final int EXTENSIONS = 0xa3;
    private static final byte[] ECDSA_WITH_SHA256 = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2};
    private static final byte[] COMMON_NAME = {0x55, 4, 3};
    private static final byte[] ALTERNATIVE_NAME = {0x55, 0x1d, 17};

    private final SecureRandom random;

    CertificateMaker(SecureRandom random) {
        this.random = random;
    }

    /** Returns the certificate in DER. */
    byte[] make(KeyPair keys, String host, Instant from, Duration lifetime) throws GeneralSecurityException {
        byte[] algorithm = der(SEQUENCE, der(OBJECT_ID, ECDSA_WITH_SHA256));
        byte[] name = der(
                SEQUENCE,
                der(SET, der(SEQUENCE, der(OBJECT_ID, COMMON_NAME), der(UTF8, ascii("Sidestream, self-signed")))));
        byte[] body = der(
                SEQUENCE,
                der(VERSION, der(INTEGER, new byte[] {2})),
                der(
                        INTEGER,
                        new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE).toByteArray()),
                algorithm,
                name,
                der(SEQUENCE, time(from.minus(Duration.ofHours(1))), time(from.plus(lifetime))),
                name,
                keys.getPublic().getEncoded(),
                der(EXTENSIONS, der(SEQUENCE, alternativeName(host))));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate(), random);
        signature.update(body);
        return der(SEQUENCE, body, algorithm, der(BIT_STRING, new byte[1], signature.sign()));
    }

    private static byte[] alternativeName(String host) {
        byte[] names = der(SEQUENCE, name(host));
        return der(SEQUENCE, der(OBJECT_ID, ALTERNATIVE_NAME), der(OCTET_STRING, names));
    }

    private static byte[] name(String host) {
        boolean address = host.startsWith("[") || host.matches("[0-9.]+");
        try {
            return address ? der(IP_ADDRESS, InetAddress.getByName(host).getAddress()) : der(DNS_NAME, ascii(host));
        } catch (UnknownHostException e) {
            return der(DNS_NAME, ascii(host));
        }
    }

    private static byte[] time(Instant moment) {
        return der(GENERALIZED_TIME, ascii(TIME.format(moment)));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns tag, length (definite form, X.690 §8.1.3) and content. */
    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        int length = content.size();
        if (length < 0x80) {
            whole.write(length);
        } else {
            byte[] digits = BigInteger.valueOf(length).toByteArray();
            int skipped = digits[0] == 0 ? 1 : 0;
            whole.write(0x80 | (digits.length - skipped));
            whole.write(digits, skipped, digits.length - skipped);
        }
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }
}
