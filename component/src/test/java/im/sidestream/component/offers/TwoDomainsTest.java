package im.sidestream.component.offers;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.delivery.DeliveryLimits;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Offer;
import im.sidestream.delivery.Order;
import im.sidestream.slot.SlotId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.dom4j.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One domain's service asks the users of its own for another one's sender: protocol.md §4(b) step 4. */
class TwoDomainsTest {

    private static final String ALICE = "alice@north.example/desk";
    private static final String BOB = "bob@south.example";
    private static final String CAROL = "carol@south.example";

    @TempDir
    private Path directory;

    private OfferFixture north;
    private OfferFixture south;
    private SlotId file;

    @BeforeEach
    void connect() {
        north = new OfferFixture(directory, "upload.north.example");
        south = new OfferFixture(directory, "upload.south.example");
        north.peers.put("south.example", south);
        south.peers.put("north.example", north);
        file = north.files.add(north.owner("alice@north.example"), "minutes.txt", "text/plain");
    }

    @AfterEach
    void close() {
        north.close();
        south.close();
    }

    private void run() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            north.run();
            south.run();
        }
    }

    private void order(String receivers) throws InterruptedException {
        say(receivers);
        run();
    }

    private void say(String receivers) {
        assertThat(north.say(ALICE, "send " + file + " to " + receivers + " note: Please"))
                .contains("minutes.txt");
    }

    private Offer offer(String receiver) {
        var delivery = north.distributor
                .deliveries(north.owner("alice@north.example"), null, 10)
                .join()
                .items()
                .get(0);
        return north.tables.deliveries().offers(delivery.id(), null, 500).join().items().stream()
                .filter(each -> each.receiver().equals(receiver))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_service_of_the_receivers_asks_them_and_gives_them_the_file() throws InterruptedException {
        order(BOB + " " + CAROL + " dave@east.example");
        assertThat(north.to(BOB)).as("the other service asks").isEmpty();
        assertThat(north.offerTo("dave@east.example"))
                .as("who has no service of his own is asked directly")
                .isNotNull();
        Element asked = south.offerTo(BOB);
        assertThat(asked.elementText("body")).contains("alice@north.example", "minutes.txt", "Please");
        assertThat(asked.attributeValue("from")).startsWith("relay@upload.south.example/");
        assertThat(south.say(BOB + "/x", "yes")).contains("on its way");
        south.say(CAROL + "/x", "no");
        run();
        assertThat(offer(BOB).state()).isEqualTo(DeliveryState.SENT);
        assertThat(offer(CAROL).state()).isEqualTo(DeliveryState.DECLINED);
        List<Element> got = south.to(BOB);
        assertThat(got.get(got.size() - 1).elementText("body"))
                .as("the link is the receiver's own, at the service that has the file")
                .startsWith("https://upload.north.example/p/" + offer(BOB).link());
        south.message("<message type='chat' from='" + BOB + "/x' to='relay@upload.south.example/bot'>"
                + "<received xmlns='urn:xmpp:receipts' id='"
                + got.get(got.size() - 1).attributeValue("id") + "'/></message>");
        run();
        assertThat(offer(BOB).state()).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void a_request_that_comes_again_asks_nobody_twice() throws InterruptedException {
        order(BOB + " " + CAROL);
        Element request = north.asked.stream()
                .filter(iq -> iq.asXML().contains("recipients"))
                .findFirst()
                .orElseThrow();
        for (int i = 0; i < 3; i++) {
            assertThat(south.hear(request).attributeValue("type")).isEqualTo("result");
        }
        run();
        assertThat(south.to(BOB)).hasSize(1);
        assertThat(south.to(CAROL)).hasSize(1);
    }

    @Test
    void a_service_that_is_away_is_asked_again() throws InterruptedException {
        north.work.peers().find("south.example").join();
        north.failing.put("upload.south.example", "timeout");
        order(BOB);
        assertThat(south.to(BOB)).isEmpty();
        assertThat(offer(BOB).state()).isEqualTo(DeliveryState.PENDING);
        north.failing.clear();
        north.pass(Duration.ofMinutes(30));
        run();
        assertThat(south.to(BOB)).hasSize(1);
    }

    /** Lets a minute pass at both. */
    private void minute() throws InterruptedException {
        north.pass(Duration.ofMinutes(1));
        south.pass(Duration.ofMinutes(1));
        run();
    }

    /** RFC 6120 §8.3.3.15: Prosody says that of a server that starts anew, too. */
    @Test
    void neither_an_offer_nor_a_yes_nor_a_file_is_lost_while_servers_do_not_find_each_other()
            throws InterruptedException {
        north.failing.put("south.example", "remote-server-not-found");
        order(BOB);
        assertThat(offer(BOB).state()).isEqualTo(DeliveryState.PENDING);
        north.failing.clear();
        minute();
        assertThat(south.to(BOB)).hasSize(1);
        south.failing.put("upload.north.example", "remote-server-not-found");
        south.say(BOB + "/x", "yes");
        run();
        south.failing.clear();
        north.failing.put("upload.south.example", "remote-server-not-found");
        minute();
        assertThat(offer(BOB).state()).isEqualTo(DeliveryState.ACCEPTED);
        north.failing.clear();
        minute();
        assertThat(offer(BOB).state()).isEqualTo(DeliveryState.SENT);
    }

    @Test
    void a_service_that_is_silent_while_it_starts_anew_still_asks() throws InterruptedException {
        north.failing.put("upload.south.example", "timeout");
        say(BOB);
        north.run();
        assertThat(north.to(BOB)).as("nobody is asked directly yet").isEmpty();
        north.failing.clear();
        minute();
        assertThat(south.to(BOB)).hasSize(1);
        assertThat(north.to(BOB)).isEmpty();
    }

    @Test
    void where_something_stays_silent_receivers_are_asked_directly() throws InterruptedException {
        north.failing.put("upload.south.example", "timeout");
        order(BOB);
        minute();
        assertThat(north.offerTo(BOB)).isNotNull();
    }

    /** design.md §4.17: it asked, and was killed before it said what it is. */
    @Test
    void a_service_that_asks_and_is_silent_then_is_heard_later() throws InterruptedException {
        south.failing.put("upload.north.example", "timeout");
        order(BOB);
        assertThat(south.to(BOB)).isEmpty();
        assertThat(offer(BOB).state()).isEqualTo(DeliveryState.PENDING);
        south.failing.clear();
        minute();
        assertThat(south.to(BOB)).hasSize(1);
    }

    @Test
    void a_service_that_was_not_there_a_minute_ago_is_heard() throws InterruptedException {
        south.peers.clear();
        south.work.peers().find("north.example").join();
        south.peers.put("north.example", north);
        south.pass(Duration.ofMinutes(1));
        order(BOB);
        assertThat(south.to(BOB)).hasSize(1);
    }

    /** Whoever is refused again and again has us ask his domain once a minute. */
    @Test
    void a_service_that_is_not_listed_is_looked_for_once_a_minute() {
        south.peers.clear();
        for (int i = 0; i < 10; i++) {
            assertThat(south.iq("upload.north.example", "upload.south.example", request("alice@north.example", BOB))
                            .asXML())
                    .contains("forbidden");
        }
        assertThat(south.asked).hasSize(1);
    }

    private String outcome(String from, String offer, String state) {
        return north.iq(
                        from,
                        "upload.north.example",
                        "<outcome xmlns='sidestream:transfer:0' offer='" + offer + "' state='" + state + "'/>")
                .attributeValue("type");
    }

    @Test
    void only_the_service_that_asks_may_say_what_became_of_it() throws InterruptedException {
        order(BOB + " dave@east.example");
        String id = offer(BOB).id().value();
        for (String forger :
                List.of("upload.evil.example", "south.example", "bob@south.example/x", "upload.north.example")) {
            for (String state : List.of("accepted", "declined", "unreachable")) {
                assertThat(outcome(forger, id, state)).as(forger).isEqualTo("error");
            }
        }
        String direct = offer("dave@east.example").id().value();
        assertThat(outcome("upload.south.example", direct, "accepted"))
                .as("of an offer that we ask ourselves")
                .isEqualTo("error");
        assertThat(outcome("upload.south.example", "A".repeat(27), "accepted")).isEqualTo("error");
        assertThat(offer(BOB).state()).isEqualTo(DeliveryState.PENDING);
        assertThat(offer("dave@east.example").state()).isEqualTo(DeliveryState.PENDING);
        assertThat(outcome("upload.south.example", id, "declined")).isEqualTo("result");
        assertThat(offer(BOB).state()).isEqualTo(DeliveryState.DECLINED);
    }

    private String request(String origin, String receiver) {
        return "<command xmlns='http://jabber.org/protocol/commands' node='sidestream:transfer:0#distribute'"
                + " action='complete'><x xmlns='jabber:x:data' type='submit'>"
                + field("FORM_TYPE", "sidestream:transfer:0#distribute")
                + field("origin", origin) + field("name", "a.txt") + field("size", "5") + field("note", "")
                + field("answer-by", "2026-08-31T09:00:00Z") + field("recipients", receiver)
                + field("offers", "A".repeat(26) + "E") + "</x></command>";
    }

    private static String field(String name, String value) {
        return "<field var='" + name + "'><value>" + value + "</value></field>";
    }

    @Test
    void a_service_speaks_for_the_senders_of_its_own_domains_and_for_our_users_alone() throws InterruptedException {
        for (String[] each : new String[][] {
            {"upload.evil.example", "alice@north.example", BOB},
            {"upload.north.example", "carol@east.example", BOB},
            {"alice@north.example/desk", "alice@north.example", BOB}
        }) {
            assertThat(south.iq(each[0], "upload.south.example", request(each[1], each[2]))
                            .attributeValue("type"))
                    .as(each[0])
                    .isEqualTo("error");
        }
        Element elsewhere = south.iq(
                "upload.north.example", "upload.south.example", request("alice@north.example", "x@east.example"));
        assertThat(elsewhere.asXML()).contains("refused", "A".repeat(26) + "E");
        run();
        assertThat(south.to(BOB)).isEmpty();
        assertThat(south.to("x@east.example")).isEmpty();
    }

    @Test
    void nobody_else_gives_our_users_files() throws InterruptedException {
        order(BOB);
        south.say(BOB + "/x", "yes");
        String id = offer(BOB).id().value();
        String evil = "<file xmlns='sidestream:transfer:0' offer='" + id + "' url='https://evil.example/x'/>";
        assertThat(south.iq("upload.evil.example", "upload.south.example", evil).attributeValue("type"))
                .isEqualTo("error");
        for (String url : List.of("javascript:alert(1)", "https://x.example/a b", "ftp://x.example/")) {
            assertThat(south.iq(
                                    "upload.north.example",
                                    "upload.south.example",
                                    "<file xmlns='sidestream:transfer:0' offer='" + id + "' url='" + url + "'/>")
                            .attributeValue("type"))
                    .as(url)
                    .isEqualTo("error");
        }
        run();
        assertThat(south.to(BOB)).noneMatch(message -> message.asXML().contains("evil.example"));
    }

    @Test
    void what_the_sender_takes_back_is_taken_back_there() throws InterruptedException {
        order(BOB);
        String code = OfferFixture.code(south.offerTo(BOB));
        north.say(ALICE, "deliveries");
        assertThat(north.say(ALICE, "cancel 1")).contains("1 receivers");
        run();
        assertThat(south.say(BOB + "/x", "yes " + code)).contains("changes nothing");
        run();
        assertThat(south.to(BOB)).noneMatch(message -> message.asXML().contains("/p/"));
    }

    @Test
    void who_does_not_exist_there_is_unreachable_here() throws InterruptedException {
        order(BOB);
        south.bounce(BOB, south.offerTo(BOB).attributeValue("id"), "cancel", "item-not-found");
        run();
        assertThat(offer(BOB).state()).isEqualTo(DeliveryState.UNREACHABLE);
    }

    /** An answer may be faster than the one to the request that asked for it. */
    @Test
    void what_the_other_service_says_before_it_answers_counts() throws InterruptedException {
        south.say(BOB + "/x", "allow alice@north.example");
        north.clients.put("upload.south.example", request -> {
            Element answer = south.hear(request);
            south.runAll();
            return answer;
        });
        order(BOB);
        assertThat(offer(BOB).state()).isEqualTo(DeliveryState.SENT);
        assertThat(south.to(BOB))
                .filteredOn(message -> message.asXML().contains("/p/"))
                .hasSize(1);
    }

    /** design.md §4.17: its answer is lost, and until it is asked again its domain says nothing of it. */
    @Test
    void who_was_asked_there_is_not_asked_here_and_has_been_heard() throws InterruptedException {
        north.clients.put("upload.south.example", request -> {
            Element answer = south.hear(request);
            return request.asXML().contains("recipients")
                    ? OfferFixture.error(request, "wait", "resource-constraint").getElement()
                    : answer;
        });
        order(BOB);
        north.clients.clear();
        north.peers.clear();
        north.pass(Duration.ofHours(25));
        south.pass(Duration.ofHours(25));
        assertThat(south.say(BOB + "/x", "yes")).contains("on its way");
        north.peers.put("elsewhere.example", south);
        run();
        assertThat(north.to(BOB)).as("asked by two").isEmpty();
        assertThat(south.to(BOB))
                .filteredOn(message -> OfferFixture.form(message) != null)
                .hasSize(1);
        assertThat(offer(BOB).state()).isEqualTo(DeliveryState.SENT);
    }

    private Offer there() {
        return south.tables
                .deliveries()
                .ofReceiver(south.owner(BOB), null, 1)
                .join()
                .items()
                .get(0)
                .offer();
    }

    /** Bob says yes a minute before the end, and for so long after it nobody there hears of that. */
    private void yesThatIsHeardAfter(Duration time) throws InterruptedException {
        order(BOB);
        Instant end = north.distributor
                .deliveries(north.owner("alice@north.example"), null, 1)
                .join()
                .items()
                .get(0)
                .terms()
                .answerBy();
        north.now = end.minusSeconds(60);
        south.now = end.minusSeconds(60);
        south.failing.put("upload.north.example", "timeout");
        assertThat(south.say(BOB + "/x", "yes")).contains("on its way");
        run();
        north.pass(time);
        south.pass(time);
        for (OfferFixture each : List.of(north, south)) {
            each.tables
                    .deliveries()
                    .expire(each.domain, Duration.ofDays(7), 100)
                    .join();
        }
        south.failing.clear();
        run();
    }

    @Test
    void a_yes_in_time_that_is_heard_after_the_end_counts() throws InterruptedException {
        yesThatIsHeardAfter(Duration.ofMinutes(30));
        assertThat(offer(BOB).state()).isEqualTo(DeliveryState.SENT);
    }

    @Test
    void a_yes_that_is_heard_too_late_is_none_and_who_said_it_is_told() throws InterruptedException {
        yesThatIsHeardAfter(Duration.ofHours(2));
        assertThat(offer(BOB).state()).isEqualTo(DeliveryState.NO_ANSWER);
        assertThat(there().state()).isEqualTo(DeliveryState.WITHDRAWN);
        List<Element> told = south.to(BOB);
        assertThat(told.get(told.size() - 1).elementText("body")).contains("took this back");
    }

    private static DeliveryLimits asking(int perReceiver, long perDomain) {
        DeliveryLimits usual = DeliveryLimits.STANDARD;
        return new DeliveryLimits(
                usual.sending(),
                new DeliveryLimits.Asking(
                        new DeliveryLimits.PerReceiver(perReceiver, perReceiver),
                        perDomain,
                        1_000,
                        usual.asking().usual(),
                        usual.asking().longest()),
                usual.keeping(),
                usual.inBand());
    }

    private void day() throws InterruptedException {
        north.pass(Duration.ofHours(25));
        south.pass(Duration.ofHours(25));
        run();
    }

    /** RFC 6120 §8.3.3.18: what passes with the day is asked again when it is over, each receiver by himself. */
    @Test
    void whom_the_other_service_may_not_ask_today_it_asks_tomorrow() throws InterruptedException {
        south.limits = asking(50, 1);
        order(BOB + " " + CAROL);
        assertThat(south.to(BOB).size() + south.to(CAROL).size())
                .as("one of both in a day")
                .isEqualTo(1);
        assertThat(offer(BOB).state()).isEqualTo(DeliveryState.PENDING);
        assertThat(offer(CAROL).state()).isEqualTo(DeliveryState.PENDING);
        north.pass(Duration.ofMinutes(2));
        run();
        Element error = south.hear(north.asked.stream()
                .filter(iq -> iq.asXML().contains("recipients"))
                .reduce((first, last) -> last)
                .orElseThrow());
        assertThat(error.asXML())
                .contains("type=\"wait\"", "resource-constraint", "<retry ")
                .contains("All users of north.example together may name 1 receivers a day here, and have named 1.");
        day();
        assertThat(south.to(BOB)).hasSize(1);
        assertThat(south.to(CAROL)).hasSize(1);
    }

    @Test
    void a_receiver_who_got_enough_today_is_no_harm_to_the_others_of_the_request() throws InterruptedException {
        south.limits = asking(1, 99);
        order(BOB);
        order(BOB + " " + CAROL);
        assertThat(offer(BOB).state()).isEqualTo(DeliveryState.UNREACHABLE);
        assertThat(offer(BOB).problem()).contains("upload.south.example");
        assertThat(offer(CAROL).state()).isEqualTo(DeliveryState.PENDING);
        assertThat(south.to(BOB)).hasSize(1);
        assertThat(south.to(CAROL)).hasSize(1);
    }

    /** Whoever asks us shall not have us ask others. */
    @Test
    void no_domain_is_asked_that_the_asking_service_is_no_part_of() {
        for (String origin : List.of("x@victim.example", "x@th.example", "x@sub.north.example")) {
            assertThat(south.iq("upload.north.example", "upload.south.example", request(origin, BOB))
                            .asXML())
                    .contains("forbidden");
        }
        assertThat(south.iq("upload.north.example", "upload.south.example", request("north.example", BOB))
                        .asXML())
                .as("no account")
                .contains("bad-request");
        assertThat(south.asked).isEmpty();
    }

    /** A service is heard elsewhere for its own domain's users alone; for others it asks as where there is none. */
    @Test
    void who_is_offered_something_by_a_guest_of_ours_is_asked_directly() throws InterruptedException {
        north.guests = "guests.example";
        SlotId theirs = north.files.add(north.owner("gina@guests.example"), "theirs.txt", "text/plain");
        assertThat(north.say("gina@guests.example/x", "send " + theirs + " to " + BOB))
                .contains("theirs.txt");
        run();
        assertThat(south.to(BOB)).isEmpty();
        assertThat(north.offerTo(BOB).elementText("body")).contains("gina@guests.example");
    }

    /** Whoever knows an offer's id may answer on its page; the service that asks us must not. */
    @Test
    void what_an_offer_is_called_is_not_made_of_what_the_other_service_knows() throws Exception {
        order(BOB);
        Offer first = there();
        south.close();
        south = new OfferFixture(Files.createDirectory(directory.resolve("again")), "upload.south.example");
        north.peers.put("south.example", south);
        south.peers.put("north.example", north);
        Element request = north.asked.stream()
                .filter(iq -> iq.asXML().contains("recipients"))
                .findFirst()
                .orElseThrow();
        south.hear(request);
        assertThat(there().id()).isNotEqualTo(first.id());
        assertThat(there().delivery()).isNotEqualTo(first.delivery());
    }

    /** T-G12. */
    @Test
    void requests_stay_below_64_kib_however_long_addresses_are() throws InterruptedException {
        DeliveryLimits usual = DeliveryLimits.STANDARD;
        DeliveryLimits.Share share = new DeliveryLimits.Share(100, 500);
        north.limits = new DeliveryLimits(
                new DeliveryLimits.Sending(share, usual.sending().trusted(), share, false),
                usual.asking(),
                usual.keeping(),
                usual.inBand());
        List<String> receivers = IntStream.range(100, 164)
                .mapToObj(i -> "b".repeat(1000) + i + "@south.example")
                .toList();
        north.distributor
                .start(new Order(
                        north.owner("alice@north.example"), file, receivers, "<".repeat(2000), null, true, "en"))
                .join();
        run();
        assertThat(north.asked)
                .allSatisfy(iq ->
                        assertThat(iq.asXML().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(64 << 10));
        assertThat(receivers)
                .allSatisfy(receiver -> assertThat(south.to(receiver)).hasSize(1));
    }
}
