package im.sidestream.component.offers;

import im.sidestream.component.stanza.RefusalErrors;
import im.sidestream.delivery.Outbox;
import im.sidestream.delivery.Outbox.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xmpp.packet.IQ;

/**
 * Says what waits in the outbox, in one thread of its own: a few rows, then a ping to the server behind them, and only when
 * that is answered on the same connection are the rows done. What else is under way waits for no more than that: the rows in
 * flight are few, and offers leave at a rate. Without a connection, be it that another process has it, nothing is taken.
 */
public final class OutboxPump implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OutboxPump.class);

    /** Rows in flight. */
    static final int BATCH = 64;

    static final Duration LEASE = Duration.ofSeconds(40);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long IDLE_MILLIS = 500;
    private static final long BUSY_MILLIS = 10;

    private final Outbox outbox;
    private final Outlet outlet;
    private final Dispatch dispatch;
    private final CameBack cameBack;
    private final Unsettled unsettled;
    private final Voice voice;
    private final String service;
    private final OfferRate rate;
    private final Thread thread;
    private final Semaphore woken = new Semaphore(0);
    private volatile boolean closed;
    private boolean echo;

    /**
     * A pump that stands still.
     *
     * @param service as rows name it
     * @param offersPerSecond how many offers leave
     */
    public OutboxPump(Correspondence work, String service, double offersPerSecond, LongSupplier nanoTime) {
        this.outbox = work.outbox();
        this.outlet = work.outlet();
        this.voice = work.voice();
        this.dispatch = work.dispatch();
        this.cameBack = work.cameBack();
        this.unsettled = new Unsettled(outbox, work.ports().clock(), cameBack);
        this.service = service;
        this.rate = new OfferRate(offersPerSecond, nanoTime);
        this.thread = new Thread(this::run, "outbox-1");
        thread.setDaemon(true);
    }

    /** Begins. */
    public void start() {
        thread.start();
    }

    /** Says that something is there to be said, so that it need not wait for the next look. */
    public void wake() {
        woken.release();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try {
                rest(round() == 0 ? IDLE_MILLIS : BUSY_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void rest(long millis) throws InterruptedException {
        if (woken.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            woken.drainPermits();
        }
    }

    /** Takes some rows and says them; returns how many those were. */
    int round() throws InterruptedException {
        try {
            return takeAndSay();
        } catch (RuntimeException fault) {
            // nobody else in this process says what waits
            log.error("a round of the outbox failed; what it took goes again", fault);
            unsettled.settled();
            return 0;
        }
    }

    private int takeAndSay() throws InterruptedException {
        long stream = outlet.stream().getAsLong();
        if (stream < 0) {
            return 0;
        }
        try {
            await(unsettled.settle());
            unsettled.settled();
            List<Waiting> rows = await(outbox.take(service, BATCH, Math.min(BATCH, rate.available()), LEASE));
            unsettled.taken();
            unsettled.back();
            rate.used((int)
                    rows.stream().filter(row -> row.kind() == Outbox.Kind.OFFER).count());
            List<Waiting> spoken = say(rows);
            rate.returned(dispatch.waited());
            if (!spoken.isEmpty() && isConfirmed() && outlet.stream().getAsLong() == stream) {
                done(spoken);
            }
            return rows.size();
        } catch (ExecutionException | TimeoutException failed) {
            unsettled.away(RefusalErrors.unwrap(failed));
            return 0;
        }
    }

    /** What came back for now goes again. */
    private void done(List<Waiting> spoken) throws InterruptedException, ExecutionException, TimeoutException {
        List<Waiting> out =
                spoken.stream().filter(row -> !unsettled.goesAgain(row)).toList();
        unsettled.out(out);
        await(outbox.done(out.stream().map(Waiting::id).toList()));
        unsettled.done();
    }

    /** Returns those that are on the stream, and wait for nothing but its confirmation. */
    private List<Waiting> say(List<Waiting> rows) throws InterruptedException {
        List<CompletableFuture<Boolean>> under = new ArrayList<>();
        rows.forEach(row -> cameBack.take(row.id()));
        rows.forEach(row -> under.add(dispatch.say(row)));
        dispatch.flush();
        List<Waiting> spoken = new ArrayList<>();
        for (int i = 0; i < under.size(); i++) {
            Waiting row = rows.get(i);
            try {
                if (await(under.get(i))) {
                    spoken.add(row);
                }
            } catch (ExecutionException | TimeoutException failed) {
                unsaid(row, failed);
            }
        }
        return spoken;
    }

    private void unsaid(Waiting row, Exception failed) {
        if (RefusalErrors.isAway(failed)) {
            unsettled.unsaid(row);
            unsettled.away(RefusalErrors.unwrap(failed));
        } else {
            log.warn("{} {} is said later: {}", row.kind(), row.id(), failed.getMessage());
        }
    }

    /**
     * Whether the server has everything that was sent before (RFC 6120 §10.1: it works in order): it answered a ping, be it
     * with an error. A server that does not know the domain above ours is asked to carry a ping to ourselves.
     */
    private boolean isConfirmed() throws InterruptedException {
        IQ ping = new IQ(IQ.Type.get);
        String own = voice.domain();
        ping.getElement().addAttribute("from", own);
        ping.getElement().addAttribute("to", echo ? own : own.substring(own.indexOf('.') + 1));
        ping.setChildElement("ping", "urn:xmpp:ping");
        try {
            await(outlet.ask().apply(ping, PATIENCE));
            return true;
        } catch (ExecutionException | TimeoutException unanswered) {
            log.info("no answer to a ping behind what was said; it goes again");
            echo = !echo;
            return false;
        }
    }

    private static <T> T await(CompletableFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(PATIENCE.toMillis() + 1_000, TimeUnit.MILLISECONDS);
    }
}
