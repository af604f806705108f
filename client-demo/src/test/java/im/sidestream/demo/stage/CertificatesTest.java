package im.sidestream.demo.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {
    @TempDir
    private Path directory;

    @Test
    void aCertificateNamesItsHostsAndIsSignedByTheAuthority() throws Exception {
        Certificates certificates = Certificates.create(directory.resolve("ca"));
        X509Certificate issued =
                read(certificates.issue("http", "localhost", "127.0.0.1").chain());
        assertThat(issued.getSubjectAlternativeNames())
                .containsExactly(List.of(2, "localhost"), List.of(7, "127.0.0.1"));
        issued.checkValidity();
        issued.verify(read(certificates.ca()).getPublicKey());
    }

    @Test
    void aCertificateOfNegativeDaysHasExpired() throws Exception {
        Certificates certificates = Certificates.create(directory.resolve("ca"));
        X509Certificate issued = read(certificates.issue("old", -1, "localhost").chain());
        assertThatThrownBy(issued::checkValidity).isInstanceOf(CertificateExpiredException.class);
    }

    private static X509Certificate read(Path pem) throws Exception {
        try (InputStream in = Files.newInputStream(pem)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
