package im.sidestream.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Writes lines in groups, because a line for each request should not cost a system call for each request. Warnings and
 * errors are written at once, the rest within a tenth of a second.
 */
final class LineAppender extends OutputStreamAppender<ILoggingEvent> {
    private static final int BUFFER = 32 << 10;
    private static final long MILLIS = 100;

    private final OutputStream lines;
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(Pools.named("log"));

    LineAppender(OutputStream target) {
        this.lines = new BufferedOutputStream(target, BUFFER);
        setImmediateFlush(false);
    }

    @Override
    public void start() {
        setOutputStream(lines);
        super.start();
        var unused = writer.scheduleWithFixedDelay(this::write, MILLIS, MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void append(ILoggingEvent event) {
        super.append(event);
        if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            write();
        }
    }

    @Override
    public void stop() {
        writer.shutdown();
        super.stop();
    }

    private void write() {
        try {
            lines.flush();
        } catch (IOException e) {
            // nobody reads the log any more: there is nowhere to say so, and nothing else depends on it
            addError("the log cannot be written", e);
        }
    }
}
