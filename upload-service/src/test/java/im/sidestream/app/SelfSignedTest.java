package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.http.CertificateFiles;
import im.sidestream.http.PemCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelfSignedTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"upload.example.org, 2, upload.example.org", "192.0.2.7, 7, 192.0.2.7", "[::1], 7, 0:0:0:0:0:0:0:1"})
    void theCertificateNamesItsHostAndIsSignedByItself(String host, int kind, String name) throws Exception {
        X509Certificate certificate =
                PemCertificate.check(maker(Clock.systemUTC()).files(host))[0];

        certificate.checkValidity();
        certificate.verify(certificate.getPublicKey());
        assertThat(certificate.getSubjectAlternativeNames()).containsExactly(List.of(kind, name));
    }

    @Test
    void theKeyIsReadableByItsOwnerAlone() throws IOException {
        CertificateFiles files = maker(Clock.systemUTC()).files("upload.example.org");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.key())))
                .isEqualTo("rw-------");
    }

    @Test
    void itIsKeptUntilItEndsOrTheHostChanges() throws IOException {
        byte[] first = certificate(Clock.systemUTC(), "upload.example.org");

        assertThat(certificate(Clock.systemUTC(), "upload.example.org")).isEqualTo(first);
        byte[] otherHost = certificate(Clock.systemUTC(), "files.example.org");
        assertThat(otherHost).isNotEqualTo(first);
        Clock nextYear = Clock.offset(Clock.systemUTC(), Duration.ofDays(340));
        assertThat(certificate(nextYear, "files.example.org")).isNotEqualTo(otherHost);
    }

    private byte[] certificate(Clock clock, String host) throws IOException {
        return Files.readAllBytes(maker(clock).files(host).certificate());
    }

    private SelfSigned maker(Clock clock) {
        return new SelfSigned(directory, clock, new SecureRandom());
    }
}
