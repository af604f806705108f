package im.sidestream.app;

import im.sidestream.slot.Slot;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The plainest HTTP client there can be: one connection that uploads a file and fetches it. */
final class Practice implements Closeable {
    private static final int PATIENCE_MILLIS = 2_000;
    private static final int HEADERS = 4 << 10;

    private final Socket socket;
    private final byte[] block = new byte[64 << 10];

    Practice(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
    }

    /** PUTs {@code size} bytes into the slot and GETs them. */
    void share(Slot slot, int size) throws IOException {
        String put = slot.put().getRawPath() + "?" + slot.put().getRawQuery();
        request("PUT " + put, "Content-Length: " + size + "\r\nContent-Type: application/octet-stream\r\n");
        for (int sent = 0; sent < size; sent += block.length) {
            socket.getOutputStream().write(block, 0, Math.min(block.length, size - sent));
        }
        skip(0);
        request("GET " + slot.get().getRawPath(), "");
        skip(size);
    }

    private void request(String line, String headers) throws IOException {
        String head = line + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads past the headers of an answer and {@code length} bytes behind them. */
    private void skip(int length) throws IOException {
        InputStream in = socket.getInputStream();
        int end = 0;
        for (int read = 0; end < 4; read++) {
            int c = in.read();
            if (c < 0 || read > HEADERS) {
                throw new EOFException("no answer");
            }
            end = c == (end % 2 == 0 ? '\r' : '\n') ? end + 1 : 0;
        }
        int left = length;
        while (left > 0) {
            int read = in.read(block, 0, Math.min(block.length, left));
            if (read < 0) {
                throw new EOFException("the answer is cut off");
            }
            left -= read;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
