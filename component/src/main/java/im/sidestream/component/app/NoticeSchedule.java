package im.sidestream.component.app;

import im.sidestream.component.command.EvictionNotices;
import im.sidestream.slot.Evictions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.xmpp.packet.Message;

/** Lets notices to users wait for each other, in one thread of its own. */
final class NoticeSchedule implements AutoCloseable {
    private final ScheduledThreadPoolExecutor waiting;
    private final EvictionNotices notices;

    private NoticeSchedule(ScheduledThreadPoolExecutor waiting, EvictionNotices notices) {
        this.waiting = waiting;
        this.notices = notices;
    }

    static NoticeSchedule start(
            CommandServices commands, Function<Message, CompletableFuture<Void>> sender, Supplier<String> domain) {
        ScheduledThreadPoolExecutor waiting = new ScheduledThreadPoolExecutor(
                1,
                work -> {
                    Thread thread = new Thread(work, "notices-1");
                    thread.setDaemon(true);
                    return thread;
                },
                // what is to be told after the end is not told
                new ThreadPoolExecutor.DiscardPolicy());
        Executor later = task -> {
            ScheduledFuture<?> unused = waiting.schedule(task, EvictionNotices.PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        };
        EvictionNotices.Outlet outlet = new EvictionNotices.Outlet(later, sender, domain);
        return new NoticeSchedule(waiting, commands.notices(outlet));
    }

    Evictions evictions() {
        return notices;
    }

    @Override
    public void close() {
        waiting.shutdownNow();
        notices.flush();
    }
}
