package im.sidestream.app;

import im.sidestream.http.CertificateFiles;
import im.sidestream.http.PemCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/** A certificate that nobody vouches for, for a first try without one. It is kept, so that a restart does not change it. */
final class SelfSigned {
    private static final Duration LIFETIME = Duration.ofDays(365);
    private static final Duration RENEWED_BEFORE = Duration.ofDays(30);
    private static final int LINE = 64;

    private final Path directory;
    private final Clock clock;
    private final SecureRandom random;

    SelfSigned(Path directory, Clock clock, SecureRandom random) {
        this.directory = directory;
        this.clock = clock;
        this.random = random;
    }

    /** Returns a certificate for {@code host}, made now unless one is there that will do. */
    CertificateFiles files(String host) throws IOException {
        CertificateFiles files =
                new CertificateFiles(directory.resolve("self-signed.pem"), directory.resolve("self-signed-key.pem"));
        if (!willDo(files, host)) {
            make(files, host);
        }
        return files;
    }

    private boolean willDo(CertificateFiles files, String host) {
        try {
            X509Certificate certificate = PemCertificate.check(files)[0];
            Instant end = certificate.getNotAfter().toInstant();
            return clock.instant().plus(RENEWED_BEFORE).isBefore(end) && names(certificate, host);
        } catch (IOException | GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean names(X509Certificate certificate, String host) throws GeneralSecurityException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names != null && names.stream().anyMatch(name -> host.equals(name.get(1)));
    }

    private void make(CertificateFiles files, String host) throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair keys = generator.generateKeyPair();
            byte[] certificate = new CertificateMaker(random).make(keys, host, clock.instant(), LIFETIME);
            Files.deleteIfExists(files.key());
            Files.createFile(
                    files.key(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(files.key(), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
            Files.writeString(files.certificate(), pem("CERTIFICATE", certificate));
        } catch (GeneralSecurityException e) {
            throw new IOException("no self-signed certificate can be made: " + e.getMessage(), e);
        }
    }

    private static String pem(String label, byte[] content) {
        String text = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }
}
