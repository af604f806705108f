package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.catalog.PostgresProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same load on one, two and four nodes of one PostgreSQL. At full size the processor time of a request is printed, for all
 * nodes together and for the database; what is asserted at either size is that every request was answered well.
 */
final class NodeCountTest {
    private static final boolean FULL = Boolean.getBoolean("sidestream.full");
    private static final int SIZE = 16 << 10;
    private static final int CLIENTS = 16;
    /** Of each node, before anything is measured: code is compiled by then. */
    private static final int PRACTICE = FULL ? 10_000 : 20;

    private static final Duration MEASURED = FULL ? Duration.ofSeconds(10) : Duration.ofMillis(500);
    /** What the system counts processor time in, on every Linux that Java runs on. */
    private static final long TICK_MICROS = 10_000;

    @TempDir
    private Path directory;

    private final PostgresProcess database = PostgresProcess.shared();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    private interface Request {
        int of(Traffic traffic) throws Exception;
    }

    @Test
    void theWorkOfARequestIsToldForEachNumberOfNodes() throws Exception {
        if (FULL) {
            System.out.println(
                    "| nodes | | requests/s | µs of all nodes | µs of the busiest node's | µs of PostgreSQL |");
        }
        for (int count : FULL ? new int[] {1, 2, 4} : new int[] {1, 2}) {
            List<Node> nodes = new ArrayList<>();
            try {
                Path store = Files.createDirectories(directory.resolve("store" + count));
                Path config = Node.configure(store.resolve("node.conf"), database.freshUrl());
                for (int i = 0; i < count; i++) {
                    nodes.add(new Node(config));
                }
                measure(nodes);
            } finally {
                nodes.forEach(Node::close);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private void measure(List<Node> nodes) throws Exception {
        List<Traffic> clients = nodes.stream().map(Traffic::new).toList();
        Request upload = traffic -> traffic.upload(SIZE);
        Request download = Traffic::download;
        send(clients, upload, (long) PRACTICE * nodes.size(), Duration.ofMinutes(2));
        send(clients, download, (long) PRACTICE * nodes.size(), Duration.ofMinutes(2));
        tell("slot and upload of 16 KiB", nodes, clients, upload);
        tell("download of 16 KiB", nodes, clients, download);
    }

    private void tell(String what, List<Node> nodes, List<Traffic> clients, Request request) throws Exception {
        List<Long> before = new ArrayList<>();
        for (Node node : nodes) {
            before.add(processorMicros(node.pid()));
        }
        long databaseBefore = databaseMicros();
        long began = System.nanoTime();
        long sent = send(clients, request, Long.MAX_VALUE, MEASURED);
        double seconds = (System.nanoTime() - began) / 1e9;
        long all = 0;
        long most = 0;
        for (int i = 0; i < nodes.size(); i++) {
            long used = processorMicros(nodes.get(i).pid()) - before.get(i);
            all += used;
            most = Math.max(most, used);
        }
        assertThat(sent).isPositive();
        if (FULL) {
            System.out.printf(
                    "| %d | %s | %.0f | %d | %d | %d |%n",
                    nodes.size(),
                    what,
                    sent / seconds,
                    all / sent,
                    most * nodes.size() / sent,
                    (databaseMicros() - databaseBefore) / sent);
        }
    }

    /** As many clients whatever the number of nodes; returns how many requests were answered. */
    private long send(List<Traffic> nodes, Request request, long most, Duration longest) throws InterruptedException {
        AtomicLong sent = new AtomicLong();
        long end = System.nanoTime() + longest.toNanos();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
            Traffic traffic = nodes.get(i % nodes.size());
            clients.execute(() -> {
                while (sent.get() < most && System.nanoTime() < end && wrong.isEmpty()) {
                    sendOne(traffic, request);
                    sent.incrementAndGet();
                }
            });
        }
        clients.shutdown();
        assertThat(clients.awaitTermination(longest.toSeconds() + 60, TimeUnit.SECONDS))
                .isTrue();
        return sent.get();
    }

    private void sendOne(Traffic traffic, Request request) {
        try {
            int status = request.of(traffic);
            if (status != 200 && status != 201) {
                wrong.add("status " + status);
            }
        } catch (Exception e) {
            wrong.add(e.toString());
        }
    }

    /** Of all processes of the database that live now; its connections do as long as the nodes. */
    private long databaseMicros() throws IOException {
        long sum = 0;
        try (Stream<ProcessHandle> children =
                ProcessHandle.of(database.pid()).orElseThrow().children()) {
            for (ProcessHandle child : children.toList()) {
                sum += processorMicros(child.pid());
            }
        }
        return sum;
    }

    /** User and system time, proc(5). */
    private static long processorMicros(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MICROS;
    }
}
