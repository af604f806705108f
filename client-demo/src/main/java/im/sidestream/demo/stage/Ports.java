package im.sidestream.demo.stage;

import im.sidestream.demo.stage.StageSettings.PortRange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Free TCP ports on loopback, taken at random so that stages of several processes seldom try the same one. */
final class Ports {
    private static final int TRIES = 1_000;

    private final PortRange range;
    private final RandomGenerator random;
    private final Set<Integer> given = new HashSet<>();

    Ports(PortRange range, RandomGenerator random) {
        this.range = range;
        this.random = random;
    }

    /** A port on which nothing listens and which this object has not given before. */
    int next() {
        for (int i = 0; i < TRIES; i++) {
            int port = random.nextInt(range.first(), range.last() + 1);
            if (!given.contains(port) && isFree(port)) {
                given.add(port);
                return port;
            }
        }
        throw new StageException("no free port in " + range);
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
