package im.sidestream.demo.transfer;

import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** The two ways to show progress to a person. */
public final class ProgressDisplays {

    private static final long MEBI = 1024 * 1024;
    private static final int STEPS = 10;

    private ProgressDisplays() {}

    /** A bar that is drawn over itself: for terminals. */
    public static Progress.Display bar(PrintStream out) {
        return (task, total) -> {
            ProgressBar bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setUnit(" MiB", MEBI)
                    .showSpeed()
                    .setUpdateIntervalMillis(200)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setConsumer(new ConsoleProgressBarConsumer(out, 78))
                    .build();
            return new Bar(bar);
        };
    }

    /** A line for each tenth: for files and pipes. */
    public static Progress.Display lines(PrintStream out) {
        return (task, total) -> new Lines(out, task, total);
    }

    private record Bar(ProgressBar bar) implements Progress {
        @Override
        public void at(long bytes) {
            bar.stepTo(bytes);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    private static final class Lines implements Progress {
        private final PrintStream out;
        private final String task;
        private final long total;
        private long shown;

        Lines(PrintStream out, String task, long total) {
            this.out = out;
            this.task = task;
            this.total = total;
        }

        @Override
        public void at(long bytes) {
            long step = total <= 0 ? 0 : bytes * STEPS / total;
            if (step == shown) {
                return;
            }
            shown = step;
            String bar = "#".repeat((int) step) + ".".repeat(STEPS - (int) step);
            out.println(String.format(
                    Locale.ROOT, "%s [%s] %3d %%  %d of %d bytes", task, bar, step * (100 / STEPS), bytes, total));
        }

        @Override
        public void close() {}
    }
}
