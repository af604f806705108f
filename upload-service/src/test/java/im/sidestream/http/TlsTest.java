package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.Requirement;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    @Requirement("R-23")
    void aRenewedCertificateIsServedWithoutARestartAndABadOneIsNot() throws Exception {
        CertificateFiles files =
                issue("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem", "first");
        try (RunningService service = service(files)) {
            assertThat(subject(service.port())).isEqualTo("CN=first");
            issue("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem", "second");
            service.reloadCertificates();
            assertThat(subject(service.port())).isEqualTo("CN=second");
            Files.writeString(files.certificate(), "not a certificate");
            service.reloadCertificates();
            assertThat(subject(service.port())).isEqualTo("CN=second");
        }
    }

    /** RFC 6066 §3: who names a host gets the certificate that has it, whatever its key; everybody else the first one. */
    @Test
    void theCertificateIsTheOneOfTheHostThatIsNamed() throws Exception {
        CertificateFiles north = issueFor("north", "ec -pkeyopt ec_paramgen_curve:P-256");
        CertificateFiles south = issueFor("south", "rsa:2048");
        try (RunningService service = service(north, south)) {
            assertThat(subject(service.port(), "files.north.example")).isEqualTo("CN=north");
            assertThat(subject(service.port(), "files.south.example")).isEqualTo("CN=south");
            assertThat(subject(service.port(), "files.west.example")).isEqualTo("CN=north");
            assertThat(subject(service.port())).isEqualTo("CN=north");
        }
        try (RunningService service = service(south, north)) {
            assertThat(subject(service.port(), "files.north.example")).isEqualTo("CN=north");
            assertThat(subject(service.port(), "files.west.example")).isEqualTo("CN=south");
            assertThat(subject(service.port())).isEqualTo("CN=south");
        }
    }

    @Test
    @Requirement("R-23")
    void ofSeveralCertificatesEachIsRenewedByItself() throws Exception {
        CertificateFiles north = issueFor("north", "ec -pkeyopt ec_paramgen_curve:P-256");
        CertificateFiles south = issueFor("south", "ec -pkeyopt ec_paramgen_curve:P-256");
        try (RunningService service = service(north, south)) {
            String before = serial(service.port(), "files.south.example");
            Files.writeString(north.certificate(), "not a certificate");
            issueFor("south", "ec -pkeyopt ec_paramgen_curve:P-256");
            service.reloadCertificates();
            assertThat(subject(service.port(), "files.north.example")).isEqualTo("CN=north");
            assertThat(serial(service.port(), "files.south.example")).isNotEqualTo(before);
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

    /** RFC 9325 §3.1, §4.2: two versions, and ciphers that authenticate what they encrypt, with forward secrecy. */
    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, TLS_AES_128_GCM_SHA256, true",
        "TLSv1.3, TLS_CHACHA20_POLY1305_SHA256, true",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, true",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, true",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, false",
        "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, false"
    })
    @Requirement("R-23")
    void ciphersAreCurrent(String version, String cipher, boolean agreed) throws Exception {
        CertificateFiles files =
                issue("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem", "first");
        try (RunningService service = service(files);
                SSLSocket socket = socket(service.port())) {
            socket.setEnabledProtocols(new String[] {version});
            socket.setEnabledCipherSuites(new String[] {cipher});
            if (agreed) {
                socket.startHandshake();
                assertThat(socket.getSession().getProtocol()).isEqualTo(version);
            } else {
                assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
            }
        }
    }

    /** RFC 6797 §7: said over TLS, where the operator wants it, and nowhere else. */
    @Test
    @Requirement("R-24")
    void browsersAreToldToStayWithTlsWhereTheOperatorSaysSo() throws Exception {
        CertificateFiles files =
                issue("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem", "first");
        HttpGuards guards = new HttpGuards(10_000, 1000, address -> true, Duration.ofDays(365), Duration.ofMinutes(1));
        Path store = directory.resolve("store");
        try (RunningService service = new RunningService(store, Optional.of(files), blobs -> blobs, guards)) {
            assertThat(head(service.port())).contains("Strict-Transport-Security: max-age=31536000\r\n");
        }
        try (RunningService service = service(files)) {
            assertThat(head(service.port())).doesNotContain("Strict-Transport-Security");
        }
        try (RunningService service = new RunningService(store, Optional.empty(), blobs -> blobs, guards);
                RawHttp client = new RawHttp(service.port())) {
            assertThat(client.request("GET", "/").reply().header("Strict-Transport-Security"))
                    .isEmpty();
        }
    }

    private static String head(int port) throws Exception {
        try (SSLSocket socket = socket(port)) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private RunningService service(CertificateFiles... files) throws IOException {
        return new RunningService(
                directory.resolve("store"), standard -> standard.with(List.of(files), HttpGuards.STANDARD));
    }

    /** Makes a certificate for {@code files.<name>.example}, with another key each time. */
    private CertificateFiles issueFor(String name, String key) throws Exception {
        run("openssl req -x509 -newkey " + key + " -nodes -days 2 -subj /CN=" + name + " -addext"
                + " subjectAltName=DNS:files." + name + ".example -keyout " + name + "-key.pem -out " + name + ".pem");
        return new CertificateFiles(directory.resolve(name + ".pem"), directory.resolve(name + "-key.pem"));
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

    private static String subject(int port, String... host) throws Exception {
        return certificate(port, host).getSubjectX500Principal().getName();
    }

    private static String serial(int port, String host) throws Exception {
        return certificate(port, host).getSerialNumber().toString();
    }

    private static X509Certificate certificate(int port, String... host) throws Exception {
        try (SSLSocket socket = socket(port)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(
                    Stream.of(host).<SNIServerName>map(SNIHostName::new).toList());
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static SSLSocket socket(int port) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new X509TrustManager[] {new TrustsAll()}, null);
        return (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
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
