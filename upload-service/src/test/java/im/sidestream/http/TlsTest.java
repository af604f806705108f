package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** H-01: TLS in process, from PEM files in every form that certificate clients write, read again when they change. */
final class TlsTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem",
                "openssl genrsa -traditional -out key.pem 2048",
                "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem",
                "openssl ecparam -name secp384r1 -genkey -noout -out key.pem"
            })
    void keysOfEveryCommonFormServe(String command) throws Exception {
        CertificateFiles files = issue(command, "first");
        try (RunningService service = service(files)) {
            assertThat(subject(service.port())).isEqualTo("CN=first");
        }
    }

    @Test
    void aRenewedCertificateIsServedWithoutARestartAndABadOneIsNot() throws Exception {
        CertificateFiles files =
                issue("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem", "first");
        try (RunningService service = service(files)) {
            assertThat(subject(service.port())).isEqualTo("CN=first");
            issue("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem", "second");
            service.reloadCertificate();
            assertThat(subject(service.port())).isEqualTo("CN=second");
            Files.writeString(files.certificate(), "not a certificate");
            service.reloadCertificate();
            assertThat(subject(service.port())).isEqualTo("CN=second");
        }
    }

    @Test
    void aKeyOfAnotherCertificateIsNamedAsTheFault() throws Exception {
        CertificateFiles files =
                issue("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem", "first");
        run("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem");
        assertThatThrownBy(() -> PemCertificate.check(files))
                .isInstanceOf(IOException.class)
                .hasMessage(files.key() + " is not the key of " + files.certificate());
    }

    @Test
    void anEncryptedOrMissingKeyIsNamedAsTheFault() throws Exception {
        CertificateFiles files =
                issue("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem", "first");
        run("openssl genrsa -aes256 -passout pass:secret -out key.pem 2048");
        assertThatThrownBy(() -> PemCertificate.check(files)).hasMessageContaining("key.pem");
        Files.delete(files.key());
        assertThatThrownBy(() -> PemCertificate.check(files)).hasMessageContaining("key.pem");
    }

    private RunningService service(CertificateFiles files) throws IOException {
        return new RunningService(directory.resolve("store"), Optional.of(files), store -> store);
    }

    private CertificateFiles issue(String keyCommand, String name) throws Exception {
        run(keyCommand);
        run("openssl req -x509 -new -key key.pem -days 2 -subj /CN=" + name + " -out cert.pem");
        return new CertificateFiles(directory.resolve("cert.pem"), directory.resolve("key.pem"));
    }

    private void run(String command) throws Exception {
        Process process = new ProcessBuilder(List.of(command.split(" ", -1)))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(command).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }

    private static String subject(int port) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new X509TrustManager[] {new TrustsAll()}, null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.startHandshake();
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        }
    }

    /** The test looks at the certificate itself. */
    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
