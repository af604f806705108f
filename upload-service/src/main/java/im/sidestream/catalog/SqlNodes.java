package im.sidestream.catalog;

import im.sidestream.slot.Nodes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Living processes in the catalog's database. Nothing of them has to outlive a crash of it. */
final class SqlNodes implements Nodes {
    /** Asks for everyone who lives at a time. */
    static final String LIVING = "SELECT id, service, role, agreed, until FROM node WHERE until > ? ORDER BY id";

    private final Changes<Statements> changes;

    SqlNodes(Changes<Statements> changes) {
        this.changes = changes;
    }

    @Override
    public CompletableFuture<List<Living>> join(Node self, Duration life, Predicate<Node> tolerated) {
        return changes.submit(false, statements -> statements.join(self, life, tolerated));
    }

    /** Each statement by itself: nobody may wait for a row while it holds another one. */
    @Override
    public CompletableFuture<List<Living>> stay(Node self, Duration life) {
        return changes.submitSingle(false, statements -> statements.stay(self, life));
    }

    @Override
    public CompletableFuture<Void> leave(String id) {
        return changes.submitSingle(false, statements -> {
            statements.leave(id);
            return null;
        });
    }

    static Living read(ResultSet row) throws SQLException {
        Map<String, String> agreed = row.getString(4)
                .lines()
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(words -> words[0], words -> words[1]));
        Node node = new Node(row.getString(1), row.getString(2), row.getString(3), new TreeMap<>(agreed));
        return new Living(node, Instant.ofEpochMilli(row.getLong(5)));
    }

    /** What changes them; for the writer's thread alone. */
    static final class Statements {
        private final InstantSource clock;
        private final Locks locks;
        private final Prepared put;
        private final Prepared living;
        private final Prepared sweep;
        private final Prepared leave;

        Statements(SqlConnection connection, InstantSource clock) throws SQLException {
            this.clock = clock;
            locks = connection.locks();
            put = new Prepared(
                    connection,
                    "INSERT INTO node (id, service, role, agreed, until) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id)"
                            + " DO UPDATE SET agreed = ?4, until = ?5");
            living = new Prepared(connection.jdbc(), LIVING);
            sweep = new Prepared(connection, "DELETE FROM node WHERE until <= ?");
            leave = new Prepared(connection, "DELETE FROM node WHERE id = ?");
        }

        List<Living> join(Node self, Duration life, Predicate<Node> tolerated) throws SQLException {
            locks.nodes();
            List<Living> others = others(self);
            if (others.stream().map(Living::node).allMatch(tolerated)) {
                put(self, life);
            }
            return others;
        }

        List<Living> stay(Node self, Duration life) throws SQLException {
            put(self, life);
            sweep.update(clock.millis());
            return others(self);
        }

        void leave(String id) throws SQLException {
            leave.update(id);
        }

        private void put(Node self, Duration life) throws SQLException {
            String agreed = self.agreed().entrySet().stream()
                    .map(key -> key.getKey() + " " + key.getValue())
                    .collect(Collectors.joining("\n"));
            put.update(self.id(), self.service(), self.role(), agreed, clock.millis() + life.toMillis());
        }

        private List<Living> others(Node self) throws SQLException {
            return living.all(SqlNodes::read, clock.millis()).stream()
                    .filter(each -> !each.node().id().equals(self.id()))
                    .toList();
        }
    }
}
