package im.sidestream.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.demo.slots.UploadService;
import im.sidestream.demo.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One job for very many, with the server killed five times on the way: one offer and one file for each, counted by distinct
 * ids at the receivers; memory stays flat, and slots are given meanwhile. 300 receivers, and 10,000 with {@code --full}.
 */
final class MassDistributionTest {
    private static final int RECEIVERS = Boolean.getBoolean("sidestream.full") ? 10_000 : 300;
    private static final int KILLS = 5;
    private static final int SLOTS = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(Boolean.getBoolean("sidestream.full") ? 30 : 5);
    /** What the server may hold beside its files, whatever the size of a job. */
    private static final long MOST_MEMORY_KIB = 160 << 10;

    private final AtomicLong memory = new AtomicLong();

    @Test
    void eachOfManyIsAskedOnceAndGetsTheFileOnce(@TempDir Path directory) throws Exception {
        try (Stage stage = Stage.open(MassJob.settings(RECEIVERS, 200));
                MassJob job = MassJob.on(stage, RECEIVERS)) {
            List<Long> idle = slots(job.visitor(), SLOTS);
            job.order(directory);
            List<Long> busy = killOnTheWay(stage, job);
            // not before: a download that ends while the server is killed is not counted
            job.startFetching();
            job.awaitFetched(PATIENCE);
            System.out.printf(
                    "slots during a job of %d: p99 %.1f ms, idle %.1f ms, ratio %.2f; p50 %.1f ms, idle %.1f ms;"
                            + " RssAnon at most %d MiB; %d repeats%n",
                    RECEIVERS,
                    at(busy, 0.99),
                    at(idle, 0.99),
                    at(busy, 0.99) / at(idle, 0.99),
                    at(busy, 0.5),
                    at(idle, 0.5),
                    memory.get() >> 10,
                    job.repeats());
            job.requireOneForEach();
            job.requireReport();
            assertThat(memory.get()).isLessThan(MOST_MEMORY_KIB);
        }
    }

    /** Kills the server each time when another sixth of the offers is out; asks for slots all the while. */
    private List<Long> killOnTheWay(Stage stage, MassJob job) throws Exception {
        List<Long> busy = new ArrayList<>();
        for (int n = 1; n <= KILLS; n++) {
            int enough = RECEIVERS * n / (KILLS + 1);
            look(stage, job, busy, () -> job.asked() >= enough);
            stage.server().kill();
            stage.server().start();
            stage.prosody().awaitComponentLogins(2 + n, Duration.ofSeconds(30));
        }
        look(stage, job, busy, () -> job.served() >= RECEIVERS);
        return busy;
    }

    private void look(Stage stage, MassJob job, List<Long> busy, BooleanSupplier enough) throws Exception {
        while (!enough.getAsBoolean()) {
            busy.addAll(slots(job.visitor(), 10));
            memory.accumulateAndGet(anonymous(stage.server().pid()), Math::max);
        }
    }

    private static List<Long> slots(Visitor visitor, int count) throws Exception {
        List<Long> nanos = new ArrayList<>();
        UploadService service = visitor.uploadService();
        for (int n = 0; n < count; n++) {
            long begin = System.nanoTime();
            visitor.unlimitedSlot(service, 1);
            nanos.add(System.nanoTime() - begin);
        }
        return nanos;
    }

    /** Milliseconds within which that share of them came. */
    private static double at(List<Long> nanos, double share) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return sorted.get((int) (sorted.size() * share)) / 1e6;
    }

    private static long anonymous(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }
}
