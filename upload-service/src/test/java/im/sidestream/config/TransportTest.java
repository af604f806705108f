package im.sidestream.config;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether TLS is spoken follows from the certificate, the public URL and the address. */
class TransportTest {
    private static final String CERTIFICATE = "http.tls { certificate = c.pem, key = k.pem }\n";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0:5443,   https://files.example.org/,  SELF_SIGNED",
        "127.0.0.1:5443, https://files.example.org/,  PLAIN",
        "[::1]:5443,     https://files.example.org/,  PLAIN",
        "127.0.0.1:5443, http://127.0.0.1:5443/,      PLAIN",
        "unix:http.sock, https://files.example.org/,  PLAIN",
        "unix:http.sock, http://localhost/,           PLAIN",
        "0.0.0.0:5443,   http://localhost:5443/,      PLAIN",
        "0.0.0.0:5443,   http://[::1]:5443/,          PLAIN",
    })
    void withoutACertificate(String listen, String url, Transport expected) throws ConfigException {
        assertThat(transport(listen, url, "")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0:5443", "127.0.0.1:5443"})
    void aCertificateIsAlwaysUsed(String listen) throws ConfigException {
        assertThat(transport(listen, "https://files.example.org/", CERTIFICATE)).isEqualTo(Transport.CERTIFICATE);
    }

    @Test
    void aSocketLiesBesideTheFileAndHasItsMode() throws ConfigException {
        String text = "http { listen = \"unix:http.sock\", socket-mode = \"642\", proxy-protocol = required }";
        assertThat(new ConfigFixture(directory)
                        .load(ConfigFixture.ENOUGH + text)
                        .http()
                        .listen())
                .isEqualTo(new SocketFile(directory.resolve("http.sock"), PosixFilePermissions.fromString("rw-r---w-")))
                .hasToString("unix:" + directory.resolve("http.sock"));
    }

    @ParameterizedTest
    @CsvSource({"http://files.example.org/", "http://10.0.0.1/", "http://localhost.example.org/"})
    @Requirement("S-15")
    void linksWithoutTlsToOtherMachinesAreRefused(String url) {
        assertThat(new ConfigFixture(directory).refusal(ConfigFixture.ENOUGH + "http.public-url = \"" + url + "\""))
                .contains("http.public-url = \"" + url + "\": http: is accepted for this machine alone");
    }

    @Test
    void aCertificateForAnHttpUrlIsRefused() {
        assertThat(new ConfigFixture(directory)
                        .refusal(ConfigFixture.ENOUGH + CERTIFICATE + "http.public-url = \"http://localhost/\""))
                .endsWith("http.tls has a certificate, so the URL must begin with https:");
    }

    private Transport transport(String listen, String url, String more) throws ConfigException {
        String text = "http.listen = \"" + listen + "\"\nhttp.public-url = \"" + url + "\"\n" + more;
        return new ConfigFixture(directory)
                .load(ConfigFixture.ENOUGH + text)
                .http()
                .transport();
    }
}
