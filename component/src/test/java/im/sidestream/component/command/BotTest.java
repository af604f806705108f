package im.sidestream.component.command;

import static im.sidestream.component.command.CommandFixture.ADMIN;
import static im.sidestream.component.command.CommandFixture.ALICE;
import static im.sidestream.component.command.CommandFixture.BOT;
import static im.sidestream.component.command.CommandFixture.DOMAIN;
import static im.sidestream.component.command.CommandFixture.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.slot.OwnUpload;
import im.sidestream.slot.SlotId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dom4j.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Typed text to the bot: T-G6, T-G9, T-G10, K-04, K-22, K-56, K-62, K-63, XEP-0184. */
class BotTest {

    private static final String OWNER = "alice@example.org";

    private final CommandFixture fixture = new CommandFixture();

    private void add(int files) {
        for (int i = 1; i <= files; i++) {
            fixture.uploads.add(OWNER, "file" + i + ".png", 1536);
        }
    }

    private List<Element> chat(String attributes, String content) {
        return fixture.message(
                "<message from='" + ALICE + "' to='" + BOT + "' id='m1' " + attributes + ">" + content + "</message>");
    }

    @Test
    void a_list_is_numbered_newest_first_and_goes_on() {
        add(23);
        String first = fixture.say(ALICE, "list");
        assertThat(first.lines().findFirst())
                .hasValue("1. file23.png (1.5 KiB), 2026-08-29 12:00 UTC, message, kept until: never, downloads: 3");
        assertThat(first)
                .contains("10. file14.png", "https://up.example.org/f/", "“more”")
                .doesNotContain("file13.png");
        assertThat(fixture.say(ALICE, "More")).contains("11. file13.png", "20. file4.png", "“more”");
        assertThat(fixture.say(ALICE, "list 3"))
                .contains("21. file3.png", "23. file1.png")
                .doesNotContain("“more”");
        assertThat(fixture.say(ALICE, "more")).isEqualTo("The list ends before.");
        assertThat(fixture.say(ALICE, "list 4")).isEqualTo("The list ends before.");
        assertThat(fixture.say(ALICE, "list 0")).contains("number of a page");
        assertThat(fixture.say("bob@example.org/x", "list")).isEqualTo("There is nothing.");
    }

    @Test
    void a_page_without_files_is_not_the_end_of_a_list() {
        add(2);
        fixture.uploads.over = 3;
        assertThat(fixture.say(ALICE, "list")).contains("1. file2.png", "2. file1.png");
        fixture.uploads.over = 15;
        assertThat(fixture.say(ALICE, "list"))
                .startsWith("Nothing was found so far")
                .contains("“more”");
        assertThat(fixture.say(ALICE, "more")).contains("1. file2.png", "2. file1.png");
    }

    @Test
    void an_address_means_an_account_in_any_case_of_letters_and_never_a_device() {
        add(1);
        assertThat(fixture.say(ADMIN, "admin search owner:Alice@Example.org")).contains("1. file1.png");
        for (String line : List.of("search owner:alice@example.org/x", "audit a@b/x", "purge alice@example.org/desk")) {
            assertThat(fixture.say(ADMIN, "admin " + line))
                    .isEqualTo("Give an account as user@example.org, without a resource.");
        }
        fixture.say(ADMIN, "admin purge ALICE@example.org");
        assertThat(fixture.say(ADMIN, "yes")).isEqualTo("Files deleted: 1, of alice@example.org");
    }

    @Test
    void pages_far_behind_are_found() {
        add(1_203);
        assertThat(fixture.say(ALICE, "list 121")).contains("1201. file3.png", "1203. file1.png");
    }

    @Test
    void numbers_mean_the_list_that_was_shown_last_to_that_user() {
        add(12);
        SlotId third = fixture.uploads.files.get(2).upload().id();
        fixture.say(ALICE, "list");
        fixture.uploads.add(OWNER, "newer.png", 1);
        assertThat(fixture.say(ALICE, "delete 3")).isEqualTo("Deleted: file10.png");
        assertThat(fixture.uploads.has(third)).isFalse();
        assertThat(fixture.say(ALICE, "delete 11")).as("on the second page").contains("Which file?");
        assertThat(fixture.say("bob@example.org/x", "delete 1"))
                .as("shown to alice")
                .contains("Which file?");
        fixture.now = fixture.now.plus(Memories.LIFETIME);
        assertThat(fixture.say(ALICE, "delete 1")).as("forgotten").contains("Which file?");
    }

    @Test
    void a_file_is_named_by_link_or_id_too_and_nobody_touches_that_of_another() {
        add(3);
        List<OwnUpload> files = List.copyOf(fixture.uploads.files);
        assertThat(fixture.say("bob@example.org/x", "delete " + files.get(0).link()))
                .isEqualTo("There is no such file.");
        assertThat(fixture.say(ALICE, "delete " + files.get(0).link())).isEqualTo("Deleted: file3.png");
        assertThat(fixture.say(ALICE, "DELETE " + files.get(1).upload().id())).isEqualTo("Deleted: file2.png");
        assertThat(fixture.say(ALICE, "delete https://up.example.org/%zz")).contains("Which file?");
        assertThat(fixture.uploads.files).hasSize(1);
    }

    @Test
    void what_cannot_be_undone_waits_for_a_second_line() {
        add(2);
        assertThat(fixture.say(ALICE, "delete all")).contains("deletes all your files", "“yes”");
        assertThat(fixture.say(ALICE, "usage")).contains("in 2 files");
        assertThat(fixture.say(ALICE, "yes")).as("another line came between").contains("nothing to say yes to");
        fixture.say(ALICE, "delete all");
        assertThat(fixture.say("bob@example.org/x", "yes")).contains("nothing to say yes to");
        assertThat(fixture.uploads.files).hasSize(2);
        assertThat(fixture.say(ALICE, "Yes")).isEqualTo("Files deleted: 2");
        assertThat(fixture.uploads.files).isEmpty();
        assertThat(fixture.say(ALICE, "erase")).contains("“yes”");
        assertThat(fixture.uploads.erased).isEmpty();
        fixture.say(ALICE, "yes");
        assertThat(fixture.uploads.erased).containsExactly(OWNER);
    }

    @Test
    void a_question_is_forgotten_in_time() {
        add(1);
        fixture.say(ALICE, "delete all");
        fixture.now = fixture.now.plus(Memories.LIFETIME);
        assertThat(fixture.say(ALICE, "yes")).contains("nothing to say yes to");
    }

    @Test
    void files_are_kept_withdrawn_and_restored() {
        add(1);
        SlotId id = fixture.uploads.files.get(0).upload().id();
        fixture.say(ALICE, "list");
        assertThat(fixture.say(ALICE, "keep 1 30d")).isEqualTo("file1.png is kept until 2026-09-29 09:00 UTC.");
        assertThat(fixture.uploads.get(id).expires()).isEqualTo(Instant.parse("2026-09-29T09:00:00Z"));
        assertThat(fixture.say(ALICE, "keep 1 3y")).isEqualTo("That is too long.");
        assertThat(fixture.say(ALICE, "keep 1 99999y")).isEqualTo("That is too long.");
        assertThat(fixture.say(ALICE, "keep 1 soon")).contains("keep 1 30d");
        fixture.say(ALICE, "withdraw 1");
        assertThat(fixture.uploads.get(id).withdrawn()).isTrue();
        assertThat(fixture.say(ALICE, "list")).contains("withdrawn");
        assertThat(fixture.say(ALICE, "restore 1")).contains("https://up.example.org/f/");
        assertThat(fixture.uploads.get(id).withdrawn()).isFalse();
        assertThat(fixture.say(ALICE, "export")).contains("https://up.example.org/f/export/data.json");
    }

    @Test
    void whatever_else_is_typed_gets_help_in_the_language_of_the_message() {
        assertThat(fixture.say(ALICE, "hello")).contains("delete 3").doesNotContain("admin");
        assertThat(fixture.say(ALICE, "admin purge bob@example.org")).contains("delete 3");
        assertThat(fixture.say(ADMIN, "help")).contains("delete 3", "admin purge");
        assertThat(fixture.say(ALICE, "help").lines())
                .containsSubsequence(
                        "delete all – delete all your files", "withdraw 3 – close its link, keep the file");
        Element german =
                chat("type='chat' xml:lang='de-AT'", "<body>hilfe</body>").get(0);
        assertThat(german.elementText("body")).startsWith("Das ist der Dateidienst.");
        assertThat(german.asXML()).contains("xml:lang=\"de\"");
        add(1);
        chat("type='chat' xml:lang='de'", "<body>delete all</body>");
        assertThat(chat("type='chat' xml:lang='de'", "<body>Ja</body>").get(0).elementText("body"))
                .isEqualTo("Gelöschte Dateien: 1");
        assertThat(fixture.administration.done).isEmpty();
    }

    @Test
    void help_tells_of_keeping_files_where_that_is_allowed() {
        String keep = "\nkeep 3 30d – keep a file for 30 days from now (h, d, w, y)\nwithdraw 3";
        assertThat(fixture.say(ALICE, "help")).contains(keep);
        fixture.uploads.longestKeep = Duration.ZERO;
        assertThat(fixture.say(ALICE, "help")).contains("withdraw 3").doesNotContain("keep 3");
    }

    @Test
    @Requirement({"K-04", "K-22"})
    void k04_t_g10_an_answer_is_a_chat_message_that_clients_can_place() {
        Element answer =
                chat("type='chat'", "<body>help</body><thread>t-7</thread>").get(0);
        assertThat(answer.attributeValue("type")).isEqualTo("chat");
        assertThat(answer.attributeValue("to")).isEqualTo(ALICE);
        assertThat(answer.attributeValue("from"))
                .as("the address that is present: Smack's chats show nothing of a bare one")
                .isEqualTo(BOT + "/bot");
        String id = answer.attributeValue("id");
        assertThat(UUID.fromString(id)).as("T-O4").hasToString(id);
        assertThat(answer.element("origin-id").attributeValue("id")).isEqualTo(id);
        assertThat(answer.elementText("thread")).as("K-22").isEqualTo("t-7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<message type='error'><body>list</body></message>",
                "<message type='groupchat'><body>list</body></message>",
                "<message type='headline'><body>list</body></message>",
                "<message type='chat'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>",
                "<message type='chat'><received xmlns='urn:xmpp:receipts' id='1'/></message>",
                "<message type='chat'><body>list</body><delay xmlns='urn:xmpp:delay' stamp='2026-08-30T08:00:00Z'/></message>",
                "<message type='chat'><body>list</body><received xmlns='urn:xmpp:carbons:2'/></message>",
                "<message type='chat'><body>list</body><forwarded xmlns='urn:xmpp:forward:0'/></message>",
                "<message type='chat'><body>list</body><result xmlns='urn:xmpp:mam:2'/></message>",
                "<message type='chat'><body>list</body><x xmlns='http://jabber.org/protocol/muc#user'/></message>",
                "<message type='chat'><body>  </body></message>",
                "<message><subject>list</subject></message>",
            })
    @Requirement({"K-56", "K-62"})
    void k56_k62_what_nobody_typed_for_the_bot_is_never_answered(String xml) {
        String addressed = xml.replaceFirst("<message", "<message from='" + ALICE + "' to='" + BOT + "' id='m1'");
        assertThat(fixture.message(addressed)).isEmpty();
    }

    /** RFC 7622 §3.2: what the server let in is echoed as it stands, or it would not find the way back. */
    @Test
    void an_answer_goes_to_the_address_as_its_server_spells_it() {
        String from = "alice@bücher.example/x";
        List<Element> answers = fixture.message(
                "<message type='chat' from='" + from + "' to='" + BOT + "'><body>help</body></message>");
        assertThat(answers).singleElement().satisfies(answer -> {
            assertThat(answer.elementText("body")).contains("delete 3");
            assertThat(answer.attributeValue("to")).isEqualTo(from);
        });
    }

    @Test
    void xep_0280_what_must_not_be_copied_is_heard_all_the_same() {
        assertThat(chat("type='chat'", "<body>help</body><private xmlns='urn:xmpp:carbons:2'/>"))
                .hasSize(1);
    }

    @Test
    @Requirement("K-62")
    void k62_own_words_are_not_answered() {
        String echo =
                "<message type='chat' from='relay@upload.example.org/bot' to='" + BOT + "'><body>list</body></message>";
        assertThat(fixture.message(echo)).isEmpty();
    }

    @Test
    @Requirement("K-63")
    void k63_who_types_without_end_is_told_once_and_then_passed_over() {
        for (int i = 0; i < 30; i++) {
            fixture.say(ALICE, "help");
        }
        assertThat(fixture.say(ALICE, "help")).contains("more slowly");
        for (int i = 0; i < 100; i++) {
            assertThat(chat("type='chat'", "<body>help</body>")).isEmpty();
        }
        assertThat(fixture.say("bob@example.org/x", "help"))
                .as("others are heard")
                .contains("delete 3");
        fixture.now = fixture.now.plus(Duration.ofMinutes(1));
        assertThat(fixture.say(ALICE, "help")).contains("delete 3");
    }

    @Test
    void strangers_are_refused_and_learn_nothing() {
        List<Element> answers = fixture.message("<message type='chat' id='m9' from='" + STRANGER + "' to='" + BOT
                + "'><body>list</body><request xmlns='urn:xmpp:receipts'/></message>");
        assertThat(answers).singleElement().satisfies(answer -> {
            assertThat(answer.attributeValue("type")).isEqualTo("error");
            assertThat(answer.attributeValue("id")).isEqualTo("m9");
            assertThat(answer.attributeValue("from")).as("RFC 6120 §8.3.1").isEqualTo(BOT);
            assertThat(answer.element("error").element("forbidden")).isNotNull();
        });
    }

    @Test
    void xep_0184_a_receipt_is_sent_when_it_is_asked_for() {
        List<Element> answers = chat("type='chat'", "<body>help</body><request xmlns='urn:xmpp:receipts'/>");
        assertThat(answers).hasSize(2);
        assertThat(answers.get(0).element("received").attributeValue("id")).isEqualTo("m1");
        assertThat(answers.get(0).attributeValue("from")).isEqualTo(BOT + "/bot");
        assertThat(answers.get(0).element("body")).isNull();
        assertThat(answers.get(1).elementText("body")).contains("delete 3");
    }

    @Test
    void a_quoted_line_before_the_text_is_not_part_of_it() {
        assertThat(fixture.say(ALICE, "&gt; delete 3 – delete file\nusage"))
                .as("XEP-0461")
                .contains("Stored and reserved");
    }

    @Test
    void encrypted_messages_are_not_taken_for_typed_ones() {
        Element answer = chat(
                        "type='chat'",
                        "<encrypted xmlns='eu.siacs.conversations.axolotl'/><body>I sent you an encrypted message</body>")
                .get(0);
        assertThat(answer.elementText("body")).contains("cannot read it");
    }

    @Test
    @Requirement("K-16")
    void t_g9_a_user_may_have_the_bot_as_a_contact() {
        List<Element> answers = fixture.presence("subscribe");
        assertThat(answers).extracting(answer -> answer.attributeValue("type")).containsExactly("subscribed", null);
        assertThat(answers.get(0).attributeValue("from")).isEqualTo(BOT);
        assertThat(answers.get(1).attributeValue("from")).isEqualTo(BOT + "/bot");
        assertThat(fixture.presence("unsubscribe"))
                .extracting(a -> a.attributeValue("type"))
                .containsExactly("unsubscribed");
        assertThat(fixture.presence("probe"))
                .singleElement()
                .satisfies(a -> assertThat(a.element("c")).isNotNull());
        for (String type : List.of("unavailable", "error", "subscribed", "unsubscribed")) {
            assertThat(fixture.presence(type)).as(type).isEmpty();
        }
    }

    @Test
    void administrators_type_behind_a_word_of_their_own() {
        add(3);
        assertThat(fixture.say(ADMIN, "admin stats")).contains("Files: 3");
        assertThat(fixture.say(ADMIN, "admin users")).isEqualTo("1. alice@example.org: 10 B in 1 files");
        assertThat(fixture.say(ADMIN, "admin search owner:alice@example.org FILE2"))
                .contains("1. file2.png", OWNER);
        assertThat(fixture.say(ADMIN, "admin search owner:bob@example.org")).isEqualTo("There is nothing.");
        assertThat(fixture.say(ADMIN, "admin search type:video/*")).isEqualTo("There is nothing.");
        assertThat(fixture.say(ADMIN, "admin search FILE2")).contains("1. file2.png");
        assertThat(fixture.say(ADMIN, "admin remove 1")).isEqualTo("Removed: file2.png of alice@example.org");
        assertThat(fixture.say(ADMIN, "admin remove nonsense")).isEqualTo("That is no link.");
        assertThat(fixture.say(ADMIN, "admin block user spam.example")).isEqualTo("Blocked: spam.example");
        assertThat(fixture.say(ADMIN, "admin block spam.example")).startsWith("For example");
        assertThat(fixture.say(ADMIN, "admin blocks")).contains("user spam.example", "by root@example.org");
        assertThat(fixture.say(ADMIN, "admin unblock user spam.example")).isEqualTo("No longer blocked: spam.example");
        assertThat(fixture.say(ADMIN, "admin limit policy.max-file-size 50MiB")).contains("50MiB from now on");
        assertThat(fixture.say(ADMIN, "admin limits")).isEqualTo("policy.max-file-size = 50MiB");
        assertThat(fixture.say(ADMIN, "admin limit policy.max-file-size default"))
                .contains("configuration");
        assertThat(fixture.say(ADMIN, "admin maintenance on")).contains("has begun");
        assertThat(fixture.say(ADMIN, "admin stats")).contains("Maintenance lasts");
        assertThat(fixture.say(ADMIN, "admin maintenance off")).contains("is over");
        assertThat(fixture.say(ADMIN, "admin audit")).contains("expired, alice@example.org, file3.png");
        assertThat(fixture.say(ADMIN, "admin audit bob@example.org")).doesNotContain("file3.png");
        assertThat(fixture.say(ADMIN, "admin purge alice@example.org 30d")).contains("older than 720 hours", "“yes”");
        assertThat(fixture.administration.done).noneMatch(done -> done.startsWith("purge"));
        fixture.say(ADMIN, "yes");
        assertThat(fixture.administration.done)
                .contains("purge alice@example.org before 2026-07-31T09:00:00Z by root@example.org");
        assertThat(fixture.say(ADMIN, "admin purge alice")).startsWith("For example");
        assertThat(fixture.say(ADMIN, "admin export Alice@example.org")).contains("/f/export/alice@example.org.json");
        assertThat(fixture.say(ADMIN, "admin erase alice@example.org")).contains("of alice@example.org", "“yes”");
        assertThat(fixture.uploads.erased).isEmpty();
        assertThat(fixture.say(ADMIN, "yes")).startsWith("Files deleted: ");
        assertThat(fixture.uploads.erased).containsExactly("alice@example.org");
        for (String word : List.of("export", "erase")) {
            assertThat(fixture.say(ADMIN, "admin " + word)).startsWith("Give an account");
            assertThat(fixture.say(ADMIN, "admin " + word + " example.org")).startsWith("Give an account");
        }
    }

    @Test
    void a_file_without_an_end_is_kept_anyway() {
        fixture.uploads.add("alice@example.org", "a.png", 5);
        fixture.uploads.ending = false;
        fixture.say(ALICE, "list");
        assertThat(fixture.say(ALICE, "keep 1 30d")).isEqualTo("a.png is kept without an end anyway.");
    }

    @Test
    void t_g12_answers_stay_below_64_kib_with_the_longest_names() {
        for (int i = 0; i < 300; i++) {
            fixture.uploads.add(OWNER, "&'<📱".repeat(140), Long.MAX_VALUE / 2);
        }
        for (String line : List.of("list", "more", "list 2")) {
            fixture.say(ALICE, line);
        }
        fixture.say(ADMIN, "admin search");
        fixture.say(ADMIN, "admin audit");
        assertThat(fixture.sent)
                .allSatisfy(packet -> assertThat(packet.toXML().getBytes(StandardCharsets.UTF_8).length)
                        .isLessThan(64 * 1024));
    }

    @Test
    @Requirement("K-61")
    void k61_the_service_itself_still_reads_nothing() {
        Element answer = fixture.message("<message type='chat' id='m' from='" + ALICE + "' to='" + DOMAIN
                        + "'><body>list</body></message>")
                .get(0);
        assertThat(answer.element("error").element("service-unavailable")).isNotNull();
    }
}
