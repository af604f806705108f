package im.sidestream.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logging, found by logback through its service file: one line per event on standard error. In code rather than XML:
 * there is nothing in it for an operator to edit.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
    @Override
    public ExecutionStatus configure(LoggerContext context) {
        LineLayout layout = new LineLayout(ZoneId.systemDefault());
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout);
        encoder.start();
        LineAppender appender = new LineAppender(new FileOutputStream(FileDescriptor.err));
        appender.setContext(context);
        appender.setName("stderr");
        appender.setEncoder(encoder);
        appender.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
        // libraries speak up when something is wrong, and tell their life story otherwise
        context.getLogger("org.eclipse.jetty").setLevel(Level.WARN);
        // a database that is away is told of once, by the catalog
        context.getLogger("com.zaxxer.hikari").setLevel(Level.ERROR);
        // what strangers send wrong is answered, not logged: they would fill the disk
        context.getLogger("org.eclipse.jetty.http").setLevel(Level.ERROR);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Shows events from this level on: {@code error}, {@code warn}, {@code info}, {@code debug}, or none: {@code off}. */
    public static void showFrom(String level) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger("im.sidestream").setLevel(Level.toLevel(level, Level.INFO));
        }
    }

    /** Writes what is left; the last thing before the process ends. */
    public static void end() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }
}
