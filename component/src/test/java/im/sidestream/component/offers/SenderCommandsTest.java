package im.sidestream.component.offers;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.slot.SlotId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dom4j.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders, lists and decisions by command (XEP-0050) and by words: protocol.md §4(b) steps 2 and 3. */
class SenderCommandsTest {

    private static final String ALICE = "alice@example.org/desk";
    private static final String BOB = "bob@south.example";

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

    private static String note(Element command) {
        return String.valueOf(command.elementText("note"));
    }

    @Test
    void a_form_orders() throws InterruptedException {
        Element form = fixture.open(ALICE, "distribute");
        Element done = fixture.go(
                ALICE,
                form,
                "file",
                file.value(),
                "recipients",
                BOB,
                "recipients",
                "carol@south.example",
                "recipients",
                "alice@example.org",
                "recipients",
                "nonsense",
                "note",
                "Please",
                "answer-by",
                "2d");
        assertThat(done.attributeValue("status")).isEqualTo("completed");
        assertThat(note(done)).contains("2 receivers", "minutes.txt", "2026-09-01", "nonsense", "/r/");
        fixture.run();
        assertThat(fixture.offerTo(BOB).elementText("body")).contains("Please");
        assertThat(fixture.to("nonsense")).isEmpty();
    }

    /** protocol.md §4(b), 8: by its thread a report is known to be on the delivery that the answer to the order named. */
    @Test
    void the_answer_to_an_order_says_what_the_delivery_is_called_and_reports_name_it() throws InterruptedException {
        Element done = fixture.go(ALICE, fixture.open(ALICE, "distribute"), "file", file.value(), "recipients", BOB);
        Element result = done.element("x");
        assertThat(result.attributeValue("type")).isEqualTo("result");
        assertThat(value(result, "FORM_TYPE")).isEqualTo("sidestream:transfer:0#distribute");
        assertThat(value(result, "asked")).isEqualTo("1");
        String delivery = value(result, "delivery");
        assertThat(value(result, "report")).isEqualTo("https://upload.example.org/r/" + delivery);
        assertThat(note(done)).as("for people").contains("1 receivers", "minutes.txt");
        fixture.run();
        fixture.say(BOB + "/x", "no");
        fixture.say(ALICE, "send " + file + " to carol@south.example");
        fixture.run();
        fixture.say("carol@south.example/x", "no");
        fixture.run();
        List<String> threads = fixture.to("alice@example.org").stream()
                .filter(message -> message.element("x") != null)
                .map(message -> message.elementText("thread"))
                .toList();
        assertThat(threads).hasSize(2).doesNotHaveDuplicates().contains("de-" + delivery);
    }

    private static String value(Element form, String name) {
        return form.elements("field").stream()
                .filter(field -> name.equals(field.attributeValue("var")))
                .findFirst()
                .orElseThrow()
                .elementText("value");
    }

    @Test
    void a_file_of_another_one_is_not_there() {
        SlotId other = fixture.files.add(fixture.owner("bob@example.org"), "secret.txt", "text/plain");
        assertThat(fixture.say(ALICE, "send " + other + " to " + BOB)).contains("no such file");
        assertThat(fixture.say(ALICE, "send " + file + " to ")).contains("nobody to ask");
        assertThat(fixture.say(ALICE, "send nothing to " + BOB)).contains("Which file");
    }

    @Test
    void receivers_come_from_lists_that_are_filled_in_pages_and_lent() throws InterruptedException {
        assertThat(fixture.say(ALICE, "lists create team")).contains("team");
        for (int page = 0; page < 3; page++) {
            int first = page * 400;
            Element form = fixture.open(ALICE, "lists");
            String[] fields = new String[4 + 800];
            fields[0] = "action";
            fields[1] = "add";
            fields[2] = "list";
            fields[3] = "team";
            for (int i = 0; i < 400; i++) {
                fields[4 + 2 * i] = "members";
                fields[5 + 2 * i] = "m" + (first + i) + "@south.example";
            }
            assertThat(note(fixture.go(ALICE, form, fields))).isEqualTo("Added to team: 400");
        }
        assertThat(fixture.say(ALICE, "lists")).contains("team", "1,200");
        assertThat(fixture.say("dora@example.org/x", "lists show alice@example.org/team"))
                .doesNotContain("m0@");
        fixture.say(ALICE, "lists share team with dora@example.org");
        assertThat(fixture.say("dora@example.org/x", "lists")).contains("alice@example.org/team");
        assertThat(fixture.say("dora@example.org/x", "lists show alice@example.org/team"))
                .contains("m0@south.example");
        assertThat(fixture.say("dora@example.org/x", "lists add alice@example.org/team eve@south.example"))
                .as("lent is not given")
                .doesNotContain("1,201");
        assertThat(fixture.say(ALICE, "send " + file + " to list:team"))
                .as("more than an account may have")
                .contains("at most 50");
        Element shown = fixture.go(ALICE, fixture.open(ALICE, "lists"), "action", "show", "list", "team");
        assertThat(shown.attributeValue("status")).isEqualTo("executing");
        assertThat(shown.asXML().getBytes(StandardCharsets.UTF_8).length).isLessThan(64 * 1024);
        fixture.say(ALICE, "lists create few");
        fixture.say(ALICE, "lists add few bob@south.example carol@south.example");
        assertThat(fixture.say(ALICE, "send " + file + " to list:few dave@south.example"))
                .contains("3 receivers");
    }

    @Test
    void a_list_is_read_on_with_more_and_changed_by_words() {
        fixture.say(ALICE, "lists create team");
        String members = IntStream.range(100, 180)
                .mapToObj(i -> "m" + i + "@south.example")
                .collect(Collectors.joining(" "));
        assertThat(fixture.say(ALICE, "lists add team " + members)).isEqualTo("Added to team: 80");
        assertThat(fixture.say(ALICE, "lists add team " + BOB + " m100@south.example"))
                .isEqualTo("Added to team: 1");
        assertThat(fixture.say(ALICE, "lists remove team " + BOB + " nobody@south.example"))
                .isEqualTo("Taken out of team: 1");
        String first = fixture.say(ALICE, "lists show team");
        String second = fixture.say(ALICE, "more");
        assertThat((first + "\n" + second).lines().filter(line -> line.contains("@")))
                .hasSize(80)
                .doesNotHaveDuplicates();
        assertThat(first).contains("more");
        assertThat(second).doesNotContain("more");
    }

    @Test
    void what_is_lent_is_taken_back_and_deleted_by_words() {
        fixture.say(ALICE, "lists create team");
        fixture.say(ALICE, "lists add team " + BOB);
        fixture.say(ALICE, "lists share team with dora@example.org");
        assertThat(fixture.say("dora@example.org/x", "lists show alice@example.org/team"))
                .contains(BOB);
        fixture.say(ALICE, "lists unshare team dora@example.org");
        assertThat(fixture.say("dora@example.org/x", "lists show alice@example.org/team"))
                .doesNotContain(BOB);
        fixture.say(ALICE, "lists delete team");
        assertThat(fixture.say(ALICE, "lists show team")).doesNotContain(BOB);
        assertThat(fixture.say(ALICE, "lists")).doesNotContain("team");
    }

    private String list(String by, String action, String... fields) {
        String[] all = new String[fields.length + 4];
        System.arraycopy(new String[] {"action", action, "list", "team"}, 0, all, 0, 4);
        System.arraycopy(fields, 0, all, 4, fields.length);
        return note(fixture.go(by, fixture.open(by, "lists"), all));
    }

    @Test
    void a_list_is_changed_lent_taken_back_and_deleted_by_form() {
        String carol = "carol@south.example";
        assertThat(list(ALICE, "create")).isEqualTo("There is a list team now.");
        assertThat(list(ALICE, "add", "members", BOB, "members", carol)).isEqualTo("Added to team: 2");
        assertThat(list(ALICE, "remove", "members", BOB, "members", "nobody@south.example", "members", "nonsense"))
                .startsWith("Taken out of team: 1")
                .contains("Not an account that can be asked: nonsense");
        assertThat(fixture.say(ALICE, "lists show team")).contains(carol).doesNotContain(BOB);

        String dora = "dora@example.org";
        assertThat(list(ALICE, "share", "with", dora)).isEqualTo("team is lent to " + dora + ".");
        assertThat(fixture.say(dora + "/x", "lists")).contains("alice@example.org/team");
        assertThat(list(ALICE, "unshare", "with", "nonsense")).contains("Give an account");
        assertThat(list(ALICE, "unshare", "with", dora)).isEqualTo("team is no longer lent to " + dora + ".");
        assertThat(fixture.say(dora + "/x", "lists")).doesNotContain("team");

        assertThat(list(dora + "/x", "delete")).as("another one's").isEqualTo("You have no list team.");
        assertThat(list(ALICE, "delete")).isEqualTo("Deleted: team");
        assertThat(list(ALICE, "delete")).isEqualTo("You have no list team.");
        assertThat(fixture.say(ALICE, "lists")).doesNotContain("team");
    }

    /** RFC 7622 §3.3: accounts whose names have other letters send, are asked, answer and stand in reports like all others. */
    @Test
    void accounts_in_other_letters_send_and_answer() throws InterruptedException {
        String alisa = "алиса@example.org";
        String boris = "борис@south.example";
        SlotId letter = fixture.files.add(fixture.owner(alisa), "письмо.txt", "text/plain");
        assertThat(fixture.say(alisa + "/desk", "send " + letter + " to Борис@South.example " + boris))
                .contains("1 receivers")
                .doesNotContain("Not an account");
        fixture.run();
        Element offer = fixture.offerTo(boris);
        assertThat(offer.elementText("body")).contains(alisa + " would like to send you a file: “письмо.txt”");
        assertThat(fixture.say(boris + "/x", "yes " + OfferFixture.code(offer))).contains("“письмо.txt”", "on its way");
        fixture.run();
        assertThat(fixture.to(boris)).anyMatch(message -> message.asXML().contains("/p/"));
        assertThat(fixture.to(alisa))
                .filteredOn(message -> message.element("x") != null)
                .anyMatch(message -> message.element("x").asXML().contains(boris)
                        && message.elementText("body").contains("письмо.txt"));
        assertThat(fixture.say(alisa + "/desk", "deliveries")).contains("письмо.txt");
        assertThat(fixture.say(alisa + "/desk", "delivery 1")).contains(boris + ": sent");
    }

    /** Whoever looks like another one is another one: to decisions, files and blocks. */
    @Test
    void an_account_that_only_looks_like_another_one_is_nobody_else() throws InterruptedException {
        String lookAlike = "\u0430lice@example.org";
        assertThat(fixture.say(lookAlike + "/x", "send " + file + " to " + BOB)).contains("no such file");
        SlotId own = fixture.files.add(fixture.owner(lookAlike), "minutes.txt", "text/plain");
        fixture.say(lookAlike + "/x", "send " + own + " to " + BOB);
        fixture.run();
        Element offer = fixture.offerTo(BOB);
        assertThat(offer.elementText("body")).startsWith(lookAlike + " would like");
        String code = OfferFixture.code(offer);
        assertThat(fixture.say("b\u043Eb@south.example/x", "yes " + code)).isEqualTo("error");
        assertThat(fixture.say(BOB + "/x", "block " + code)).contains(lookAlike);
        assertThat(fixture.say(ALICE, "send " + file + " to " + BOB)).contains("1 receivers");
        assertThat(fixture.say(lookAlike + "/x", "send " + own + " to " + BOB))
                .contains("Takes no further offers now: " + BOB);
    }

    @Test
    void receivers_come_from_a_text_file_of_the_sender() {
        SlotId list = fixture.files.add(fixture.owner("alice@example.org"), "list.txt", "text/plain");
        fixture.texts.put(
                list.value(),
                "# team\n"
                        + IntStream.range(0, 30)
                                .mapToObj(i -> "r" + i + "@south.example")
                                .collect(Collectors.joining("\r\n")));
        assertThat(fixture.say(ALICE, "send " + file + " to file:" + list)).contains("30 receivers");
        assertThat(fixture.say(ALICE, "send " + file + " to file:" + file)).contains("no such file");
    }

    @Test
    void a_room_that_does_not_tell_its_members_is_an_error() {
        assertThat(fixture.say(ALICE, "send " + file + " to room:lab@rooms.example"))
                .contains("does not tell its members");
    }

    /** XEP-0045 §9.5: affiliations, each list by itself; and only for who is in one of them. */
    @Test
    void members_of_a_room_are_asked_for_one_of_them_alone() throws InterruptedException {
        AtomicReference<String> third = new AtomicReference<>("dora@example.org");
        fixture.clients.put("lab@rooms.example", request -> {
            boolean asked = request.asXML().contains("affiliation=\"member\"");
            String items = asked
                    ? "<item affiliation='member' jid='bob@south.example'/><item affiliation='member' jid='"
                            + third.get() + "'/>"
                    : "";
            return OfferFixture.result(
                            request, "<query xmlns='http://jabber.org/protocol/muc#admin'>" + items + "</query>")
                    .getElement();
        });
        assertThat(fixture.say(ALICE, "send " + file + " to room:lab@rooms.example"))
                .contains("not known as a member");
        assertThat(fixture.to(BOB)).isEmpty();
        third.set("alice@example.org");
        assertThat(fixture.say(ALICE, "send " + file + " to room:lab@rooms.example"))
                .contains("1 receivers");
        fixture.run();
        assertThat(fixture.offerTo(BOB)).isNotNull();
    }

    /** Whoever orders shall not have us ask anybody anywhere thousands of times. */
    @Test
    void an_order_names_few_rooms() {
        assertThat(fixture.say(
                        ALICE, "send " + file + " to room:lab@rooms.example" + " Room:x@victim.example".repeat(5)))
                .contains("At most 5 rooms");
        assertThat(fixture.asked).noneMatch(iq -> iq.asXML().contains("muc#admin"));
    }

    @Test
    void deliveries_are_seen_and_withdrawn_by_command() throws InterruptedException {
        fixture.say(ALICE, "send " + file + " to " + BOB + " carol@south.example");
        fixture.run();
        Element choice = fixture.open(ALICE, "deliveries");
        String id = choice.element("x").elements("field").stream()
                .filter(field -> "delivery".equals(field.attributeValue("var")))
                .findFirst()
                .orElseThrow()
                .element("option")
                .elementText("value");
        Element shown = fixture.go(ALICE, choice, "delivery", id, "action", "show");
        assertThat(note(shown)).contains("no answer yet: 2", BOB);
        assertThat(shown.element("x").elements("item")).hasSize(2);
        Element gone = fixture.go(
                ALICE, fixture.open(ALICE, "deliveries"), "delivery", id, "action", "withdraw", "receiver", BOB);
        assertThat(note(gone)).contains("1 receivers");
        assertThat(fixture.say("dora@example.org/x", "cancel " + id)).contains("no such delivery");
    }

    @Test
    void receivers_decide_by_command_strangers_too_and_for_good() throws InterruptedException {
        fixture.say(ALICE, "send " + file + " to " + BOB);
        fixture.run();
        Element form = fixture.open(BOB + "/x", "offers");
        String code = OfferFixture.code(fixture.offerTo(BOB));
        assertThat(form.asXML()).contains("minutes.txt", code).doesNotContain("/f/", "/p/");
        Element done = fixture.go(
                BOB + "/x",
                form,
                "offer",
                code,
                "decision",
                "accept",
                "ruling",
                "allow",
                "sender",
                "alice@example.org");
        assertThat(note(done)).contains("on its way", "without asking");
        fixture.run();
        SlotId second = fixture.files.add(fixture.owner("alice@example.org"), "second.txt", "text/plain");
        fixture.say(ALICE, "send " + second + " to " + BOB);
        fixture.run();
        List<Element> got = fixture.to(BOB);
        assertThat(got.get(got.size() - 1).elementText("body"))
                .as("not asked again")
                .contains("/p/", "second.txt");
    }

    /** protocol.md §4(b) step 3: what somebody decided for good is his to take back, wherever his account is. */
    @Test
    void a_stranger_takes_a_block_back_by_words_and_by_command() throws InterruptedException {
        fixture.say(ALICE, "send " + file + " to " + BOB);
        fixture.run();
        fixture.submit(BOB + "/x", OfferFixture.code(fixture.offerTo(BOB)), "block");
        assertThat(fixture.say(BOB + "/x", "lists")).as("that is for users").isEqualTo("error");
        assertThat(fixture.say(BOB + "/x", "offers")).contains("Never: alice@example.org");
        assertThat(note(fixture.go(
                        BOB + "/x",
                        fixture.open(BOB + "/x", "offers"),
                        "offer",
                        "none",
                        "ruling",
                        "allow",
                        "sender",
                        "alice@example.org")))
                .contains("without asking");
        assertThat(fixture.say(BOB + "/x", "forget alice@example.org")).contains("alice@example.org");

        assertThat(fixture.say(BOB + "/x", "offers")).as("nothing to take back").isEqualTo("error");
        assertThat(fixture.say(BOB + "/x", "block alice@example.org")).isEqualTo("error");
        assertThat(fixture.open(BOB + "/x", "offers").element("x")).isNull();
        fixture.say(ALICE, "send " + file + " to " + BOB);
        fixture.run();
        assertThat(fixture.say(BOB + "/x", "block all")).as("with an offer").doesNotContain("error");
        assertThat(fixture.say(BOB + "/x", "offers")).contains("Never: ");
    }

    /** XEP-0203: what was typed without a connection says when; it counts for the offer that it names, and for no other. */
    @ParameterizedTest
    @ValueSource(strings = {BOB, "bob@example.org"})
    void a_yes_that_was_kept_for_later_counts_for_the_offer_that_it_names(String receiver) throws InterruptedException {
        String delay = "<delay xmlns='urn:xmpp:delay' stamp='2026-08-30T08:59:00Z'/>";
        fixture.say(ALICE, "send " + file + " to " + receiver);
        fixture.run();
        String code = OfferFixture.code(fixture.offerTo(receiver));

        assertThat(fixture.say(receiver + "/x", "yes", delay)).contains(code).doesNotContain("on its way");
        assertThat(fixture.say(receiver + "/x", "yes " + code, delay)).contains("on its way");
        assertThat(fixture.message("<message type='chat' from='" + receiver
                        + "/x' to='relay@upload.example.org'><body>offers</body>" + delay + "</message>"))
                .isEmpty();
    }

    @Test
    void who_blocks_a_sender_is_not_disturbed_and_the_sender_does_not_learn_why() throws InterruptedException {
        assertThat(fixture.say("bob@example.org/x", "block alice@example.org")).contains("not asked for alice");
        assertThat(fixture.say(ALICE, "send " + file + " to bob@example.org carol@south.example"))
                .contains("1 receivers", "Takes no further offers now: bob@example.org")
                .doesNotContain("block");
        fixture.run();
        assertThat(fixture.to("bob@example.org")).noneMatch(message -> OfferFixture.form(message) != null);
        assertThat(fixture.say("bob@example.org/x", "offers")).contains("Never: alice@example.org");
        fixture.say("bob@example.org/x", "forget alice@example.org");
        fixture.say(ALICE, "send " + file + " to bob@example.org");
        fixture.run();
        assertThat(fixture.offerTo("bob@example.org")).isNotNull();
    }

    @Test
    void yes_still_confirms_what_the_bot_asked_before() {
        assertThat(fixture.say(ALICE, "yes")).contains("nothing to say yes to");
        assertThat(fixture.say(ALICE, "help")).contains("delete 3", "One file to many");
    }
}
