package im.sidestream.component.stanza;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.component.stanza.FakeXmppServer.Peer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Direct TLS: the certificate must be trusted and carry the server's name (T-W6, RFC 6125). */
class StreamTlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path directory;

    private SSLContext context(String name) throws IOException, GeneralSecurityException, InterruptedException {
        Path store = directory.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=dns:" + name,
                        "-validity",
                        "2",
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("server", keys.getCertificate("server"));
        trusted.init(certificates);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), new SecureRandom());
        return context;
    }

    private static SupervisedComponents components(int port, SSLContext context, List<StreamState> states) {
        return components(port, context, states, StreamFixture.TIMES);
    }

    private static SupervisedComponents components(
            int port, SSLContext context, List<StreamState> states, StreamTimes times) {
        StreamSettings settings =
                StreamSettings.plain("localhost", port).withDirectTls().withTimes(times);
        SupervisedComponents components = new SupervisedComponents(
                settings,
                new StreamResources(
                        SocketFactory.getDefault(), context::getSocketFactory, new SecureRandom(), System::nanoTime),
                (domain, state) -> states.add(state));
        components.setDefaultSecretKey(FakeXmppServer.SECRET);
        return components;
    }

    @Test
    void a_certificate_with_the_servers_name_is_accepted() throws Exception {
        SSLContext context = context("localhost");
        try (FakeXmppServer server = new FakeXmppServer(context.getServerSocketFactory(), 0);
                SupervisedComponents components = components(server.port(), context, new CopyOnWriteArrayList<>())) {
            components.addComponent("upload.example.org", new RecordingComponent());
            try (Peer peer = server.acceptComponent()) {
                peer.requireAlive("over TLS");
                peer.send("</stream:stream>");
            }
            server.acceptComponent().requireAlive("over TLS again");
        }
    }

    @Test
    void a_trusted_certificate_with_another_name_is_refused() throws Exception {
        SSLContext context = context("other.example.org");
        List<StreamState> states = new CopyOnWriteArrayList<>();
        try (ServerSocket listening =
                        context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
                SupervisedComponents components = components(listening.getLocalPort(), context, states)) {
            components.addComponent("upload.example.org", new RecordingComponent());
            try (Socket refused = listening.accept()) {
                refused.setSoTimeout(10_000);
                assertThat(readQuietly(refused))
                        .as("nothing is said to a stranger")
                        .isEqualTo(-1);
            }
            Awaitility.await().until(() -> states.stream().anyMatch(state -> state.fault() == StreamFault.TLS_FAILED));
        }
    }

    @Test
    void a_server_that_drips_through_the_tls_handshake_is_given_up() throws Exception {
        StreamTimes usual = StreamFixture.TIMES;
        StreamTimes impatient = new StreamTimes(
                Duration.ofMillis(300),
                Duration.ofMillis(300),
                usual.pingEvery(),
                usual.pingAnswer(),
                usual.write(),
                usual.answer(),
                usual.retryFirst(),
                usual.retryMost());
        List<StreamState> states = new CopyOnWriteArrayList<>();
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                SupervisedComponents components =
                        components(listening.getLocalPort(), SSLContext.getDefault(), states, impatient)) {
            components.addComponent("upload.example.org", new RecordingComponent());
            try (Socket dripping = listening.accept()) {
                // the head of a handshake record that would be 16 KiB long, and then a byte now and again
                dripping.getOutputStream().write(new byte[] {22, 3, 3, 64, 0});
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(50))
                        .ignoreExceptions()
                        .until(() -> {
                            if (states.stream().noneMatch(state -> state.fault() == StreamFault.TIMED_OUT)) {
                                dripping.getOutputStream().write(0);
                                return false;
                            }
                            return true;
                        });
            }
        }
    }

    private static int readQuietly(Socket socket) {
        try {
            return socket.getInputStream().read();
        } catch (IOException aborted) {
            return -1;
        }
    }
}
