package im.sidestream.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections whose TLS handshake, PROXY protocol or request headers come by drops: each drop is something, so that the time-out of
 * silent connections never ends them.
 */
final class SlowRequests implements Runnable {
    private static final int LOOKS_PER_PATIENCE = 4;

    private final ServerConnector connector;
    private final Duration patience;
    private final Scheduler scheduler;

    /**
     * Watches the connections of {@code connector}.
     *
     * @param patience how long a handshake or the headers of one request may last
     */
    SlowRequests(ServerConnector connector, Duration patience, Scheduler scheduler) {
        this.connector = connector;
        this.patience = patience;
        this.scheduler = scheduler;
    }

    /** Looks from now on, as long as the scheduler lives. */
    void watch() {
        scheduler.schedule(this, patience.toMillis() / LOOKS_PER_PATIENCE, TimeUnit.MILLISECONDS);
    }

    @Override
    public void run() {
        for (EndPoint endPoint : connector.getConnectedEndPoints()) {
            if (isTooSlow(endPoint)) {
                endPoint.close();
            }
        }
        watch();
    }

    private boolean isTooSlow(EndPoint endPoint) {
        Connection connection = endPoint.getConnection();
        if (connection instanceof SslConnection tls && isAgreed(tls)) {
            connection = tls.getSslEndPoint().getConnection();
        } else if (!(connection instanceof HttpConnection)) {
            // it shakes hands, or a proxy has yet to say whom it is for
            return System.currentTimeMillis() - endPoint.getCreatedTimeStamp() > patience.toMillis();
        }
        return connection instanceof HttpConnection http && isTooSlow(http.getParser());
    }

    private static boolean isAgreed(SslConnection tls) {
        return !tls.getSSLEngine().getSession().getProtocol().equals("NONE");
    }

    private boolean isTooSlow(HttpParser parser) {
        long begun = parser.getBeginNanoTime();
        boolean inHeaders = !parser.isStart() && parser.inHeaderState();
        // the parser goes on meanwhile: what was read belongs together if it is about one request
        return begun == parser.getBeginNanoTime() && inHeaders && NanoTime.millisSince(begun) > patience.toMillis();
    }
}
