package im.sidestream.app;

import im.sidestream.http.Outcome;
import im.sidestream.observe.Metrics;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line and a few counts for each HTTP request that ended: never a token, never a link. Ends that mean a broken
 * service are errors; clients that go away are not.
 */
final class RequestLog implements Consumer<Outcome> {
    private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);
    private static final int SERVER_ERROR = 500;
    private static final int UNAVAILABLE = 503;
    private static final int STORAGE_FULL = 507;
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final Metrics metrics;

    RequestLog(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void accept(Outcome outcome) {
        String method = METHODS.contains(outcome.method()) ? outcome.method() : "other";
        metrics.request(method, outcome.status());
        if (method.equals("PUT") || method.equals("PATCH")) {
            metrics.received(outcome.bytes());
        } else {
            metrics.sent(outcome.bytes());
        }
        if (isBroken(outcome)) {
            metrics.error("http");
            // the stack trace was logged where it broke
            LOG.error(line(method, outcome));
        } else if (LOG.isInfoEnabled()) {
            LOG.info(line(method, outcome));
        }
    }

    private static boolean isBroken(Outcome outcome) {
        int status = outcome.status();
        return outcome.failure() != null && status >= SERVER_ERROR && status != UNAVAILABLE && status != STORAGE_FULL;
    }

    private static String line(String method, Outcome outcome) {
        StringBuilder line = new StringBuilder(method).append(' ').append(outcome.status());
        if (outcome.slotId() != null) {
            line.append(' ').append(outcome.slotId());
        }
        if (outcome.owner() != null) {
            line.append(" of ").append(outcome.owner());
        }
        if (outcome.client() != null && LOG.isDebugEnabled()) {
            line.append(" from ").append(outcome.client().getHostAddress());
        }
        line.append(": ").append(outcome.bytes()).append(" bytes, ");
        line.append(outcome.duration().toMillis()).append(" ms");
        if (outcome.failure() != null) {
            line.append(", ").append(outcome.failure());
        }
        return line.toString();
    }
}
