package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.Requirement;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RFC 6066 §8, RFC 6960: a certificate comes with its authority's word, asked of a real responder. */
final class StaplingTest {
    private static final String SUCCESS = "OCSP Response Status: successful";

    @TempDir
    Path directory;

    /** The JDK keeps these for the process; other tests make contexts without them. */
    @AfterEach
    void forget() {
        System.clearProperty("jdk.tls.server.enableStatusRequestExtension");
        System.clearProperty("jdk.tls.stapling.responseTimeout");
    }

    @Test
    @Requirement("R-31")
    void theAuthoritysAnswerIsStapledWhereThatIsWanted() throws Exception {
        int port = free();
        CertificateFiles files = issue(port);
        try (Responder responder = new Responder(directory, port)) {
            assertThat(responder.process.isAlive()).isTrue();
            for (boolean wanted : new boolean[] {false, true}) {
                try (RunningService service = service(files, wanted)) {
                    String said = shakeHands(service.port());
                    if (wanted) {
                        assertThat(said).contains(SUCCESS, "Cert Status: good");
                    } else {
                        assertThat(said).contains("OCSP response: no response sent");
                    }
                }
            }
        }
    }

    /** It takes the connection and never says anything: the handshake goes on without it. */
    @Test
    @Requirement("R-31")
    void aResponderThatIsSilentKeepsNobodyWaitingForLong() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                RunningService service = service(issue(silent.getLocalPort()), true)) {
            assertThat(shakeHands(service.port())).contains("OCSP response: no response sent", "Cipher is TLS_");
            silent.setSoTimeout(10_000);
            try (Socket asked = silent.accept()) {
                assertThat(asked.isConnected()).as("the responder was asked").isTrue();
                assertThat(Integer.getInteger("jdk.tls.stapling.responseTimeout"))
                        .as("the JDK's own patience is longer")
                        .isEqualTo(1000);
            }
        }
    }

    private RunningService service(CertificateFiles files, boolean stapling) throws IOException {
        return new RunningService(
                directory.resolve("store" + stapling),
                standard ->
                        standard.with(List.of(files), HttpGuards.STANDARD).offering(new TlsOptions(true, stapling)));
    }

    private String shakeHands(int port) throws Exception {
        return Command.ask(directory, "openssl", "s_client", "-connect", "127.0.0.1:" + port, "-status")
                .text();
    }

    /** Makes an authority and a certificate that names its responder. */
    private CertificateFiles issue(int port) throws Exception {
        Files.writeString(
                directory.resolve("names"),
                "subjectAltName=DNS:localhost\nauthorityInfoAccess=OCSP;URI:http://127.0.0.1:" + port + "/\n");
        openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority"
                + " -keyout ca-key.pem -out ca.pem");
        openssl(
                "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -keyout key.pem -out it.csr");
        openssl(
                "x509 -req -in it.csr -CA ca.pem -CAkey ca-key.pem -set_serial 4711 -days 2 -extfile names -out it.pem");
        Files.writeString(directory.resolve("index"), "V\t491231235959Z\t\t1267\tunknown\t/CN=localhost\n");
        Files.writeString(
                directory.resolve("cert.pem"),
                Files.readString(directory.resolve("it.pem")) + Files.readString(directory.resolve("ca.pem")));
        return new CertificateFiles(directory.resolve("cert.pem"), directory.resolve("key.pem"));
    }

    private void openssl(String arguments) throws Exception {
        Command.run(directory, ("openssl " + arguments).split(" ", -1));
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** OpenSSL's responder, which knows one certificate. */
    private static final class Responder implements Closeable {
        final Process process;

        Responder(Path directory, int port) throws IOException {
            process = new ProcessBuilder(List.of(
                            "openssl",
                            "ocsp",
                            "-port",
                            "" + port,
                            "-index",
                            "index",
                            "-CA",
                            "ca.pem",
                            "-rsigner",
                            "ca.pem",
                            "-rkey",
                            "ca-key.pem",
                            "-nmin",
                            "60",
                            "-ignore_err"))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("responder").toFile())
                    .start();
            await().until(() -> Files.readString(directory.resolve("responder")).contains("waiting for OCSP client"));
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().onExit().join();
        }
    }
}
