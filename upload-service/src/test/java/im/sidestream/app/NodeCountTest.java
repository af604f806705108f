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
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same load on one, two and four nodes of one PostgreSQL: as much as they take, and fixed rates of requests, in all and for
 * each node, which leave them time. At full size the work of a request is printed, for all nodes together and for the database. What is asserted at either
 * size is that every request was answered well, and that an upload is as many changes on however many nodes.
 */
final class NodeCountTest {
    private static final boolean FULL = Boolean.getBoolean("sidestream.full");
    private static final int SIZE = 16 << 10;
    private static final int CLIENTS = 16;
    /** Of each node, before anything is measured: code is compiled by then. */
    private static final int PRACTICE = FULL ? 10_000 : 20;

    private static final Duration MEASURED = FULL ? Duration.ofSeconds(10) : Duration.ofMillis(500);
    private static final int[] COUNTS = FULL ? new int[] {1, 2, 4} : new int[] {1, 2};
    private static final Duration AT_A_RATE = FULL ? Duration.ofSeconds(5) : Duration.ofSeconds(1);
    private static final int ROUNDS = FULL ? 2 : 1;
    /** Requests a second, of all nodes together or of each, that two cores have done with long before the next second. */
    private static final int UPLOADS = 200;

    private static final int UPLOADS_EACH = 100;
    private static final int DOWNLOADS = 1000;
    private static final int DOWNLOADS_EACH = 400;
    private static final int AS_MANY_AS_THEY_TAKE = 0;
    private static final Duration PRACTICE_ENDS = Duration.ofMinutes(2);
    private static final Request UPLOAD = traffic -> traffic.upload(SIZE);
    private static final Request DOWNLOAD = Traffic::download;

    @TempDir
    private Path directory;

    private final PostgresProcess database = PostgresProcess.shared();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    private interface Request {
        int of(Traffic traffic) throws Exception;
    }

    /** So many of {@code most} requests, at {@code rate} a second, for so long. */
    private record Load(Request request, long most, int rate, Duration longest) {
        static Load full(Request request) {
            return new Load(request, Long.MAX_VALUE, AS_MANY_AS_THEY_TAKE, MEASURED);
        }

        static Load steady(Request request, int rate) {
            return new Load(request, Long.MAX_VALUE, rate, AT_A_RATE);
        }
    }

    private List<Node> start(int count) throws IOException {
        Path store = Files.createDirectories(directory.resolve("store" + count));
        Path config = Node.configure(store.resolve("node.conf"), database.freshUrl());
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(new Node(config));
        }
        return nodes;
    }

    private void practise(List<Traffic> clients) throws InterruptedException {
        long requests = (long) PRACTICE * clients.size();
        send(clients, new Load(UPLOAD, requests, AS_MANY_AS_THEY_TAKE, PRACTICE_ENDS));
        send(clients, new Load(DOWNLOAD, requests, AS_MANY_AS_THEY_TAKE, PRACTICE_ENDS));
    }

    @Test
    void theWorkOfARequestIsToldForEachNumberOfNodes() throws Exception {
        tellWhatIsTold();
        for (int count : COUNTS) {
            List<Node> nodes = start(count);
            try {
                List<Traffic> clients = nodes.stream().map(Traffic::new).toList();
                practise(clients);
                tell("slot and upload", nodes, clients, Load.full(UPLOAD));
                tell("download", nodes, clients, Load.full(DOWNLOAD));
            } finally {
                nodes.forEach(Node::close);
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** All nodes are there all the time, some have the requests: so nothing differs but how many these are. */
    @Test
    void anUploadIsAsManyChangesOnHoweverManyNodes() throws Exception {
        tellWhatIsTold();
        List<Node> nodes = start(COUNTS[COUNTS.length - 1]);
        List<Double> changes = new ArrayList<>();
        try {
            List<Traffic> clients = nodes.stream().map(Traffic::new).toList();
            practise(clients);
            tellOfIdleness(nodes);
            for (int round = 0; round < ROUNDS; round++) {
                for (int count : COUNTS) {
                    List<Traffic> some = clients.subList(0, count);
                    changes.add(tell("slot and upload", nodes, some, Load.steady(UPLOAD, UPLOADS)));
                    changes.add(tell("slot and upload", nodes, some, Load.steady(UPLOAD, UPLOADS_EACH * count)));
                    tell("download", nodes, some, Load.steady(DOWNLOAD, DOWNLOADS));
                    tell("download", nodes, some, Load.steady(DOWNLOAD, DOWNLOADS_EACH * count));
                }
            }
        } finally {
            nodes.forEach(Node::close);
        }
        assertThat(wrong).isEmpty();
        // one more for each other node would be half as much again; in one second the nodes' own upkeep is up to a
        // tenth
        double share = FULL ? 0.1 : 0.2;
        assertThat(changes)
                .allSatisfy(
                        each -> assertThat(each).isBetween(changes.get(0) * (1 - share), changes.get(0) * (1 + share)));
    }

    private static void tellWhatIsTold() {
        if (FULL) {
            System.out.println("| nodes | | requests/s | µs of all nodes | µs of the busiest node's | µs of PostgreSQL"
                    + " | changes | switches |");
        }
    }

    /** Returns how many changes of the database a request is. */
    private double tell(String what, List<Node> nodes, List<Traffic> clients, Load load) throws Exception {
        Work before = Work.of(nodes, database);
        long sent = send(clients, load);
        Work work = Work.of(nodes, database).since(before);
        assertThat(sent).isPositive();
        double changes = (double) work.changes() / sent;
        if (FULL) {
            System.out.printf(
                    "| %d | %s | %.0f | %d | %d | %d | %.2f | %.1f |%n",
                    clients.size(),
                    what,
                    sent / work.seconds(),
                    work.allNodes() / sent,
                    work.busiest(clients.size()) / sent,
                    work.databaseMicros() / sent,
                    changes,
                    (double) work.switches() / sent);
        }
        return changes;
    }

    /** What each second costs without a request. */
    private void tellOfIdleness(List<Node> nodes) throws Exception {
        if (FULL) {
            // downloads are counted, and code is compiled, after the last answer
            Thread.sleep(MEASURED.toMillis());
            Work before = Work.of(nodes, database);
            Thread.sleep(MEASURED.toMillis());
            Work work = Work.of(nodes, database).since(before);
            System.out.printf(
                    "| %d | nothing, a second | 0 | %.0f | %.0f | %.0f | %.2f | %.1f |%n",
                    nodes.size(),
                    work.allNodes() / work.seconds(),
                    (double) work.busiest(nodes.size()) / work.seconds(),
                    work.databaseMicros() / work.seconds(),
                    work.changes() / work.seconds(),
                    work.switches() / work.seconds());
        }
    }

    /** As many clients whatever the number of nodes; returns how many requests were answered. */
    private long send(List<Traffic> nodes, Load load) throws InterruptedException {
        AtomicLong sent = new AtomicLong();
        long began = System.nanoTime();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
            Traffic traffic = nodes.get(i % nodes.size());
            clients.execute(() -> {
                long number = sent.getAndIncrement();
                while (number < load.most && awaitTurn(began, number, load) && wrong.isEmpty()) {
                    sendOne(traffic, load.request);
                    number = sent.getAndIncrement();
                }
                sent.decrementAndGet();
            });
        }
        clients.shutdown();
        assertThat(clients.awaitTermination(load.longest.toSeconds() + 60, TimeUnit.SECONDS))
                .isTrue();
        return sent.get();
    }

    /** Returns whether there is a turn of that number before the time is over. */
    private static boolean awaitTurn(long began, long number, Load load) {
        long due = load.rate == AS_MANY_AS_THEY_TAKE ? 0 : number * TimeUnit.SECONDS.toNanos(1) / load.rate;
        long passed = System.nanoTime() - began;
        while (passed < due && due < load.longest.toNanos()) {
            LockSupport.parkNanos(due - passed);
            passed = System.nanoTime() - began;
        }
        return Math.max(due, passed) < load.longest.toNanos();
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
}
