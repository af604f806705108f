package im.sidestream.component.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signals, draining, reloading and exit codes of the real process. */
class ServeTest {
    private static final Pattern PUT = Pattern.compile("<put url=['\"]([^'\"]+)['\"]");

    @TempDir
    private Path directory;

    private TinyXmppServer xmpp;
    private ServerProcess server;

    @BeforeEach
    void start() throws IOException {
        xmpp = new TinyXmppServer("secret");
        server = new ServerProcess(directory, xmpp.port(), "");
        server.awaitReady();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        xmpp.close();
    }

    @Test
    void aSignalLetsTheRunningUploadEndAndClosesTheStreamInGoodOrder() throws Exception {
        TinyXmppServer.Stream stream = xmpp.awaitComponent();
        try (Socket upload = halfAnUpload(stream)) {
            server.signal("TERM");
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(server.readiness()).isEqualTo(503));
            assertThat(stream.rest()).endsWith("</stream:stream>");
            upload.getOutputStream().write("67890".getBytes(US_ASCII));

            assertThat(new String(upload.getInputStream().readNBytes(12), US_ASCII))
                    .isEqualTo("HTTP/1.1 201");
        }
        assertThat(server.awaitExit()).isZero();
        assertThat(server.log()).contains("PUT 201 ").doesNotContain("?t=");
    }

    @Test
    void theSecondSignalEndsItAtOnce() throws Exception {
        try (Socket upload = halfAnUpload(xmpp.awaitComponent())) {
            server.signal("INT");
            server.awaitLog("stopping");
            server.signal("INT");

            assertThat(server.awaitExit()).isEqualTo(1);
            assertThat(upload.isConnected()).isTrue();
        }
    }

    @Test
    void aHangupReloadsThePolicyAndNamesWhatNeedsARestart() throws Exception {
        TinyXmppServer.Stream stream = xmpp.awaitComponent();
        assertThat(stream.requestSlot(2000)).contains("<put ");

        server.configure(xmpp.port(), "policy.max-file-size = 1000, storage.sync = false");
        server.signal("HUP");
        server.awaitLog("the configuration was reloaded");
        assertThat(stream.requestSlot(2001)).contains("file-too-large").contains("1000");
        assertThat(server.log()).contains("storage.sync has changed; that needs a restart, and changes nothing now");

        server.configure(xmpp.port(), "policy.max-file-size = huge");
        server.signal("HUP");
        server.awaitLog("the configuration is not reloaded, the old one stays: ");
        assertThat(stream.requestSlot(2002)).contains("file-too-large").contains("1000");
    }

    @Test
    void aSecondProcessOnTheSameDirectoryIsRefusedWithOneLine() throws Exception {
        Path other = directory.resolve("other");
        Files.createDirectories(other);
        try (ServerProcess second =
                new ServerProcess(other, xmpp.port(), "storage.directory = \"" + directory.resolve("files") + "\"")) {
            assertThat(second.awaitExit()).isEqualTo(1);
            // newer Javas warn of native code, which the launcher allows
            assertThat(second.log().lines().filter(line -> !line.isBlank() && !line.startsWith("WARNING: ")))
                    .singleElement()
                    .asString()
                    .startsWith("sidestream: ")
                    .contains("in use");
        }
    }

    /** Sends five of the ten bytes of a file. */
    private Socket halfAnUpload(TinyXmppServer.Stream stream) throws IOException {
        Matcher put = PUT.matcher(stream.requestSlot(10));
        assertThat(put.find()).isTrue();
        URI url = URI.create(put.group(1));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.httpPort());
        socket.getOutputStream()
                .write(("PUT " + url.getRawPath() + "?" + url.getRawQuery()
                                + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n12345")
                        .getBytes(US_ASCII));
        // the server has read the head once the slot is taken
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(blobs()).isEqualTo(1));
        return socket;
    }

    private long blobs() throws IOException {
        Path blobs = directory.resolve("files").resolve("blobs");
        try (var files = Files.walk(blobs)) {
            return files.filter(Files::isRegularFile).count();
        }
    }
}
