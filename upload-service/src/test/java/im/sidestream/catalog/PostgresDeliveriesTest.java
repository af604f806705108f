package im.sidestream.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.delivery.Decision;
import im.sidestream.delivery.Deliveries.Decided;
import im.sidestream.delivery.Deliveries.LeftOut;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryLimits.PerReceiver;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Naming;
import im.sidestream.delivery.Offer;
import im.sidestream.delivery.Outbox;
import im.sidestream.delivery.Outbox.Kind;
import im.sidestream.delivery.Outbox.Waiting;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries in PostgreSQL. */
final class PostgresDeliveriesTest extends DeliveriesContract {
    private final String url = PostgresProcess.shared().freshUrl();

    @Override
    SqlCatalog open(Path directory, Rules rules) {
        return PostgresFixtures.open(url, rules, Runnable::run);
    }

    @Override
    Connection beside(Path directory) throws SQLException {
        return PostgresProcess.connect(url);
    }

    /** Of two that are the last to answer, one must see that it is the last (ADR 11: no leader). */
    @Test
    void answersAtOneMomentAtTwoNodesAddUp(@TempDir Path directory) {
        TestingClock clock = new TestingClock();
        try (DeliveryFixture one = new DeliveryFixture(this::open, directory, clock);
                DeliveryFixture two = new DeliveryFixture(this::open, directory, clock)) {
            for (int round = 0; round < 20; round++) {
                String[] users = IntStream.range(0, 8)
                        .mapToObj(i -> "user" + i + "@south.example")
                        .toArray(String[]::new);
                Delivery delivery = one.opened(users);
                List<CompletableFuture<Decided>> answers = new ArrayList<>();
                for (Offer offer : one.offers(delivery)) {
                    for (DeliveryFixture node : List.of(one, two)) {
                        Decision decision = node == one ? Decision.ACCEPT : Decision.DECLINE;
                        answers.add(node.deliveries().decide(offer.id(), decision, DeliveryFixture.TYPED));
                    }
                }
                answers.forEach(CompletableFuture::join);
                assertAddsUp(one, delivery);
            }
        }
    }

    private static void assertAddsUp(DeliveryFixture node, Delivery delivery) {
        Map<DeliveryState, Long> summary = node.summary(delivery);
        assertThat(summary).containsOnlyKeys(DeliveryState.DECLINED).containsValue(8L);
        assertThat(node.now(delivery).phase()).isEqualTo(Delivery.Phase.CLOSED);
        assertThat(node.said(Kind.FILE)).isEmpty();
    }

    /** Whoever takes, at whichever node, gets what nobody else has. */
    @Test
    void takersAtTwoNodesNeverGetTheSame(@TempDir Path directory) {
        TestingClock clock = new TestingClock();
        try (DeliveryFixture one = new DeliveryFixture(this::open, directory, clock);
                DeliveryFixture two = new DeliveryFixture(this::open, directory, clock)) {
            one.opened(IntStream.range(0, 200)
                    .mapToObj(i -> "user" + i + "@south.example")
                    .toArray(String[]::new));
            List<CompletableFuture<List<Waiting>>> takers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Outbox outbox = (i % 2 == 0 ? one : two).outbox();
                takers.add(outbox.take(Fixtures.SERVICE, 10, 10, DeliveryFixture.LEASE));
            }
            List<String> ids = takers.stream()
                    .flatMap(taker -> taker.join().stream())
                    .map(Waiting::id)
                    .toList();

            assertThat(ids).doesNotHaveDuplicates();
            assertThat(ids.size() + one.take().size()).isEqualTo(200);
        }
    }

    /** A sender's day is the same at all nodes, whatever orders come at one moment. */
    @Test
    void ordersAtTwoNodesKeepToASendersDay(@TempDir Path directory) throws InterruptedException {
        TestingClock clock = new TestingClock();
        try (DeliveryFixture one = new DeliveryFixture(this::open, directory, clock);
                DeliveryFixture two = new DeliveryFixture(this::open, directory, clock)) {
            for (int round = 0; round < Orders.ROUNDS; round++) {
                List<Delivery> drafts = Stream.generate(() -> one.draft(one.file(), true, null))
                        .limit(24)
                        .toList();

                assertThat(Orders.begunAtOnce(drafts, List.of(one.deliveries(), two.deliveries()), new Naming(2, 7, 0)))
                        .isEqualTo(3);
                assertThat(two.deliveries().offered(DeliveryFixture.HERS).join())
                        .isEqualTo(6);
                clock.advance(Duration.ofHours(25));
            }
        }
    }

    /** A receiver's day is the same at all nodes. */
    @Test
    void invitationsAtTwoNodesKeepToAReceiversDay(@TempDir Path directory) {
        TestingClock clock = new TestingClock();
        try (DeliveryFixture one = new DeliveryFixture(this::open, directory, clock);
                DeliveryFixture two = new DeliveryFixture(this::open, directory, clock)) {
            List<CompletableFuture<List<LeftOut>>> invited = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                DeliveryFixture node = i % 2 == 0 ? one : two;
                Delivery delivery = node.begun();
                invited.add(node.deliveries()
                        .invite(delivery.id(), List.of(node.invitation("bob@south.example")), new PerReceiver(5, 5)));
            }
            long leftOut =
                    invited.stream().mapToLong(answer -> answer.join().size()).sum();

            assertThat(leftOut).isEqualTo(7);
        }
    }
}
