package im.sidestream.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.demo.stage.Federation;
import im.sidestream.demo.stage.StageSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * One upload, offered to receivers of every kind on three servers of which one has our component: each is asked once, only who
 * says yes gets the file, and the sender's report says how it went with each (protocol §4(b)).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DistributionTest {
    private static final int SIZE = 100_000;

    private static final List<String> RECEIVERS = List.of("bob", "carol", "dave", "heidi", "erin", "frank", "grace");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Federation federation;

    @BeforeAll
    void open() {
        federation = Federation.open(
                StageSettings.defaults().withServerConfig("delivery.offers-per-second = 2"),
                new Federation.Guests(
                        List.of("alice"), List.of("bob", "carol", "dave", "heidi"), List.of("erin", "frank", "grace")),
                false);
    }

    @AfterAll
    void close() {
        federation.close();
    }

    @Test
    void eachReceiverEndsInTheStateThatIsHis(@TempDir Path directory) throws Exception {
        byte[] content = new byte[SIZE];
        new Random(6).nextBytes(content);
        Path file = Files.write(directory.resolve("minutes.bin"), content);
        try (Invitee bob = Invitee.logIn(federation, "bob", Invitee.Manner.TEXT);
                Typed carol = receives("carol", directory, "--count", "1");
                Invitee dave = Invitee.logIn(federation, "dave", Invitee.Manner.SILENCE);
                Typed heidi = receives("heidi", directory, "--count", "1", "--in-band");
                Invitee erin = Invitee.logIn(federation, "erin", Invitee.Manner.REFUSAL);
                Invitee grace = Invitee.logIn(federation, "grace", Invitee.Manner.SILENCE);
                Typed alice = distribute(file, "--answer-by", "40s", "--report", "--timeout", "100")) {
            OfferPage page = new OfferPage(
                    dave.offer().getBody(), federation.certificates().trust());
            page.look();
            assertThat(page.accept()).isEqualTo(200);
            assertThat(page.download()).isEqualTo(content);
            assertThat(bob.visitor().get(bob.link()).body()).isEqualTo(content);
            // whose offer leaves after frank's
            grace.offer();
            try (Invitee frank = Invitee.logIn(federation, "frank", Invitee.Manner.FORM)) {
                assertThat(frank.offer().hasExtension("delay", "urn:xmpp:delay"))
                        .as("XEP-0160: kept for him while he was away")
                        .isTrue();
                assertThat(frank.visitor().get(frank.link()).body()).isEqualTo(content);
                assertThat(frank.offerCount()).isOne();
                assertThat(frank.fileCount()).isOne();
            }
            assertThat(carol.exitCode()).as(carol.err()).isZero();
            assertThat(heidi.exitCode()).as(heidi.err()).isZero();
            assertThat(directory.resolve("carol/minutes.bin")).hasBinaryContent(content);
            assertThat(directory.resolve("heidi/minutes.bin")).hasBinaryContent(content);

            assertThat(alice.exitCode()).as(alice.err()).isZero();
            assertThat(alice.out()).contains("ended: 1 declined, 5 downloaded, 1 no-answer");
            assertThat(Stream.of(bob, dave, erin, grace).map(Invitee::offerCount))
                    .containsOnly(1);
            assertThat(Stream.of(erin, grace).map(Invitee::fileCount)).containsOnly(0);
            assertThat(bob.fileCount()).isOne();
        }
    }

    /** design.md §4.17: what was in flight goes again with the same id, and receivers drop repeats. */
    @Test
    void nobodyIsAskedTwiceThoughTheServerAndTheXmppServerAreKilled(@TempDir Path directory) throws Exception {
        byte[] content = {1, 2, 3};
        Path file = Files.write(directory.resolve("short.bin"), content);
        List<Invitee> all = new ArrayList<>();
        try {
            for (String user : RECEIVERS) {
                all.add(Invitee.logIn(
                        federation, user, all.size() % 2 == 0 ? Invitee.Manner.TEXT : Invitee.Manner.FORM));
            }
            try (Typed alice = distribute(file)) {
                assertThat(alice.exitCode()).as(alice.err()).isZero();
            }
            await().atMost(PATIENCE).until(() -> sum(all, Invitee::offerCount) >= 2);
            federation.server().kill();
            federation.server().start();
            await().atMost(PATIENCE).until(() -> sum(all, Invitee::offerCount) >= 5);
            federation.north().kill();
            federation.north().start();
            for (Invitee invitee : all) {
                assertThat(invitee.visitor().get(invitee.link()).body()).isEqualTo(content);
            }
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(summary()).contains("downloaded: " + all.size()));
            assertThat(all).allSatisfy(invitee -> {
                assertThat(invitee.offerCount()).isOne();
                assertThat(invitee.fileCount()).isOne();
            });
        } finally {
            all.forEach(Invitee::close);
        }
    }

    private static int sum(List<Invitee> invitees, ToIntFunction<Invitee> count) {
        return invitees.stream().mapToInt(count).sum();
    }

    private String summary() throws Exception {
        try (Visitor alice = Visitor.logIn(federation, "alice")) {
            BotChat bot = BotChat.of(alice);
            bot.say("deliveries");
            return bot.say("delivery 1");
        }
    }

    /** Everybody on the other servers. */
    private Typed distribute(Path file, String... options) throws Exception {
        List<String> others =
                RECEIVERS.stream().map(user -> federation.account(user).jid()).toList();
        return Typed.by(
                federation,
                "alice",
                Stream.of(
                                Stream.of("distribute", file.toString(), "--progress", "none", "--to"),
                                others.stream(),
                                Stream.of(options))
                        .flatMap(words -> words)
                        .toArray(String[]::new));
    }

    private Typed receives(String user, Path directory, String... options) throws Exception {
        Typed receiving = Typed.by(
                federation,
                user,
                Stream.concat(
                                Stream.of("receive", "--offers", "accept", "--directory"),
                                Stream.concat(Stream.of(directory.resolve(user).toString()), Stream.of(options)))
                        .toArray(String[]::new));
        await().until(() -> receiving.err().contains("waiting for files"));
        return receiving;
    }
}
