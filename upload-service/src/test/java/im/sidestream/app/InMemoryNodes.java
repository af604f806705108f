package im.sidestream.app;

import im.sidestream.slot.Nodes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Processes in memory; time is a test's, and runs by a second at each question. */
final class InMemoryNodes implements Nodes {
    private final Map<String, Living> all = new ConcurrentHashMap<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Runnable meanwhile = () -> {};

    /** Has others do something before each question of who joins. */
    void meanwhile(Runnable work) {
        meanwhile = work;
    }

    @Override
    public CompletableFuture<List<Living>> join(Node self, Duration life, Predicate<Node> tolerated) {
        now = now.plusSeconds(1);
        meanwhile.run();
        List<Living> others = others(self);
        if (others.stream().map(Living::node).allMatch(tolerated)) {
            put(self, life);
        }
        return CompletableFuture.completedFuture(others);
    }

    @Override
    public CompletableFuture<List<Living>> stay(Node self, Duration life) {
        put(self, life);
        return CompletableFuture.completedFuture(others(self));
    }

    @Override
    public CompletableFuture<Void> leave(String id) {
        all.remove(id);
        return CompletableFuture.completedFuture(null);
    }

    void put(Node node, Duration life) {
        all.put(node.id(), new Living(node, now.plus(life)));
    }

    List<String> ids() {
        return all.keySet().stream().sorted().toList();
    }

    private List<Living> others(Node self) {
        return all.values().stream()
                .filter(each ->
                        !each.node().id().equals(self.id()) && each.until().isAfter(now))
                .toList();
    }
}
