package im.sidestream.demo.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Hashes of one file's content.
 *
 * @param values by XEP-0300 name
 */
public record Digests(Map<String, byte[]> values) {

    /** XEP-0300 name of SHA-256. */
    public static final String SHA_256 = "sha-256";
    /** XEP-0300 name of SHA3-256. */
    public static final String SHA3_256 = "sha3-256";

    private static final Map<String, String> JDK_NAMES = Map.of(
            SHA_256,
            "SHA-256",
            SHA3_256,
            "SHA3-256",
            "sha-384",
            "SHA-384",
            "sha-512",
            "SHA-512",
            "sha3-512",
            "SHA3-512");
    private static final int BUFFER = 128 * 1024;

    /** Whether this client can compute that hash; SHA-1 and MD5 prove nothing and are not known. */
    public static boolean knows(String algorithm) {
        return JDK_NAMES.containsKey(algorithm);
    }

    /** SHA-256 as 64 hexadecimal digits. Present wherever it was asked for. */
    public String sha256Hex() {
        return HexFormat.of().formatHex(value(SHA_256).orElseThrow());
    }

    /** One of the hashes. */
    public Optional<byte[]> value(String algorithm) {
        return Optional.ofNullable(values.get(algorithm)).map(byte[]::clone);
    }

    /** Reads the whole file once. */
    public static Digests of(Path file, Collection<String> algorithms) throws IOException {
        Running running = new Running(algorithms);
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                running.update(buffer, 0, n);
            }
        }
        return running.finish();
    }

    /** Hashes that are computed while bytes pass by. */
    static final class Running {
        private final Map<String, MessageDigest> digests = new LinkedHashMap<>();

        Running(Collection<String> algorithms) {
            for (String algorithm : algorithms) {
                digests.put(algorithm, digest(algorithm));
            }
        }

        void update(byte[] bytes, int offset, int length) {
            digests.values().forEach(digest -> digest.update(bytes, offset, length));
        }

        Digests finish() {
            Map<String, byte[]> values = new LinkedHashMap<>();
            digests.forEach((name, digest) -> values.put(name, digest.digest()));
            return new Digests(values);
        }

        private static MessageDigest digest(String algorithm) {
            try {
                return MessageDigest.getInstance(JDK_NAMES.getOrDefault(algorithm, algorithm));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalArgumentException("unknown hash " + algorithm, e);
            }
        }
    }
}
