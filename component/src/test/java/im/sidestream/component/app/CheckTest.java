package im.sidestream.component.app;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each thing that is wrong is one line. */
class CheckTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    private Path directory;

    private TinyXmppServer xmpp;
    private int port;

    @BeforeEach
    void start() throws IOException {
        xmpp = new TinyXmppServer("secret");
        port = ServerProcess.freePort();
    }

    @AfterEach
    void stop() throws IOException {
        xmpp.close();
    }

    @Test
    void nothingWrongIsZeroAndChangesNothing() throws IOException {
        Ran ran = check("secret", xmpp.port(), "");

        assertThat(ran).isEqualTo(new Ran(0, "all is well\n", ""));
        assertThat(directory.resolve("files")).doesNotExist();
    }

    @Test
    void aWrongSecretIsTold() throws IOException {
        assertProblem(
                check("wrong", xmpp.port(), ""),
                "xmpp: 127.0.0.1:" + xmpp.port() + ": the server refused the shared secret");
    }

    /** Where only other servers' slots are served, no XMPP server is asked. */
    @Test
    void aServiceWithoutXmppIsNotMissingOne() throws IOException {
        Ran ran = check(
                "secret",
                ServerProcess.freePort(),
                "xmpp = null, foreign.host { protocol = ejabberd, path = \"/upload/\", service = localhost, secret = x }");

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("no xmpp.domain");
    }

    @Test
    void anUnreachableServerIsTold() throws IOException {
        int nobody = ServerProcess.freePort();

        assertProblem(check("secret", nobody, ""), "xmpp: 127.0.0.1:" + nobody + ": the server cannot be reached");
    }

    @Test
    void aDirectoryThatCannotBeUsedIsTold() throws IOException {
        Files.writeString(directory.resolve("file"), "");

        assertProblem(
                check("secret", xmpp.port(), "storage.directory = file/below"),
                "storage.directory: " + directory.resolve("file/below") + ": ");
    }

    @Test
    void aDatabaseThatCannotBeReachedIsTold() throws IOException {
        int nobody = ServerProcess.freePort();

        assertProblem(
                check("secret", xmpp.port(), "catalog.url = \"jdbc:postgresql://127.0.0.1:" + nobody + "/files\""),
                "the catalog postgresql://127.0.0.1:" + nobody + "/files cannot be reached: ");
    }

    @Test
    void aBucketThatCannotBeReachedIsTold() throws IOException {
        int nobody = ServerProcess.freePort();

        assertProblem(
                check(
                        "secret",
                        xmpp.port(),
                        "storage.s3 { endpoint = \"http://127.0.0.1:" + nobody
                                + "\", bucket = files, access-key = a, secret-key = b }"),
                "storage.s3: bucket files cannot be reached: ");
    }

    @Test
    void aTakenPortIsTold() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();

            assertProblem(check("secret", xmpp.port(), ""), "http.listen: 127.0.0.1:" + port + " cannot be opened");
        }
    }

    @Test
    void anExpiredCertificateIsTold() throws Exception {
        certificate("san=dns:localhost", "-2d", "1");

        assertProblem(check("secret", xmpp.port(), tls()), "http.tls.certificate: " + directory + "/c.pem expired on ");
    }

    @Test
    void aCertificateForAnotherHostIsTold() throws Exception {
        certificate("san=dns:other.example", "-1d", "90");

        assertProblem(
                check("secret", xmpp.port(), tls()),
                "http.tls.certificate: " + directory + "/c.pem is not for localhost");
    }

    @Test
    void aGoodCertificateIsAccepted() throws Exception {
        certificate("san=dns:localhost", "-1d", "90");

        assertThat(check("secret", xmpp.port(), tls()).code()).isZero();
    }

    /** Of several domains each host must be named by the certificate that is shown for it. */
    @Test
    void aCertificateThatLacksTheHostOfAFurtherDomainIsTold() throws Exception {
        certificate("san=dns:localhost,ip:127.0.0.1", "-1d", "90");
        try (TinyXmppServer other = new TinyXmppServer("secret", "upload.south.test")) {
            String two = """
                    xmpp = [
                      { domain = upload.xmpp.test, secret = secret, port = %d, public-url = "https://localhost/" }
                      { domain = upload.south.test, secret = secret, port = %d, public-url = "https://%s/"%s }
                    ]
                    http.tls { certificate = c.pem, key = k.pem }
                    """;
            String own = ", certificate = own.pem, certificate-key = own-key.pem";
            assertThat(check(two.formatted(xmpp.port(), other.port(), "127.0.0.1", ""))
                            .err())
                    .isEmpty();
            assertProblem(
                    check(two.formatted(xmpp.port(), other.port(), "127.0.0.2", "")),
                    "http.tls.certificate: " + directory + "/c.pem is not for 127.0.0.2, the host of http.public-url");
            Files.copy(directory.resolve("c.pem"), directory.resolve("own.pem"));
            Files.copy(directory.resolve("k.pem"), directory.resolve("own-key.pem"));
            assertProblem(
                    check(two.formatted(xmpp.port(), other.port(), "127.0.0.2", own)),
                    "http.tls.certificate: " + directory
                            + "/own.pem is not for 127.0.0.2, the host of http.public-url");
            Files.delete(directory.resolve("own-key.pem"));
            assertProblem(
                    check(two.formatted(xmpp.port(), other.port(), "127.0.0.2", own)),
                    "http.tls.key: " + directory + "/own-key.pem cannot be read: no such file");
        }
    }

    @Test
    void aKeyOfAnotherCertificateIsTold() throws Exception {
        certificate("san=dns:localhost", "-1d", "90");
        String key = Files.readString(directory.resolve("k.pem"));
        certificate("san=dns:localhost", "-1d", "90");
        Files.writeString(directory.resolve("k.pem"), key);

        assertProblem(check("secret", xmpp.port(), tls()), "http.tls: " + directory + "/k.pem is not the key of ");
    }

    @Test
    void aMissingCertificateIsToldTwoWays() throws Exception {
        assertProblem(
                check("secret", xmpp.port(), tls()),
                "http.tls.certificate: " + directory + "/c.pem cannot be read: no such file");
        assertProblem(
                check(
                        "secret",
                        xmpp.port(),
                        "http.public-url = \"https://localhost/\", http.listen = \"0.0.0.0:" + port + "\""),
                "http.tls: no certificate is configured");
    }

    @Test
    void anUnreadableKeyIsTold() throws Exception {
        certificate("san=dns:localhost", "-1d", "90");
        Files.delete(directory.resolve("k.pem"));
        Files.createDirectory(directory.resolve("k.pem"));

        assertProblem(check("secret", xmpp.port(), tls()), "http.tls.key: " + directory + "/k.pem cannot be read: ");
    }

    @Test
    void aWrongSecretIsToldWhileTheServiceRunsAndTheServiceKeepsItsStream() throws Exception {
        try (ServerProcess server = new ServerProcess(directory, xmpp.port(), "")) {
            server.awaitReady();
            xmpp.awaitComponent();
            server.awaitPage("ready", "xmpp: connected\n");

            Ran right = Ran.main(directory, "check", "--config", server.config().toString());
            server.configureSecret("another");
            Ran wrong = Ran.main(directory, "check", "--config", server.config().toString());

            assertThat(right.code()).as(right.out() + right.err()).isZero();
            assertThat(right.out()).contains("note: the service runs now\n");
            assertProblem(wrong, "xmpp.secret is not the one with which the running service is connected");
            assertThat(xmpp.waiting()).isZero();
        }
    }

    @Test
    @Requirement("K-06")
    void aLinkInPlainTextToAnotherMachineIsNoted() throws IOException {
        Ran ran = check("secret", 9, "xmpp.host = \"192.0.2.1.invalid\"");

        assertThat(ran.out()).contains("note: xmpp.tls is off, and 192.0.2.1.invalid is not this machine");
        assertThat(check("secret", xmpp.port(), "").out()).doesNotContain("xmpp.tls");
    }

    private static void assertProblem(Ran ran, String line) {
        assertThat(ran.err()).startsWith("problem: " + line).hasLineCount(1);
        assertThat(ran.code()).isEqualTo(1);
    }

    private static String tls() {
        return "http { public-url = \"https://localhost/\", tls { certificate = c.pem, key = k.pem } }";
    }

    private Ran check(String secret, int xmppPort, String more) throws IOException {
        return check("xmpp { domain = upload.xmpp.test, secret = " + secret + ", port = " + xmppPort + " }\n"
                + "http.public-url = \"http://127.0.0.1/\"\n" + more);
    }

    private Ran check(String more) throws IOException {
        Files.writeString(
                directory.resolve("c.conf"),
                "http { listen = \"127.0.0.1:" + port + "\", admin-listen = off }\n"
                        + "storage.directory = files\npolicy.max-file-size = 1MiB\n" + more + "\n");
        return Ran.main(directory, "check", "--config", "c.conf");
    }

    /** Makes c.pem and k.pem by the JDK's own tool. */
    private void certificate(String names, String start, String days) throws Exception {
        Path store = directory.resolve("store.p12");
        Files.deleteIfExists(store);
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=test",
                        "-ext",
                        names,
                        "-startdate",
                        start,
                        "-validity",
                        days,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        Files.writeString(
                directory.resolve("c.pem"),
                pem("CERTIFICATE", keys.getCertificate("a").getEncoded()));
        Files.writeString(
                directory.resolve("k.pem"),
                pem("PRIVATE KEY", keys.getKey("a", PASSWORD.toCharArray()).getEncoded()));
    }

    private static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(content)
                + "\n-----END " + label + "-----\n";
    }
}
