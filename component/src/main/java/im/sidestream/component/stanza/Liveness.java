package im.sidestream.component.stanza;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds dead links (XEP-0199 §4.3): after a silence the server is pinged; if then no stanza at all arrives, or a write
 * does not get through, the connection is given up. Any stanza counts as life, so that a busy link is never pinged and
 * a ping that the server routes into nowhere costs nothing. A silence of our own is one, too: Openfire cuts a component that
 * says nothing for six minutes, whatever it is told meanwhile.
 */
final class Liveness {

    private static final Logger log = LoggerFactory.getLogger(Liveness.class);

    private final StreamTimes times;
    private final StanzaWriter writer;
    private final StreamSupervisor supervisor;
    private final Runnable ping;

    private volatile boolean open;
    private volatile long lastReceived;
    private long openedAt;
    private boolean pinged;
    private long pingedAt;

    Liveness(StreamTimes times, StanzaWriter writer, StreamSupervisor supervisor, Runnable ping) {
        this.times = times;
        this.writer = writer;
        this.supervisor = supervisor;
        this.ping = ping;
    }

    synchronized void opened(long now) {
        lastReceived = now;
        openedAt = now;
        pinged = false;
        open = true;
    }

    void received(long now) {
        lastReceived = now;
    }

    synchronized void closed() {
        open = false;
        pinged = false;
    }

    synchronized void check(long now) {
        if (!open) {
            return;
        }
        if (writer.blockedNanos() > times.write().toNanos()) {
            supervisor.reconnect(StreamFault.TIMED_OUT, "a write was blocked for too long");
        } else if (pinged && lastReceived - pingedAt >= 0) {
            pinged = false;
        } else if (pinged && now - pingedAt > times.pingAnswer().toNanos()) {
            supervisor.reconnect(StreamFault.TIMED_OUT, "nothing came after a ping");
        } else if (!pinged && silence(now) > times.pingEvery().toNanos()) {
            pinged = true;
            pingedAt = now;
            sendPing();
        }
    }

    /** How long one of both has said nothing. */
    private long silence(long now) {
        long ours = Math.min(now - openedAt, writer.sinceLastWrite(now));
        return Math.max(now - lastReceived, ours);
    }

    private void sendPing() {
        try {
            ping.run();
        } catch (StreamUnavailableException offline) {
            // then the connection is gone, or its writes are blocked, and the deadlines above will tell
            log.debug("no ping could be sent: {}", offline.getMessage());
        }
    }
}
