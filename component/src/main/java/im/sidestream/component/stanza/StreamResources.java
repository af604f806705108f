package im.sidestream.component.stanza;

import java.security.SecureRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/**
 * What a stream takes from the machine it runs on.
 *
 * @param sockets makes unconnected plain sockets
 * @param tls makes TLS sockets over them where the settings ask for TLS; decides whom to trust, not for which
 *     name; asked only then, because the JVM's trust store takes long to read
 * @param random ids and the jitter of pauses; must be unpredictable, because ids guard answers against forgery
 * @param nanoTime monotonic time in nanoseconds
 */
public record StreamResources(
        SocketFactory sockets, Supplier<SSLSocketFactory> tls, RandomGenerator random, LongSupplier nanoTime) {

    /** The JVM's own sockets, trust store, secure randomness and time. */
    public static StreamResources ofSystem() {
        return new StreamResources(
                SocketFactory.getDefault(),
                () -> (SSLSocketFactory) SSLSocketFactory.getDefault(),
                new SecureRandom(),
                System::nanoTime);
    }
}
