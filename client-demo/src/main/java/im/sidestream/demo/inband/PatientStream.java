package im.sidestream.demo.inband;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A stream of Smack's, asked again and again: it tells of its end only to who asks after it came, and of silence to who asks
 * long enough.
 */
final class PatientStream extends FilterInputStream {

    private final Duration patience;

    /**
     * Reads another stream.
     *
     * @param stream with a short time-out of its own
     * @param patience how long it may be silent
     */
    PatientStream(InputStream stream, Duration patience) {
        super(stream);
        this.patience = patience;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        long begin = System.nanoTime();
        while (true) {
            try {
                return in.read(bytes, offset, length);
            } catch (SocketTimeoutException silence) {
                if (System.nanoTime() - begin > patience.toNanos()) {
                    throw silence;
                }
            }
        }
    }
}
