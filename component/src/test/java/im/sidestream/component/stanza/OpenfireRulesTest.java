package im.sidestream.component.stanza;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.component.stanza.StreamState.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xmpp.component.ComponentException;
import org.xmpp.packet.IQ;
import org.xmpp.packet.Packet;

/**
 * Two processes of one service beside a server with Openfire's rules (protocol.md §5.4), where a session that nobody ended keeps
 * its name for six minutes. Here an hour of the real times is ten seconds.
 */
class OpenfireRulesTest {
    private static final LeasedTenure.Terms QUICK = new LeasedTenure.Terms(
            Duration.ofMillis(900), Duration.ofMillis(300), Duration.ofMillis(100), Duration.ofMillis(30));
    private static final Duration IDLE = Duration.ofMillis(1200);
    private static final Duration PING = Duration.ofMillis(200);
    private static final StreamTimes TIMES = new StreamTimes(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            PING,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMillis(5),
            Duration.ofMillis(50));

    private static final BasicServices BASICS = new BasicServices(List.of(ServiceAddress.ofDomain(
            new ServiceIdentity("store", "file", "File upload", List::of, "sidestream", "test"), List::of, List.of())));

    private final OpenfireStandIn openfire;
    private final FakeLeases leases = new FakeLeases();

    OpenfireRulesTest() throws IOException {
        openfire = new OpenfireStandIn(IDLE);
    }

    @AfterEach
    void close() throws IOException {
        openfire.close();
    }

    private static void answer(RecordingComponent component, Packet packet) {
        IQ basic = packet instanceof IQ iq && iq.isRequest() ? BASICS.answer(iq) : null;
        if (basic == null) {
            component.answer(packet);
        } else {
            component.send(basic);
        }
    }

    /** A process: its stream, and its wish for the lease. */
    private final class Node implements AutoCloseable {
        private final LeasedTenure tenure;
        private final SupervisedComponents components;

        Node(String name) throws ComponentException {
            tenure = new LeasedTenure(leases, StreamFixture.DOMAIN, name, QUICK, System::nanoTime);
            components = new SupervisedComponents(
                    StreamSettings.plain("127.0.0.1", openfire.port()).withTimes(TIMES),
                    StreamResources.ofSystem(),
                    (domain, state) -> {},
                    domain -> tenure);
            components.setDefaultSecretKey(FakeXmppServer.SECRET);
            components.addComponent(StreamFixture.DOMAIN, new RecordingComponent(OpenfireRulesTest::answer));
            tenure.start();
        }

        boolean is(Phase phase) {
            return components.state(StreamFixture.DOMAIN).orElseThrow().phase() == phase;
        }

        /** In good order, as a stop by signal. */
        @Override
        public void close() {
            components.close(Duration.ofSeconds(2));
            tenure.close();
        }
    }

    @Test
    void the_probe_makes_an_item_and_our_ids_are_uuids() throws Exception {
        try (Node node = new Node("one")) {
            await().until(openfire::isListed);
            await().until(() -> openfire.ids().size() > 2);
            assertThat(node.is(Phase.CONNECTED)).isTrue();
            assertThat(openfire.ids())
                    .doesNotHaveDuplicates()
                    .allSatisfy(id -> assertThat(UUID.fromString(id)).hasToString(id));
        }
    }

    @Test
    void who_has_nothing_to_say_is_not_cut() throws Exception {
        try (Node node = new Node("one")) {
            await().until(() -> node.is(Phase.CONNECTED));
            await().pollDelay(IDLE.multipliedBy(3)).until(() -> true);
            assertThat(openfire.cuts()).isZero();
            assertThat(openfire.sessions()).isEqualTo(1);
        }
    }

    /** What is heard all the time and asks for no answer is no reason to say nothing. */
    @Test
    void who_only_listens_is_not_cut() throws Exception {
        try (Node node = new Node("one")) {
            await().until(() -> node.is(Phase.CONNECTED));
            long end = System.nanoTime() + IDLE.multipliedBy(3).toNanos();
            while (System.nanoTime() < end) {
                openfire.tell();
                TimeUnit.NANOSECONDS.sleep(PING.toNanos() / 4);
            }
            assertThat(openfire.cuts()).isZero();
            assertThat(openfire.sessions()).isEqualTo(1);
        }
    }

    @Test
    void two_processes_never_meet_the_rule_of_conflict_and_hand_over_without_a_lost_request() throws Exception {
        try (Node first = new Node("one")) {
            await().until(() -> first.is(Phase.CONNECTED));
            try (Node second = new Node("two")) {
                await().until(() -> second.is(Phase.STANDBY));
                Thread stop = new Thread(first::close, "stop");
                int asked = 0;
                while (!second.is(Phase.CONNECTED)) {
                    openfire.ask("r" + asked++);
                    if (asked == 200) {
                        stop.start();
                    }
                    TimeUnit.MILLISECONDS.sleep(1);
                }
                stop.join();
                for (int i = 0; i < 100; i++) {
                    openfire.ask("r" + asked++);
                }
                int all = asked;
                await().untilAsserted(() -> assertThat(openfire.answers()).hasSize(all));
                assertThat(openfire.answers()).containsEntry("r0", "result").containsEntry("r" + (all - 1), "result");
                assertThat(openfire.conflicts()).isZero();
            }
        }
    }

    /** A machine that lost its power says nothing, and its session stays until it is cut: the other one waits that out. */
    @Test
    void who_takes_over_from_a_dead_machine_waits_until_its_session_is_cut() throws Exception {
        try (FakeXmppServer.Peer dead = dead();
                Node second = new Node("two")) {
            assertThat(dead).isNotNull();
            await().until(() -> openfire.conflicts() > 1);
            assertThat(leases.holder()).as("it could not be anybody else").isEqualTo("two");
            await().until(() -> second.is(Phase.CONNECTED));
            assertThat(openfire.cuts()).isEqualTo(1);
            openfire.ask("after");
            await().untilAsserted(() -> assertThat(openfire.answers()).containsEntry("after", "result"));
        }
    }

    /** A component that shook hands and will never say a word again. */
    private FakeXmppServer.Peer dead() throws IOException {
        FakeXmppServer.Peer dead =
                new FakeXmppServer.Peer(new Socket(InetAddress.getLoopbackAddress(), openfire.port()));
        dead.send("<stream:stream xmlns='jabber:component:accept' xmlns:stream='" + StanzaParser.STREAMS + "' to='"
                + StreamFixture.DOMAIN + "'>");
        dead.read();
        dead.send("<handshake>00</handshake>");
        dead.next();
        return dead;
    }
}
