package im.sidestream.app;

import im.sidestream.config.ServerConfig;
import im.sidestream.observe.Metrics;
import im.sidestream.slot.Nodes;
import im.sidestream.slot.Nodes.Living;
import im.sidestream.slot.Nodes.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other processes on the same catalog: whether they were configured as this one. What links depend on is asked before
 * anything is served; the rest is told, and told again when it changes. Whoever says nothing for a while has ended.
 */
final class Neighbours implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Neighbours.class);

    private final Nodes nodes;
    private final String store;
    private final Terms terms;
    private volatile Node self;
    private volatile List<Difference> differences = List.of();
    private volatile int living = 1;

    /** How long a process lives without a word, and how soon a start looks again whether another one still says it. */
    record Terms(Duration life, Duration look) {
        /** Five words may be lost. */
        static final Terms STANDARD = new Terms(Duration.ofSeconds(15), Duration.ofMillis(300));
    }

    private Neighbours(Nodes nodes, Node self, String store, Terms terms) {
        this.nodes = nodes;
        this.self = self;
        this.store = store;
        this.terms = terms;
    }

    /**
     * Joins them.
     *
     * @param name what no other process is called
     * @throws DisagreementException where links would not work at another process
     */
    static Neighbours join(Nodes nodes, ServerConfig config, Role role, Identification name, Terms terms)
            throws DisagreementException {
        Node self = node(config, role, name);
        Neighbours neighbours = new Neighbours(nodes, self, name.store(), terms);
        neighbours.see(neighbours.agree());
        return neighbours;
    }

    static Node node(ServerConfig config, Role role, Identification name) {
        SortedMap<String, String> prints = Prints.of(config.agreed(), name.store());
        return new Node(name.process(), config.xmpp().domain(), role.word(), prints);
    }

    /** One that was killed is listed for a while longer: only who says again that it lives keeps others out. */
    private List<Living> agree() throws DisagreementException {
        Map<String, Instant> seen = new HashMap<>();
        while (true) {
            List<Living> others =
                    nodes.join(self, terms.life, other -> !breaks(other)).join();
            List<Living> breaking =
                    others.stream().filter(each -> breaks(each.node())).toList();
            if (breaking.isEmpty()) {
                return others;
            }
            for (Living each : breaking) {
                Instant before = seen.putIfAbsent(each.node().id(), each.until());
                if (before != null && each.until().isAfter(before)) {
                    throw new DisagreementException(
                            Difference.between(self, each.node()).refusal());
                }
            }
            pause();
        }
    }

    private boolean breaks(Node other) {
        return Difference.between(self, other).isBreaking();
    }

    private void pause() throws DisagreementException {
        try {
            Thread.sleep(terms.look.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DisagreementException("the start was interrupted");
        }
    }

    /** Says that this process lives, and looks at the others. */
    void stay() {
        see(nodes.stay(self, terms.life).join());
    }

    /** Takes over a configuration; what it says of others is seen at the next {@link #stay}. */
    void reload(ServerConfig fresh) {
        Node now = self;
        self = new Node(now.id(), now.service(), now.role(), Prints.of(fresh.agreed(), store));
    }

    private void see(List<Living> others) {
        Node now = self;
        List<Difference> before = differences;
        List<Difference> found = others.stream()
                .map(each -> Difference.between(now, each.node()))
                .filter(difference -> !difference.isNone())
                .toList();
        living = others.size() + 1;
        differences = found;
        found.stream()
                .filter(difference -> !before.contains(difference))
                .forEach(difference ->
                        LOG.warn("configured otherwise than another node of the same catalog: {}", difference.line()));
        if (found.isEmpty() && !before.isEmpty()) {
            LOG.info("all {} nodes of the catalog are configured alike", living);
        }
    }

    /** Returns how many there are, and in what they differ, in one line. */
    String words() {
        List<Difference> found = differences;
        return found.isEmpty()
                ? Integer.toString(living)
                : living + ", configured otherwise: "
                        + found.stream().map(Difference::line).collect(Collectors.joining("; "));
    }

    /** Shows how many there are, which is one where no others are possible. */
    static void show(Optional<Neighbours> neighbours, Metrics metrics) {
        metrics.gauge(
                "sidestream_nodes",
                "Living processes on the same catalog, this one included.",
                () -> neighbours.map(all -> all.living).orElse(1));
        metrics.gauge(
                "sidestream_nodes_differing",
                "Living processes on the same catalog that are configured otherwise than this one.",
                () -> neighbours.map(all -> all.differences.size()).orElse(0));
    }

    @Override
    public void close() {
        nodes.leave(self.id()).join();
    }
}
