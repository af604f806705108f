package im.sidestream.demo.e2e;

import static org.awaitility.Awaitility.await;

import im.sidestream.demo.stage.Federation;
import im.sidestream.demo.stage.StageSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job for receivers at another server goes on through the loss of that server, of the service there and of the way there, and
 * ends with one offer and one file for each (design §4.17, protocol §4(b), 4). Every other receiver's domain has a service of
 * ours that asks; the others are asked from afar.
 */
final class InterruptedFederationTest {
    private static final int RECEIVERS = 80;
    private static final int PER_SECOND = 20;
    private static final String SECRET = "of the crowds";
    private static final String SERVED = "served." + Federation.SOUTH;
    private static final String PLAIN = "plain." + Federation.SOUTH;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private Federation federation;
    private MassJob job;
    private Crowd served;
    private Crowd plain;

    private final class Both implements MassJob.Place {
        @Override
        public Visitor logIn(String user) throws Exception {
            return Visitor.logIn(federation, user);
        }

        @Override
        public Typed type(String user, String... words) throws IOException {
            return Typed.by(federation, user, words);
        }

        @Override
        public List<Crowd> crowds(BiConsumer<String, URI> links) throws Exception {
            String service = federation.south().uploadDomain();
            return List.of(
                    Crowd.connect(federation.south(), new Crowd.Home(SERVED, SECRET, service), links),
                    Crowd.connect(federation.south(), new Crowd.Home(PLAIN, SECRET, ""), links));
        }

        @Override
        public String address(int number) {
            return "u" + number + "@" + (number % 2 == 0 ? SERVED : PLAIN);
        }
    }

    @BeforeEach
    void open() throws Exception {
        Federation.Guests guests = new Federation.Guests(List.of("alice", "bob"), List.of(), List.of());
        Federation.South south = new Federation.South(
                true, List.of(component(SERVED), component(PLAIN)), List.of("policy.allow = [\"" + SERVED + "\"]"));
        federation = Federation.open(
                StageSettings.defaults()
                        .withServerConfig(
                                "delivery.trusted = [\"alice@" + Federation.NORTH + "\"]",
                                "delivery.offers-per-second = " + PER_SECOND),
                guests,
                south);
        job = MassJob.at(new Both(), RECEIVERS);
        served = job.crowds().get(0);
        plain = job.crowds().get(1);
    }

    @AfterEach
    void close() throws IOException {
        job.close();
        federation.close();
    }

    private static String component(String domain) {
        return "Component \"" + domain + "\"\n  component_secret = \"" + SECRET + "\"";
    }

    private void killTheServer() {
        federation.south().kill();
        federation.south().start();
    }

    private void killTheService() {
        federation.southServer().kill();
        federation.southServer().start();
    }

    private void silence(boolean now) {
        served.keepSilent(now);
        plain.keepSilent(now);
    }

    private static void when(BooleanSupplier moment) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(moment::getAsBoolean);
    }

    private static int asked(Crowd crowd) {
        return crowd.offers().size();
    }

    private static int given(Crowd crowd) {
        return crowd.files().size();
    }

    /** The service there takes answers, and does not reach the one here to tell it. */
    private void blockTheWayOfAnswers() {
        federation.toNorth().block();
        served.keepSilent(false);
        when(() -> served.heard() > 0);
        int before = federation.toNorth().refused();
        when(() -> federation.toNorth().refused() > before);
        federation.toNorth().unblock();
        plain.keepSilent(false);
    }

    @Test
    void eachIsAskedOnceAndGetsTheFileOnceWhateverIsAwayThere(@TempDir Path directory) throws Exception {
        silence(true);
        job.order(directory);
        when(() -> asked(plain) >= RECEIVERS / 8 && asked(served) >= 1);
        killTheServer();
        when(() -> asked(served) >= RECEIVERS / 4);
        killTheService();
        blockTheWayOfAnswers();
        job.startFetching();
        when(() -> given(plain) >= RECEIVERS / 8);
        killTheServer();
        when(() -> given(served) >= RECEIVERS / 8);
        killTheService();
        job.awaitFetched(PATIENCE);
        job.requireOneForEach();
        job.requireReport();
        job.requireSummary();
    }
}
