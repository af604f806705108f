package im.sidestream.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.OwnThread;
import im.sidestream.slot.Nodes;
import im.sidestream.slot.Nodes.Living;
import im.sidestream.slot.Nodes.Node;
import im.sidestream.slot.Retention;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Processes of one catalog know of each other as long as they live, by the catalog's clock (design.md §4.14). */
final class PostgresCompanyTest {
    private static final Duration LIFE = Duration.ofSeconds(15);

    private final String url = PostgresProcess.shared().freshUrl();
    private final TestingClock clock = new TestingClock();
    private PostgresCatalog catalog;
    private Nodes nodes;

    @BeforeEach
    void open() {
        catalog = PostgresFixtures.open(url, new Rules(clock, () -> Retention.FOREVER), Runnable::run);
        nodes = catalog.nodes().orElseThrow();
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private static Node node(String id, String limit) {
        return new Node(id, "upload.north.example", "all", new TreeMap<>(Map.of("policy.max-file-size", limit)));
    }

    private List<Node> join(Node self) {
        return others(nodes.join(self, LIFE, any -> true));
    }

    private List<Node> stay(Node self) {
        return others(nodes.stay(self, LIFE));
    }

    private static List<Node> others(CompletableFuture<List<Living>> answer) {
        return answer.join().stream().map(Living::node).toList();
    }

    private int rows() throws SQLException {
        try (Connection connection = PostgresProcess.connect(url)) {
            return new Prepared(connection, "SELECT count(*) FROM node")
                    .first(row -> row.getInt(1))
                    .orElseThrow();
        }
    }

    @Test
    void eachIsToldOfTheOthersAndOfWhatTheyWereConfiguredWith() {
        assertThat(join(node("a", "1"))).isEmpty();
        assertThat(join(node("b", "2"))).containsExactly(node("a", "1"));
        assertThat(stay(node("a", "1"))).containsExactly(node("b", "2"));

        stay(node("b", "3"));
        assertThat(stay(node("a", "1"))).containsExactly(node("b", "3"));
    }

    @Test
    void whoSaysNothingIsNotToldOfAndGoes() throws SQLException {
        join(node("a", "1"));
        clock.advance(LIFE.minusMillis(1));
        assertThat(stay(node("b", "1"))).containsExactly(node("a", "1"));
        clock.advance(Duration.ofMillis(1));

        assertThat(stay(node("b", "1"))).isEmpty();
        assertThat(rows()).isEqualTo(1);
        // it was only slow
        assertThat(stay(node("a", "1"))).containsExactly(node("b", "1"));
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void whoLeavesIsGoneAtOnce() {
        join(node("a", "1"));
        join(node("b", "1"));
        nodes.leave("a").join();

        assertThat(stay(node("b", "1"))).isEmpty();
    }

    @Test
    void whoDoesNotTolerateAnotherOneIsToldWhomAndIsNotAdded() throws SQLException {
        join(node("a", "1"));

        List<Living> others = nodes.join(node("b", "2"), LIFE, other -> false).join();

        assertThat(others).singleElement().satisfies(other -> {
            assertThat(other.node()).isEqualTo(node("a", "1"));
            assertThat(other.until()).isEqualTo(clock.instant().plus(LIFE));
        });
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void ofManyThatTolerateNobodyAndComeAtOnceOneIsAdded() throws SQLException {
        try (PostgresCatalog second =
                PostgresFixtures.open(url, new Rules(clock, () -> Retention.FOREVER), Runnable::run)) {
            List<CompletableFuture<List<Living>>> answers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                Nodes one = i % 2 == 0 ? nodes : second.nodes().orElseThrow();
                Node self = node("n" + i, "1");
                answers.add(CompletableFuture.supplyAsync(
                        () -> one.join(self, LIFE, other -> false).join(), OwnThread::start));
            }
            assertThat(answers.stream().filter(answer -> answer.join().isEmpty()))
                    .hasSize(1);
        }
        assertThat(rows()).isEqualTo(1);
    }

    /** A configuration can be looked at before anything is started with it. */
    @Test
    void whoUsesACatalogIsToldWithoutOpeningIt() {
        assertThat(PostgresCatalog.company(
                        PostgresProcess.settings(PostgresProcess.shared().freshUrl())))
                .isEmpty();
        assertThat(PostgresCatalog.company(PostgresProcess.settings(url)))
                .as("no store yet")
                .isEmpty();
        catalog.storeId("the store").join();
        // by a clock of the past
        join(node("dead", "1"));
        clock.advance(Duration.between(clock.instant(), Instant.now()));
        join(node("a", "1"));

        assertThat(PostgresCatalog.company(PostgresProcess.settings(url)))
                .contains(new PostgresCatalog.Company("the store", List.of(node("a", "1"))));
    }
}
