package im.sidestream.component.offers;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.delivery.DeliveryLimits;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Offer;
import im.sidestream.delivery.Order;
import im.sidestream.slot.Accounts;
import im.sidestream.slot.SlotId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dom4j.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One file to many, from the order to the report: protocol.md §4(b), XEP-0004, XEP-0184, XEP-0461, RFC 6120 §8.3. */
class OfferRoundTest {

    private static final String ALICE = "alice@example.org/desk";
    private static final String BOB = "bob@south.example";
    private static final String CAROL = "carol@south.example";

    @TempDir
    private Path directory;

    private OfferFixture fixture;
    private SlotId file;

    @BeforeEach
    void upload() {
        fixture = new OfferFixture(directory, "upload.example.org");
        file = fixture.files.add(fixture.owner("alice@example.org"), "minutes.txt", "text/plain");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void order(String receivers, String more) throws InterruptedException {
        assertThat(fixture.say(ALICE, "send " + file + " to " + receivers + " " + more))
                .contains("minutes.txt", "/r/");
        fixture.run();
    }

    private List<Offer> offers() {
        var delivery = fixture.distributor
                .deliveries(fixture.owner("alice@example.org"), null, 10)
                .join()
                .items()
                .get(0);
        return fixture.tables
                .deliveries()
                .offers(delivery.id(), null, 500)
                .join()
                .items();
    }

    private DeliveryState state(String receiver) {
        return offers().stream()
                .filter(offer -> offer.receiver().equals(receiver))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private Element lastTo(String receiver) {
        List<Element> all = fixture.to(receiver);
        return all.get(all.size() - 1);
    }

    @Test
    void an_offer_says_who_what_and_how_to_answer_and_never_where_the_file_is() throws InterruptedException {
        order(BOB, "note: Please read");
        Element offer = fixture.offerTo(BOB);
        String code = OfferFixture.code(offer);
        assertThat(offer.attributeValue("type")).isEqualTo("chat");
        assertThat(offer.attributeValue("from")).startsWith("relay@upload.example.org/");
        assertThat(offer.elementText("body"))
                .contains("alice@example.org", "minutes.txt", "11 B", "text/plain", "Please read")
                .contains("yes " + code, "no " + code, "block " + code, "https://upload.example.org/o/", "UTC");
        assertThat(offer.asXML()).doesNotContain("/f/", "/p/", file.value());
        assertThat(offer.elementText("thread")).startsWith("of-");
        assertThat(offer.element("origin-id").attributeValue("id")).isEqualTo(offer.attributeValue("id"));
        assertThat(offer.elements().stream().map(Element::getNamespaceURI))
                .contains("urn:xmpp:hints", "urn:xmpp:receipts", "jabber:x:data")
                .doesNotContain("http://jabber.org/protocol/address");
        assertThat(state(BOB)).isEqualTo(DeliveryState.PENDING);
        assertThat(offers().get(0).times().offered()).isNotNull();
    }

    @Test
    void who_accepts_gets_a_line_and_then_the_link_alone_as_clients_share_files() throws InterruptedException {
        order(BOB + " " + CAROL, "");
        int before = fixture.to(BOB).size();
        assertThat(fixture.say(BOB + "/phone", "yes " + OfferFixture.code(fixture.offerTo(BOB))))
                .contains("on its way");
        fixture.run();
        List<Element> got = fixture.to(BOB).stream().skip(before).toList();
        Element share = got.get(got.size() - 1);
        String url = share.elementText("body");
        assertThat(got.get(got.size() - 2).elementText("body")).contains("alice@example.org", "minutes.txt");
        assertThat(url).startsWith("https://upload.example.org/p/").endsWith("/minutes.txt");
        assertThat(share.element("x").elementText("url")).isEqualTo(url);
        Element sharing = share.element("file-sharing");
        assertThat(sharing.element("file").elementText("size")).isEqualTo("11");
        assertThat(sharing.element("file").elementText("hash"))
                .isEqualTo(StoredFiles.digest("minutes.txt").base64());
        assertThat(sharing.element("sources").element("url-data").attributeValue("target"))
                .isEqualTo(url);
        assertThat(share.element("addresses").element("address").attributeValue("type"))
                .isEqualTo("replyto");
        assertThat(share.asXML()).as("the id of the upload is not given away").doesNotContain(file.value());
        assertThat(state(BOB)).isEqualTo(DeliveryState.SENT);
        assertThat(state(CAROL)).isEqualTo(DeliveryState.PENDING);
        fixture.message("<message type='chat' from='" + BOB + "/phone' to='relay@upload.example.org/bot'>"
                + "<received xmlns='urn:xmpp:receipts' id='" + share.attributeValue("id") + "'/></message>");
        assertThat(state(BOB)).as("XEP-0184").isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void every_receiver_has_a_link_of_their_own() throws InterruptedException {
        order(BOB + " " + CAROL, "");
        fixture.say(BOB + "/a", "yes");
        fixture.say(CAROL + "/a", "ja");
        fixture.run();
        assertThat(lastTo(BOB).elementText("body")).isNotEqualTo(lastTo(CAROL).elementText("body"));
    }

    @ParameterizedTest
    @CsvSource({"accept,SENT", "decline,DECLINED", "block,DECLINED"})
    void a_form_decides(String decision, DeliveryState state) throws InterruptedException {
        order(BOB, "");
        List<Element> answers = fixture.submit(BOB + "/x", OfferFixture.code(fixture.offerTo(BOB)), decision);
        assertThat(answers).hasSize(1);
        fixture.run();
        assertThat(state(BOB)).isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({"yes,SENT", "Ja!,SENT", "no,DECLINED", "Nein.,DECLINED", "sperren,DECLINED", "/yes,SENT"})
    void a_word_is_enough_where_one_offer_is_open(String word, DeliveryState state) throws InterruptedException {
        order(BOB, "");
        fixture.say(BOB + "/x", word);
        fixture.run();
        assertThat(state(BOB)).isEqualTo(state);
    }

    @Test
    void of_several_offers_the_reply_the_thread_or_the_code_tells_which_is_meant() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            SlotId next = fixture.files.add(fixture.owner("alice@example.org"), "f" + i + ".txt", "text/plain");
            fixture.say(ALICE, "send " + next + " to " + BOB);
            fixture.run();
        }
        List<Element> offers = fixture.to(BOB);
        assertThat(fixture.say(BOB + "/x", "yes")).contains("Which offer", "f0.txt", "f3.txt");
        assertThat(fixture.say(
                        BOB + "/x",
                        "&gt; old words\nyes",
                        "<reply xmlns='urn:xmpp:reply:0' to='relay@upload.example.org/bot' id='"
                                + offers.get(0).attributeValue("id") + "'/>"))
                .contains("f0.txt");
        assertThat(fixture.say(BOB + "/x", "no", "<thread>" + offers.get(1).elementText("thread") + "</thread>"))
                .contains("f1.txt", "not sent");
        assertThat(fixture.say(
                        BOB + "/x", "yes " + OfferFixture.code(offers.get(2)).toLowerCase(Locale.ROOT)))
                .contains("f2.txt");
    }

    @Test
    void nobody_answers_for_somebody_else() throws InterruptedException {
        order(BOB + " " + CAROL, "");
        Element offer = fixture.offerTo(BOB);
        String code = OfferFixture.code(offer);
        for (String forger : List.of("eve@south.example/x", "bob@south.example.evil/x", "alice@example.org/desk")) {
            fixture.submit(forger, code, "accept");
            fixture.message("<message type='chat' from='" + forger + "' to='relay@upload.example.org'><body>yes " + code
                    + "</body><thread>" + offer.elementText("thread") + "</thread><reply xmlns='urn:xmpp:reply:0' id='"
                    + offer.attributeValue("id") + "'/></message>");
            fixture.bounce(forger, offer.attributeValue("id"), "cancel", "item-not-found");
        }
        // Carol has an offer herself: what she says must be about that alone
        fixture.message(
                "<message type='chat' from='" + CAROL + "/x' to='relay@upload.example.org'><body>no</body><thread>"
                        + offer.elementText("thread") + "</thread><reply xmlns='urn:xmpp:reply:0' id='"
                        + offer.attributeValue("id") + "'/></message>");
        fixture.run();
        assertThat(state(BOB)).isEqualTo(DeliveryState.PENDING);
        assertThat(state(CAROL)).isEqualTo(DeliveryState.DECLINED);
    }

    @Test
    void an_answer_after_the_end_changes_nothing() throws InterruptedException {
        order(BOB, "by: 2h");
        String code = OfferFixture.code(fixture.offerTo(BOB));
        fixture.pass(Duration.ofHours(3));
        assertThat(fixture.say(BOB + "/x", "yes " + code)).isNotEmpty();
        fixture.run();
        assertThat(state(BOB)).isIn(DeliveryState.PENDING, DeliveryState.NO_ANSWER);
        assertThat(fixture.to(BOB)).noneMatch(message -> message.asXML().contains("/p/"));
    }

    @Test
    void the_first_decision_wins_and_a_replay_sends_nothing_again() throws InterruptedException {
        order(BOB, "");
        String code = OfferFixture.code(fixture.offerTo(BOB));
        fixture.say(BOB + "/x", "no " + code);
        assertThat(fixture.say(BOB + "/x", "yes " + code)).contains("changes nothing");
        fixture.run();
        assertThat(state(BOB)).isEqualTo(DeliveryState.DECLINED);
    }

    @Test
    void strangers_without_an_offer_are_not_listened_to() throws InterruptedException {
        assertThat(fixture.say("eve@south.example/x", "yes")).isEqualTo("error");
        assertThat(fixture.say("eve@south.example/x", "yes ABC234")).isEqualTo("error");
        assertThat(fixture.open("eve@south.example/x", "offers").asXML()).contains("may not");
        assertThat(fixture.open("eve@south.example/x", "distribute").attributeValue("type"))
                .isEqualTo("auth");
        order(BOB, "");
        assertThat(fixture.say(BOB + "/x", "list"))
                .as("of offers alone")
                .contains("minutes.txt", "Offers that you may decide on")
                .doesNotContain("/f/");
        assertThat(fixture.say(BOB + "/x", "send " + file + " to " + CAROL)).contains("Offers that you may decide on");
        assertThat(fixture.to(CAROL)).isEmpty();
    }

    @Test
    void a_flood_of_a_stranger_is_passed_over() throws InterruptedException {
        order(BOB, "");
        int answers = 0;
        for (int i = 0; i < 200; i++) {
            answers += fixture.message("<message type='chat' from='" + BOB
                            + "/x' to='relay@upload.example.org'><body>hi " + i + "</body></message>")
                    .size();
        }
        assertThat(answers).isLessThanOrEqualTo(31);
        int forms = 0;
        for (int i = 0; i < 200; i++) {
            forms += fixture.submit("eve@south.example/x", "ABC" + i, "accept").size();
        }
        assertThat(forms).isLessThanOrEqualTo(60);
    }

    @ParameterizedTest
    @CsvSource({"cancel,service-unavailable", "auth,forbidden", "modify,jid-malformed"})
    void what_comes_back_for_good_is_unreachable(String type, String condition) throws InterruptedException {
        order(BOB, "");
        fixture.bounce(BOB, fixture.offerTo(BOB).attributeValue("id"), type, condition);
        assertThat(state(BOB)).isEqualTo(DeliveryState.UNREACHABLE);
        assertThat(offers().get(0).problem()).isEqualTo(condition);
    }

    /** What Prosody says, with that type, of a server that refuses its connection: one that starts anew, too. */
    @Test
    void neither_offers_nor_files_end_while_the_server_of_a_receiver_is_away() throws InterruptedException {
        order(BOB, "");
        String offer = fixture.offerTo(BOB).attributeValue("id");
        fixture.bounce(BOB, offer, "cancel", "remote-server-not-found");
        assertThat(state(BOB)).isEqualTo(DeliveryState.PENDING);
        fixture.pass(Duration.ofMinutes(1));
        fixture.run();
        assertThat(fixture.to(BOB)).hasSize(2);
        fixture.say(BOB + "/x", "yes");
        fixture.run();
        String file = lastTo(BOB).attributeValue("id");
        fixture.bounce(BOB, file, "cancel", "remote-server-not-found");
        assertThat(state(BOB)).isEqualTo(DeliveryState.SENT);
        int before = fixture.to(BOB).size();
        fixture.pass(Duration.ofMinutes(1));
        fixture.run();
        assertThat(fixture.to(BOB)).hasSize(before + 2);
        assertThat(lastTo(BOB).attributeValue("id")).isEqualTo(file);
    }

    @Test
    void what_comes_back_for_now_goes_again_with_the_same_id() throws InterruptedException {
        order(BOB, "");
        String id = fixture.offerTo(BOB).attributeValue("id");
        fixture.bounce(BOB, id, "wait", "resource-constraint");
        assertThat(state(BOB)).isEqualTo(DeliveryState.PENDING);
        int before = fixture.to(BOB).size();
        assertThat(fixture.round()).as("not at once").isEmpty();
        fixture.pass(Duration.ofMinutes(2));
        fixture.run();
        assertThat(fixture.to(BOB)).hasSize(before + 1);
        assertThat(lastTo(BOB).attributeValue("id")).isEqualTo(id);
    }

    @Test
    void the_file_that_comes_back_has_failed() throws InterruptedException {
        order(BOB, "");
        fixture.say(BOB + "/x", "yes");
        fixture.run();
        fixture.bounce(BOB, lastTo(BOB).attributeValue("id"), "cancel", "service-unavailable");
        assertThat(state(BOB)).isEqualTo(DeliveryState.FAILED);
    }

    /** RFC 6120 §8.3.3.13: the sender is told when he can be reached again, in each message of the report. */
    @ParameterizedTest
    @CsvSource({"wait,resource-constraint,''", "cancel,recipient-unavailable,''", "wait,remote-server-timeout,.page-1"})
    void a_report_that_comes_back_for_now_goes_again(String type, String condition, String page)
            throws InterruptedException {
        order(BOB, "");
        fixture.say(BOB + "/x", "no");
        fixture.run();
        String id = lastTo("alice@example.org").attributeValue("id");
        int before = fixture.to("alice@example.org").size();
        fixture.bounce("alice@example.org", id + page, type, condition);
        assertThat(fixture.round()).as("not at once").isEmpty();
        fixture.pass(Duration.ofMinutes(2));
        fixture.run();
        assertThat(fixture.to("alice@example.org")).hasSize(before + 1);
        assertThat(lastTo("alice@example.org").attributeValue("id")).isEqualTo(id);
        fixture.bounce("alice@example.org", id, "cancel", "service-unavailable");
        fixture.pass(Duration.ofHours(2));
        fixture.run();
        assertThat(fixture.to("alice@example.org")).as("for good").hasSize(before + 1);
    }

    /** A server that refuses at once does so before it answers the ping behind. */
    @Test
    void what_comes_back_before_the_ping_is_answered_goes_again_too() throws InterruptedException {
        Set<String> refused = new HashSet<>();
        fixture.clients.put("example.org", ping -> {
            fixture.sent.stream()
                    .filter(message -> message.attributeValue("to").startsWith("alice@example.org")
                            && message.element("x") != null
                            && refused.add(message.attributeValue("id")))
                    .toList()
                    .forEach(message -> fixture.bounce(
                            "alice@example.org", message.attributeValue("id"), "wait", "resource-constraint"));
            return OfferFixture.result(ping, "").getElement();
        });
        order(BOB, "");
        fixture.say(BOB + "/x", "no");
        fixture.run();
        assertThat(refused).hasSize(1);
        fixture.pass(Duration.ofMinutes(2));
        fixture.run();
        assertThat(fixture.to("alice@example.org").stream()
                        .filter(message -> refused.contains(message.attributeValue("id"))))
                .hasSize(2);
        assertThat(fixture.tables.outbox().size(fixture.domain).join()).isZero();
    }

    @Test
    void nothing_is_taken_back_that_was_put_off_and_never_said() throws InterruptedException {
        fixture.failing.put("south.example", "timeout");
        order(BOB, "");
        fixture.say(ALICE, "deliveries");
        assertThat(fixture.say(ALICE, "cancel 1")).contains("1 receivers");
        fixture.failing.clear();
        fixture.pass(Duration.ofMinutes(30));
        fixture.run();
        fixture.pass(Duration.ofMinutes(30));
        fixture.run();
        assertThat(fixture.to(BOB)).isEmpty();
        assertThat(fixture.tables.outbox().size(fixture.domain).join()).isZero();
    }

    private void restart() {
        fixture.close();
        fixture = new OfferFixture(directory, "upload.example.org");
    }

    /** RFC 6120 §8.3, XEP-0184 §5.3: what comes back late is about what was said under that id, whatever was said since. */
    @Test
    void what_comes_back_of_the_offer_says_nothing_of_the_file_after_a_restart_either() throws InterruptedException {
        order(BOB, "");
        String offer = fixture.offerTo(BOB).attributeValue("id");
        fixture.say(BOB + "/x", "yes");
        fixture.run();
        String link = lastTo(BOB).attributeValue("id");
        restart();
        fixture.message(receipt(offer));
        assertThat(state(BOB)).isEqualTo(DeliveryState.SENT);
        fixture.bounce(BOB, offer, "cancel", "service-unavailable");
        assertThat(state(BOB)).isEqualTo(DeliveryState.SENT);
        fixture.message(receipt(link));
        assertThat(state(BOB)).as("the file's").isEqualTo(DeliveryState.DELIVERED);
    }

    private static String receipt(String id) {
        return "<message from='" + BOB
                + "/x' to='relay@upload.example.org/bot'><received xmlns='urn:xmpp:receipts' id='" + id
                + "'/></message>";
    }

    /** The line before the file may be refused where the file is not: the file's own message says how it went. */
    @Test
    void the_line_before_a_file_that_comes_back_changes_nothing() throws InterruptedException {
        order(BOB, "");
        fixture.say(BOB + "/x", "yes");
        fixture.run();
        List<Element> all = fixture.to(BOB);
        String line = all.get(all.size() - 2).attributeValue("id");
        assertThat(line).startsWith(lastTo(BOB).attributeValue("id") + ".");
        fixture.bounce(BOB, line, "cancel", "service-unavailable");
        assertThat(state(BOB)).isEqualTo(DeliveryState.SENT);
        fixture.bounce(BOB, line, "wait", "resource-constraint");
        assertThat(fixture.tables.outbox().size(fixture.domain).join()).isZero();
        fixture.bounce(BOB, lastTo(BOB).attributeValue("id"), "cancel", "service-unavailable");
        assertThat(state(BOB)).isEqualTo(DeliveryState.FAILED);
    }

    @Test
    void what_was_not_confirmed_goes_again_with_the_same_id() throws InterruptedException {
        fixture.say(ALICE, "send " + file + " to " + BOB);
        fixture.pingIsAnswered = false;
        fixture.run();
        fixture.run();
        fixture.pass(OutboxPump.LEASE);
        fixture.run();
        fixture.pingIsAnswered = true;
        fixture.pass(OutboxPump.LEASE);
        fixture.run();
        Set<String> ids = fixture.to(BOB).stream()
                .map(message -> message.attributeValue("id"))
                .collect(Collectors.toSet());
        assertThat(fixture.to(BOB)).hasSizeGreaterThan(1);
        assertThat(ids).as("receivers drop repeats").hasSize(1);
        int before = fixture.to(BOB).size();
        fixture.pass(Duration.ofMinutes(10));
        fixture.run();
        assertThat(fixture.to(BOB)).as("confirmed").hasSize(before);
    }

    @Test
    void a_ping_that_another_connection_answers_confirms_nothing() throws InterruptedException {
        fixture.say(ALICE, "send " + file + " to " + BOB);
        fixture.reconnecting = true;
        fixture.run();
        assertThat(fixture.to(BOB)).isNotEmpty();
        assertThat(offers().get(0).times().offered()).isNull();
    }

    @Test
    void nothing_is_taken_without_a_stream() throws InterruptedException {
        fixture.say(ALICE, "send " + file + " to " + BOB);
        fixture.stream = -1;
        fixture.run();
        assertThat(fixture.tables.outbox().size(fixture.domain).join()).isEqualTo(1);
        fixture.stream = 2;
        fixture.run();
        assertThat(fixture.to(BOB)).hasSize(1);
    }

    @Test
    void offers_leave_at_a_rate_and_answers_do_not_wait_for_them() throws InterruptedException {
        fixture.close();
        fixture = new OfferFixture(directory, "slow.example.org", 2);
        file = fixture.files.add(fixture.owner("alice@example.org"), "minutes.txt", "text/plain");
        String receivers =
                IntStream.range(0, 40).mapToObj(i -> "r" + i + "@south.example").collect(Collectors.joining(" "));
        fixture.say(ALICE, "send " + file + " to " + receivers);
        int rounds = 0;
        while (sentOffers() < 20 && rounds++ < 200) {
            fixture.round();
            fixture.pass(Duration.ofMillis(250));
        }
        assertThat(rounds).as("40 in 20 s, 4 rounds a second").isGreaterThan(30);
        String first = fixture.sent.stream()
                .filter(stanza -> OfferFixture.form(stanza) != null)
                .findFirst()
                .orElseThrow()
                .attributeValue("to");
        fixture.say(first + "/x", "yes");
        assertThat(fixture.round()).anyMatch(stanza -> stanza.asXML().contains("/p/"));
    }

    private long sentOffers() {
        return fixture.sent.stream()
                .filter(stanza -> OfferFixture.form(stanza) != null)
                .count();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.txt\nyes ABC: https://evil.example/",
                "\u202Egpj.exe",
                "x”\u2028“bob@example.org would like to send you a file",
                "a\u0000\u001B[31m\u0085b",
                "</body><body>fooled</body>",
                "&lt;script&gt;\"'>",
                "\u2066\u2069\uFEFF\u200B\u180E",
                "\uD83D\uDCF1\uD83D\uDCF1 and more",
                "a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301"
            })
    void names_and_notes_cannot_be_read_as_another_line_or_turn_it(String evil) throws InterruptedException {
        SlotId bad = fixture.files.add(fixture.owner("alice@example.org"), evil, "text/plain");
        fixture.distributor
                .start(new Order(fixture.owner("alice@example.org"), bad, List.of(BOB), evil, null, true, "en"))
                .join();
        fixture.run();
        Element offer = fixture.offerTo(BOB);
        assertThat(offer.elements("body")).hasSize(1);
        String body = offer.elementText("body");
        assertThat(body.lines().filter(line -> !line.isBlank()).count()).isBetween(4L, 5L);
        assertThat(body.lines().skip(body.lines().count() - 3).findFirst().orElseThrow())
                .startsWith("Type “yes ");
        assertThat(body.codePoints()
                        .filter(c -> Character.getType(c) == Character.FORMAT)
                        .count())
                .isZero();
        assertThat(body).doesNotContain("\u0000", "\u2028", "\u0085", "\u001B", "\u0301\u0301\u0301\u0301");
        assertThat(body.lines()
                        .findFirst()
                        .orElseThrow()
                        .chars()
                        .filter(c -> c == '”')
                        .count())
                .as("only our own quotation marks end a name")
                .isEqualTo(1);
        assertThat(offer.asXML().getBytes(StandardCharsets.UTF_8).length).isLessThan(64 * 1024);
    }

    @Test
    void it_is_offered_in_the_language_that_the_receiver_wrote_in_last() throws InterruptedException {
        fixture.message("<message type='chat' xml:lang='de' from='" + BOB
                + "/x' to='relay@upload.example.org'><body>hallo</body></message>");
        order(BOB + " " + CAROL, "");
        assertThat(fixture.offerTo(BOB).elementText("body")).contains("möchte Ihnen", "ja ");
        assertThat(fixture.offerTo(CAROL).elementText("body")).contains("would like", "yes ");
    }

    @Test
    void a_domain_that_is_not_there_makes_its_users_unreachable_within_hours() throws InterruptedException {
        fixture.failing.put("gone.example", "remote-server-not-found");
        order("x@gone.example", "");
        assertThat(state("x@gone.example"))
                .as("a server that starts anew is not there, either")
                .isEqualTo(DeliveryState.PENDING);
        for (int i = 0; i < 7; i++) {
            fixture.pass(Duration.ofHours(1));
            fixture.run();
        }
        assertThat(state("x@gone.example")).isEqualTo(DeliveryState.UNREACHABLE);
        assertThat(offers().get(0).problem()).isEqualTo("remote-server-not-found");
        assertThat(fixture.to("x@gone.example")).isEmpty();
    }

    @Test
    void a_domain_that_is_silent_is_asked_again_later() throws InterruptedException {
        fixture.failing.put("south.example", "timeout");
        order(BOB, "");
        assertThat(state(BOB)).isEqualTo(DeliveryState.PENDING);
        fixture.failing.clear();
        fixture.pass(Duration.ofMinutes(30));
        fixture.run();
        assertThat(fixture.offerTo(BOB)).isNotNull();
    }

    @Test
    void the_sender_is_told_at_the_end_in_text_and_table() throws InterruptedException {
        order(BOB + " " + CAROL, "");
        fixture.say(BOB + "/x", "no");
        fixture.say(CAROL + "/x", "no");
        fixture.run();
        Element report = lastTo("alice@example.org");
        assertThat(report.elementText("body")).contains("minutes.txt", "declined: 2", BOB + ": declined", "/r/");
        Element table = report.element("x");
        assertThat(table.attributeValue("type")).isEqualTo("result");
        assertThat(table.elements("item")).hasSize(2);
        assertThat(table.elements("field")).as("XEP-0004 §3.4").isEmpty();
    }

    @Test
    void t_g12_reports_on_thousands_stay_below_64_kib_and_name_everybody_once() throws InterruptedException {
        fixture.limits = new DeliveryLimits(
                new DeliveryLimits.Sending(
                        new DeliveryLimits.Share(5_000, 5_000),
                        Accounts.NONE,
                        new DeliveryLimits.Share(5_000, 5_000),
                        false),
                fixture.limits.asking(),
                fixture.limits.keeping(),
                0);
        List<String> receivers = IntStream.range(0, 1_500)
                .mapToObj(i -> "ü".repeat(90) + i + "@a-long-domain-for-tests.example")
                .toList();
        fixture.distributor
                .start(new Order(fixture.owner("alice@example.org"), file, receivers, "", null, true, "en"))
                .join();
        fixture.run();
        for (String receiver : receivers) {
            fixture.bounce(receiver, fixture.offerTo(receiver).attributeValue("id"), "cancel", "item-not-found");
        }
        fixture.run();
        Set<String> named = new HashSet<>();
        Map<String, Long> ids = fixture.to("alice@example.org").stream()
                .collect(Collectors.groupingBy(message -> message.attributeValue("id"), Collectors.counting()));
        for (Element report : fixture.to("alice@example.org")) {
            assertThat(report.asXML().getBytes(StandardCharsets.UTF_8).length).isLessThan(64 * 1024);
            assertThat(report.elementText("thread")).as("in each page").startsWith("de-");
            Element table = report.element("x");
            if (table != null) {
                table.elements("item")
                        .forEach(item -> named.add(item.element("field").elementText("value")));
            }
        }
        assertThat(named).hasSize(1_500);
        assertThat(ids.size()).isGreaterThan(5);
    }

    @Test
    void withdrawn_offers_are_taken_back_and_unknown_ones_are_not_there() throws InterruptedException {
        order(BOB, "");
        assertThat(fixture.say(ALICE, "deliveries")).contains("1. minutes.txt");
        assertThat(fixture.say(
                        "dora@example.org/x", "delivery " + offers().get(0).delivery()))
                .contains("no such delivery");
        assertThat(fixture.say(ALICE, "cancel 1")).contains("1 receivers");
        fixture.run();
        assertThat(lastTo(BOB).elementText("body")).contains("took this back");
        assertThat(fixture.say(BOB + "/x", "yes " + OfferFixture.code(fixture.offerTo(BOB))))
                .contains("changes nothing");
        assertThat(state(BOB)).isEqualTo(DeliveryState.WITHDRAWN);
    }

    @Test
    void a_fault_in_one_round_ends_no_other_one() throws InterruptedException {
        fixture.clients.put("example.org", ping -> {
            throw new IllegalStateException("a fault");
        });
        order(BOB, "");
        assertThat(offers().get(0).times().offered()).isNull();
        fixture.clients.clear();
        fixture.pass(Duration.ofMinutes(1));
        fixture.run();
        assertThat(offers().get(0).times().offered()).isNotNull();
    }

    @Test
    void pauses_between_attempts_grow_up_to_an_hour() {
        assertThat(Retries.after(1)).isEqualTo(Duration.ofSeconds(15));
        assertThat(Retries.after(3)).isEqualTo(Duration.ofMinutes(1));
        assertThat(Retries.after(40)).isEqualTo(Duration.ofHours(1));
    }
}
