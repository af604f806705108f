package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.slot.Slot;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * An upload over a link that is cut fifty times: the file arrives, and with each cut no more is sent twice than was in
 * buffers on the way. 1 GiB with {@code -Dsidestream.full=true}.
 */
final class CutLinkTest extends ResumeFixture {
    private static final int CUTS = 50;
    private static final long SIZE = Boolean.getBoolean("sidestream.full") ? 1L << 30 : 48L << 20;

    /** The client's and the proxy's send and receive buffers and the proxy's own, as the kernel doubles them. */
    private static final long BUFFERS = 256 << 10;

    private static final int HEADERS = 1024;
    private static final int BLOCK = 32 << 10;

    /** Any part of the file without the file. */
    private static byte[] block(long index) {
        byte[] block = new byte[BLOCK];
        new Random(index).nextBytes(block);
        return block;
    }

    @Test
    void aLinkThatIsCutFiftyTimesCostsABufferEachTime() throws Exception {
        Slot slot = service.slot("film.bin", SIZE);
        long sent = 0;
        int requests = 0;
        try (CutLink link = new CutLink(service.port(), CUTS, (int) (SIZE / CUTS), 7)) {
            long offset = 0;
            while (offset < SIZE) {
                sent += send(link.port(), slot.put(), offset);
                requests++;
                offset = offset(slot);
            }

            assertThat(link.cuts()).isEqualTo(CUTS);
            System.out.printf(
                    "%d bytes over %d cuts: the client sent %d, the link took %d and passed on %d twice%n",
                    SIZE, CUTS, sent - SIZE, link.taken() - SIZE, link.passed() - SIZE);
            assertThat(sent - SIZE).isBetween(0L, CUTS * BUFFERS);
            assertThat(link.passed() - SIZE).isBetween(0L, CUTS * BUFFERS + requests * (long) HEADERS);
        }
        assertThat(service.row(slot).stored()).isNotNull();
        assertThat(digestOfDownload(slot)).isEqualTo(digest());
    }

    /** Sends the rest and returns how much of it could be sent before the link was cut. */
    private static long send(int port, URI url, long offset) throws IOException {
        long sent = 0;
        try (Socket socket = new Socket()) {
            socket.setSendBufferSize(BLOCK);
            socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            OutputStream out = socket.getOutputStream();
            out.write(("PATCH " + target(url) + " HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\n"
                            + "Content-Type: application/offset+octet-stream\r\nUpload-Offset: " + offset
                            + "\r\nContent-Length: " + (SIZE - offset) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            for (long at = offset; at < SIZE; ) {
                byte[] block = block(at / BLOCK);
                int from = (int) (at % BLOCK);
                out.write(block, from, BLOCK - from);
                sent += BLOCK - from;
                at += BLOCK - from;
            }
            byte[] status = socket.getInputStream().readNBytes(12);
            assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 204");
        } catch (IOException e) {
            // cut: the block that was being written counts, for some of it was sent
            sent += BLOCK;
        }
        return sent;
    }

    private static String digest() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (long i = 0; i < SIZE / BLOCK; i++) {
            digest.update(block(i));
        }
        return Base64.getEncoder().encodeToString(digest.digest());
    }

    private String digestOfDownload(Slot slot) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        URI here = URI.create("http://localhost:" + service.port() + slot.get().getRawPath());
        long length = 0;
        byte[] buffer = new byte[BLOCK];
        try (InputStream in = here.toURL().openStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                length += read;
            }
        }
        assertThat(length).isEqualTo(SIZE);
        return Base64.getEncoder().encodeToString(digest.digest());
    }
}
