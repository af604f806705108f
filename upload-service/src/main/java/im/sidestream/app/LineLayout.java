package im.sidestream.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** One event as a line: local time with its offset, level, message, and the stack trace behind it. */
final class LineLayout extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss");
    private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("XXX");
    private static final int MILLIS = 1_000;
    private static final int LEVEL_WIDTH = 5;

    private final ZoneId zone;
    private volatile Stamp last;

    LineLayout(ZoneId zone) {
        this.zone = zone;
        this.last = stamp(0);
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        appendTime(line, event.getTimeStamp());
        String level = event.getLevel().toString();
        line.append(' ').append(level);
        line.append(" ".repeat(Math.max(0, LEVEL_WIDTH - level.length()) + 1));
        appendMessage(line, event.getFormattedMessage());
        line.append('\n');
        IThrowableProxy failure = event.getThrowableProxy();
        if (failure != null) {
            line.append(ThrowableProxyUtil.asString(failure));
        }
        return line.toString();
    }

    /** Most lines of a busy service are of one second, whose text is made once. */
    private void appendTime(StringBuilder line, long millis) {
        long second = Math.floorDiv(millis, MILLIS);
        Stamp stamp = last;
        if (stamp.second != second) {
            stamp = stamp(second);
            last = stamp;
        }
        int rest = Math.floorMod(millis, MILLIS);
        line.append(stamp.text).append('.');
        line.append((char) ('0' + rest / 100))
                .append((char) ('0' + rest / 10 % 10))
                .append((char) ('0' + rest % 10));
        line.append(stamp.offset);
    }

    private Stamp stamp(long second) {
        var time = Instant.ofEpochSecond(second).atZone(zone);
        return new Stamp(second, SECOND.format(time), OFFSET.format(time));
    }

    /** A line end inside a message could be an attacker's forged event. */
    private static void appendMessage(StringBuilder line, String message) {
        boolean ended = false;
        for (int i = 0; i < message.length(); i++) {
            char c = message.charAt(i);
            boolean end = c == '\r' || c == '\n';
            if (!end) {
                line.append(c);
            } else if (!ended) {
                line.append(' ');
            }
            ended = end;
        }
    }

    private record Stamp(long second, String text, String offset) {}
}
