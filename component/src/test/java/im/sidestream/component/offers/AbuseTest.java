package im.sidestream.component.offers;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.delivery.DeliveryLimits;
import im.sidestream.delivery.DeliveryLimits.Asking;
import im.sidestream.delivery.DeliveryLimits.PerReceiver;
import im.sidestream.delivery.DeliveryLimits.Sending;
import im.sidestream.delivery.DeliveryLimits.Share;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Offer;
import im.sidestream.slot.Accounts;
import im.sidestream.slot.SlotId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dom4j.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do who mean no good, as far as XMPP goes (protocol.md §4(b)); pages and links have tests of their own. */
class AbuseTest {

    private static final String BOB = "bob@south.example";
    private static final String CAROL = "carol@south.example";

    @TempDir
    private Path directory;

    private OfferFixture fixture;

    @BeforeEach
    void open() {
        fixture = new OfferFixture(directory, "upload.example.org");
        fixture.limits = new DeliveryLimits(
                new Sending(new Share(3, 5), Accounts.NONE, new Share(3, 5), false),
                new Asking(new PerReceiver(2, 1), 100, 20, Duration.ofHours(3), Duration.ofDays(2)),
                DeliveryLimits.STANDARD.keeping(),
                0);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private String order(String sender, String receivers) {
        SlotId file = fixture.files.add(fixture.owner(sender), "minutes.txt", "text/plain");
        return fixture.say(sender + "/desk", "send " + file + " to " + receivers);
    }

    private static String users(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(n -> "user" + n + "@south.example")
                .collect(Collectors.joining(" "));
    }

    private long offers() {
        return fixture.sent.stream()
                .filter(stanza -> OfferFixture.form(stanza) != null)
                .count();
    }

    private List<Element> files(String receiver) {
        return fixture.to(receiver).stream()
                .filter(stanza -> stanza.asXML().contains("/p/"))
                .toList();
    }

    private Offer offer(String receiver) {
        return fixture.distributor.deliveries(fixture.owner("alice@example.org"), null, 9).join().items().stream()
                .flatMap(delivery -> fixture.tables.deliveries().offers(delivery.id(), null, 9).join().items().stream())
                .filter(offer -> offer.receiver().equals(receiver))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void who_offers_to_everyone_is_stopped_at_once_and_within_the_day() throws InterruptedException {
        assertThat(order("alice@example.org", users(0, 4))).contains("at most 3 receivers");
        assertThat(order("alice@example.org", users(0, 3))).contains("/r/");
        assertThat(order("alice@example.org", users(3, 3))).contains("5 receivers a day");
        assertThat(order("alice@example.org", users(3, 2))).contains("/r/");
        assertThat(order("alice@example.org", BOB)).contains("5 receivers a day");
        fixture.run();
        assertThat(offers()).isEqualTo(5);
        assertThat(fixture.to(BOB)).isEmpty();
    }

    /** The limit, which one it is, and its end, in the sender's language, as other refusals have them (design.md §3). */
    @Test
    void a_limit_is_said_with_its_number_and_its_end_in_the_senders_language() {
        fixture.now = Instant.parse("2026-08-30T09:00:00Z");
        assertThat(german("alice@example.org", users(0, 4)))
                .isEqualTo("Eine Sendung von Ihnen hat höchstens 3 Empfänger.");
        german("alice@example.org", users(0, 3));
        assertThat(german("alice@example.org", users(3, 3)))
                .isEqualTo("Sie dürfen am Tag 5 Empfänger nennen und haben 3 genannt. So viele weitere passen nach dem"
                        + " 31.08.2026, 09:00:00 UTC.");
        assertThat(order("alice@example.org", users(3, 3)))
                .startsWith("You may name 5 receivers a day, and have named 3. So many more fit after Aug 31, 2026");
        assertThat(german("alice@example.org", "user0@south.example " + CAROL))
                .contains("Bekommt höchstens 1 Angebote von Ihnen in 24 Stunden, das nächste nach 2026-08-31")
                .doesNotContain(CAROL);
    }

    private static final String GERMAN = "' xml:lang='de";

    private String german(String sender, String receivers) {
        SlotId file = fixture.files.add(fixture.owner(sender), "minutes.txt", "text/plain");
        return fixture.say(sender + "/desk" + GERMAN, "send " + file + " to " + receivers);
    }

    @Test
    void a_flood_of_offers_ends_at_the_receivers_limit_whoever_they_are_from_and_looks_like_a_block()
            throws InterruptedException {
        List<String> told = new ArrayList<>();
        for (int n = 0; n < 6; n++) {
            told.add(order("sender" + n + "@example.org", BOB + " " + CAROL + n));
        }
        fixture.run();
        assertThat(fixture.to(BOB).stream().filter(stanza -> OfferFixture.form(stanza) != null))
                .hasSize(2);
        assertThat(told.subList(0, 2)).allMatch(answer -> !answer.contains("Takes no further offers"));
        assertThat(told.subList(2, 6)).allMatch(answer -> answer.contains("Takes no further offers now: " + BOB));
        fixture.say("dave@example.org/x", "block sender5@example.org");
        assertThat(order("sender5@example.org", "dave@example.org " + CAROL))
                .contains("Takes no further offers now: dave@example.org");
    }

    @Test
    void one_sender_leaves_a_receiver_to_others() throws InterruptedException {
        assertThat(order("alice@example.org", BOB)).contains("/r/");
        assertThat(order("alice@example.org", BOB + " " + CAROL))
                .contains("Gets at most 1 of your offers within 24 hours, the next one after 2026-08-31")
                .contains(BOB)
                .doesNotContain(CAROL);
        fixture.say(BOB + "/x", "block alice@example.org");
        assertThat(order("dora@example.org", BOB)).doesNotContain("Takes no further offers");
    }

    @Test
    void an_answer_that_is_repeated_from_any_resource_sends_nothing_again() throws InterruptedException {
        order("alice@example.org", BOB);
        fixture.run();
        String code = OfferFixture.code(fixture.offerTo(BOB));
        for (String resource : List.of("/phone", "/phone", "/desk", "")) {
            fixture.submit(BOB + resource, code, "accept");
            fixture.say(BOB + resource, "yes " + code);
            fixture.run();
        }
        assertThat(files(BOB).stream().map(file -> file.attributeValue("id")).distinct())
                .hasSize(1);
        assertThat(files(BOB)).hasSize(1);
        // nor does an old yes undo a withdrawal
        fixture.tables
                .deliveries()
                .advance(offer(BOB).id(), DeliveryState.WITHDRAWN, null)
                .join();
        fixture.submit(BOB + "/phone", code, "accept");
        fixture.run();
        assertThat(offer(BOB).state()).isEqualTo(DeliveryState.WITHDRAWN);
        assertThat(files(BOB)).hasSize(1);
    }

    @Test
    void who_guesses_the_code_of_another_ones_offer_decides_nothing() throws InterruptedException {
        order("alice@example.org", BOB + " " + CAROL);
        fixture.run();
        String bobs = OfferFixture.code(fixture.offerTo(BOB));
        String carols = OfferFixture.code(fixture.offerTo(CAROL));
        assertThat(bobs).isNotEqualTo(carols);
        fixture.submit(CAROL + "/x", bobs, "accept");
        assertThat(fixture.say(CAROL + "/x", "yes " + bobs)).doesNotContain("on its way");
        Element command = fixture.open(CAROL + "/x", "offers");
        assertThat(command.asXML()).contains(carols).doesNotContain(bobs);
        Element forged = fixture.step(CAROL + "/x", command, "offer", bobs, "decision", "accept");
        assertThat(forged.asXML()).doesNotContain("on its way");
        // a session is its full JID's alone
        assertThat(fixture.step(CAROL + "/other", command, "offer", carols, "decision", "accept")
                        .attributeValue("type"))
                .isEqualTo("error");
        fixture.run();
        assertThat(offer(BOB).state()).isEqualTo(DeliveryState.PENDING);
        assertThat(offer(CAROL).state()).isEqualTo(DeliveryState.PENDING);
        assertThat(files(BOB)).isEmpty();
    }

    /** RFC 6120 §8.1.2.1: the server vouches for the domain and the account that a stanza is from, and for nothing else. */
    @Test
    void names_that_look_like_the_receivers_are_not_the_receivers() throws InterruptedException {
        order("alice@example.org", BOB);
        fixture.run();
        String code = OfferFixture.code(fixture.offerTo(BOB));
        for (String alike : List.of(
                "b\u043Eb@south.example/x",
                "bob@s\u043Euth.example/x",
                "bob@south.example.evil/x",
                "south.example/bob@south.example",
                "bob\\40south.example@evil.example/x",
                "relay@upload.example.org/bob@south.example")) {
            fixture.submit(alike, code, "accept");
            fixture.message("<message type='chat' from='" + alike + "' to='relay@upload.example.org'><body>yes " + code
                    + "</body></message>");
        }
        fixture.run();
        assertThat(offer(BOB).state()).isEqualTo(DeliveryState.PENDING);
        assertThat(fixture.sent).noneMatch(stanza -> stanza.asXML().contains("/p/"));
    }

    @Test
    void markup_in_an_answer_stays_text_and_breaks_nothing() throws InterruptedException {
        order("alice@example.org", BOB);
        fixture.run();
        for (String evil : List.of(
                "yes &lt;/body&gt;&lt;x xmlns='jabber:x:oob'/&gt;", "&#10;&#10;yes ABC", "yes &quot;&apos;&gt;")) {
            String answer = fixture.say(BOB + "/x", evil);
            assertThat(answer).doesNotContain("<x", "on its way");
        }
        List<Element> answers = fixture.submit(BOB + "/x", "&lt;/value&gt;", "&lt;accept/&gt;");
        assertThat(answers).hasSize(1);
        assertThat(answers.get(0).elements("body")).hasSize(1);
        assertThat(offer(BOB).state()).isEqualTo(DeliveryState.PENDING);
    }
}
