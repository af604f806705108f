package im.sidestream.demo.transfer;

import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Transfers that wait for nothing but write down how long they would have waited. */
public final class TestTransfers {

    private TestTransfers() {}

    public static Transfers with(List<Duration> waits) throws NoSuchAlgorithmException {
        return with(waits, Duration.ofSeconds(20));
    }

    public static Transfers with(List<Duration> waits, Duration stall) throws NoSuchAlgorithmException {
        return new Transfers(
                SSLContext.getDefault(),
                new UrlRule(true),
                new Transfers.Patience(stall, backoff(waits)),
                Clock.systemUTC());
    }

    public static Backoff backoff(List<Duration> waits) {
        return new Backoff(Duration.ofMillis(1), Duration.ofSeconds(30), waits::add);
    }
}
