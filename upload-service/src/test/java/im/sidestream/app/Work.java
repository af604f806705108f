package im.sidestream.app;

import im.sidestream.catalog.PostgresProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What nodes and their database have done so far.
 *
 * @param nodeMicros processor time of each node
 * @param databaseMicros of all processes of the database, those that ended included
 * @param changes transactions that wrote something
 * @param switches how often a thread of a node gave its processor to another one
 * @param nanos when it was read
 */
record Work(List<Long> nodeMicros, long databaseMicros, long changes, long switches, long nanos) {
    /** What the system counts processor time in, on every Linux that Java runs on. */
    private static final long TICK_MICROS = 10_000;

    static Work of(List<Node> nodes, PostgresProcess database) throws IOException, SQLException {
        List<Long> micros = new ArrayList<>();
        long switches = 0;
        for (Node node : nodes) {
            micros.add(processorMicros(node.pid()));
            switches += switches(node.pid());
        }
        long databaseMicros = 0;
        for (long pid : children(database.pid())) {
            databaseMicros += processorMicrosOfChild(pid);
        }
        // after them: whichever ended meanwhile is counted here
        databaseMicros += ticks(database.pid(), 13) * TICK_MICROS;
        return new Work(micros, databaseMicros, changes(database), switches, System.nanoTime());
    }

    /** Returns what was done since {@code before}, on the same nodes. */
    Work since(Work before) {
        return new Work(
                IntStream.range(0, nodeMicros.size())
                        .mapToObj(i -> nodeMicros.get(i) - before.nodeMicros.get(i))
                        .toList(),
                databaseMicros - before.databaseMicros,
                changes - before.changes,
                switches - before.switches,
                nanos - before.nanos);
    }

    long allNodes() {
        return nodeMicros.stream().mapToLong(Long::longValue).sum();
    }

    /** Returns the busiest node's work, as if so many had done as much. */
    long busiest(int working) {
        return nodeMicros.stream().mapToLong(Long::longValue).max().orElseThrow() * working;
    }

    double seconds() {
        return nanos / 1e9;
    }

    private static List<Long> children(long pid) {
        try (Stream<ProcessHandle> children =
                ProcessHandle.of(pid).orElseThrow().children()) {
            return children.map(ProcessHandle::pid).toList();
        }
    }

    private static long processorMicros(long pid) throws IOException {
        return ticks(pid, 11) * TICK_MICROS;
    }

    private static long processorMicrosOfChild(long pid) throws IOException {
        try {
            return processorMicros(pid);
        } catch (NoSuchFileException ended) {
            return 0;
        }
    }

    /** User and system time: the process's own at 11, that of its children which ended at 13 (proc(5)). */
    private static long ticks(long pid, int user) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[user]) + Long.parseLong(fields[user + 1]);
    }

    /** Of the threads that live now, proc(5). */
    private static long switches(long pid) throws IOException {
        long sum = 0;
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads.toList()) {
                sum += switches(thread.resolve("status"));
            }
        }
        return sum;
    }

    private static long switches(Path status) {
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.contains("ctxt_switches:"))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                    .sum();
        } catch (IOException e) {
            // it ended just now
            return 0;
        }
    }

    /** Each of them takes a number, in the order of their beginnings. */
    private static long changes(PostgresProcess database) throws SQLException {
        try (Connection connection = PostgresProcess.connect(database.url());
                Statement statement = connection.createStatement();
                ResultSet next =
                        statement.executeQuery("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")) {
            next.next();
            return next.getLong(1);
        }
    }
}
