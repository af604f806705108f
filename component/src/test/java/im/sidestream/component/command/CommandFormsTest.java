package im.sidestream.component.command;

import static im.sidestream.component.command.CommandFixture.ADMIN;
import static im.sidestream.component.command.CommandFixture.ALICE;
import static im.sidestream.component.command.CommandFixture.cells;
import static im.sidestream.component.command.CommandFixture.field;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.slot.SlotId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.dom4j.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands do, and their forms: K-21, K-32, T-G12. */
class CommandFormsTest {

    private static final String OWN = "sidestream:transfer:0#";
    private static final String ADMIN_FORM = "http://jabber.org/protocol/admin";
    private static final String OWNER = "alice@example.org";

    private final CommandFixture fixture = new CommandFixture();

    @Test
    @Requirement("K-21")
    void k21_a_list_is_a_table_with_reported_first_and_the_same_as_text() {
        for (int i = 1; i <= 23; i++) {
            fixture.uploads.add(OWNER, "file" + i + ".png", 1536);
        }
        fixture.uploads.add("bob@example.org", "private.png", 1);

        Element first = fixture.open(ALICE, OWN + "my-files");
        assertThat(first.element("x").attributeValue("type")).isEqualTo("result");
        assertThat(first.element("x").elements().stream().map(Element::getName).distinct())
                .containsExactly("title", "field", "reported", "item");
        assertThat(field(first, "FORM_TYPE")).isEqualTo(OWN + "my-files");
        assertThat(first.element("x").element("reported").elements("field"))
                .extracting(column -> column.attributeValue("var"))
                .containsExactly("name", "size", "date", "purpose", "expires", "downloads", "state", "link", "id");
        assertThat(cells(first, "name")).hasSize(10).startsWith("file23.png");
        assertThat(first.elementText("note")).contains("1. file23.png", "10. file14.png");

        Element second = fixture.next(ALICE, first, "next");
        assertThat(second.elementText("note")).contains("11. file13.png");
        Element last = fixture.next(ALICE, second, "execute");
        assertThat(cells(last, "name")).containsExactly("file3.png", "file2.png", "file1.png");
        assertThat(last.attributeValue("status")).isEqualTo("completed");
        assertThat(fixture.sent).noneMatch(packet -> packet.toXML().contains("private"));
    }

    @Test
    void a_page_without_files_is_not_the_end_of_a_list() {
        fixture.uploads.add(OWNER, "a.png", 1);
        fixture.uploads.over = 3;
        assertThat(cells(fixture.open(ALICE, OWN + "my-files"), "name")).containsExactly("a.png");
        assertThat(fixture.open(ALICE, OWN + "withdraw").asXML()).contains("a.png");
        fixture.uploads.over = 15;
        Element first = fixture.open(ALICE, OWN + "my-files");
        assertThat(first.elementText("note")).startsWith("Nothing was found so far");
        assertThat(cells(fixture.next(ALICE, first, "next"), "name")).containsExactly("a.png");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice@bücher.example/desk", "Alice@BÜCHER.example/x", "alice@xn--bcher-kva.example/y"})
    void files_are_the_owners_however_his_server_spells_its_name(String from) {
        fixture.uploads.add("alice@xn--bcher-kva.example", "idn.png", 5);
        assertThat(fixture.open(from, OWN + "my-files").elementText("note")).contains("1. idn.png");
        assertThat(fixture.say(from, "list")).contains("1. idn.png");
        fixture.say(from, "delete 1");
        assertThat(fixture.uploads.files).isEmpty();
    }

    @Test
    void an_address_means_an_account_in_any_case_of_letters_and_never_a_device() {
        fixture.uploads.add(OWNER, "a.png", 1);
        Element wrong = fixture.next(
                ADMIN,
                fixture.open(ADMIN, OWN + "purge"),
                "next",
                "accountjid",
                OWNER + "/desk",
                "older-than-hours",
                "");
        assertThat(wrong.attributeValue("status")).isEqualTo("executing");
        assertThat(wrong.elementText("note")).contains("without a resource");
        Element usage = fixture.next(
                ADMIN, fixture.open(ADMIN, ADMIN_FORM + "#user-stats"), "complete", "accountjid", "Alice@Example.org");
        assertThat(usage.elementText("note")).contains("in 1 files");
        Element found = fixture.next(
                ADMIN,
                fixture.open(ADMIN, OWN + "search"),
                "next",
                "owner",
                "ALICE@example.org",
                "name",
                "",
                "type",
                "");
        assertThat(cells(found, "name")).containsExactly("a.png");
    }

    @Test
    @Requirement("K-33")
    void k33_a_list_can_be_left_through_and_closed() {
        for (int i = 1; i <= 23; i++) {
            fixture.uploads.add(OWNER, "file" + i + ".png", 1536);
        }
        Element first = fixture.open(ALICE, OWN + "my-files");
        Element second = fixture.next(ALICE, first, "next");
        Element back = fixture.next(ALICE, second, "prev");
        assertThat(cells(back, "name")).isEqualTo(cells(first, "name"));
        assertThat(fixture.next(ALICE, back, "complete").attributeValue("status"))
                .isEqualTo("completed");
    }

    /** Movim knows no other action than this one, whatever a step offers. */
    @Test
    @Requirement("K-33")
    void k33_whoever_completes_where_more_follows_is_asked_on() {
        SlotId id = fixture.uploads.add(OWNER, "a.png", 5);
        Element choice = fixture.open(ALICE, OWN + "delete-file");
        Element sure = fixture.next(ALICE, choice, "complete", "file", id.value());
        assertThat(sure.attributeValue("status")).isEqualTo("executing");
        assertThat(fixture.uploads.has(id)).isTrue();
        assertThat(fixture.next(ALICE, sure, "complete", "confirm", "true").elementText("note"))
                .isEqualTo("Deleted: a.png");
        assertThat(fixture.uploads.has(id)).isFalse();
    }

    @Test
    void nothing_is_said_to_be_nothing() {
        for (String node : List.of("my-files", "delete-file", "keep", "withdraw", "restore")) {
            Element done = fixture.open(ALICE, OWN + node);
            assertThat(done.elementText("note")).as(node).isEqualTo("There is nothing.");
        }
    }

    @Test
    void usage_and_limits_are_told() {
        fixture.uploads.add(OWNER, "a.png", 3L << 20);
        assertThat(fixture.open(ALICE, OWN + "my-usage").elementText("note"))
                .contains("Stored and reserved: 3.0 MiB in 1 files", "- message: 3.0 MiB in 1 files")
                .contains("You may store 1.0 GiB in all, and unlimited within 24 hours.")
                .contains("60 uploads in 60 seconds", "message: files up to 100.0 MiB, kept: 30 days.", "365 days");
    }

    @Test
    @Requirement({"K-21", "K-32"})
    void a_file_is_kept_longer_within_the_limits() {
        SlotId id = fixture.uploads.add(OWNER, "a.png", 5);
        Element span = fixture.next(ALICE, fixture.open(ALICE, OWN + "keep"), "next", "file", id.value());
        assertThat(field(span, "span")).as("its default").isEqualTo("30d");
        Element done = fixture.next(ALICE, span, "complete");
        assertThat(done.elementText("note"))
                .as("K-21: what is left out keeps its value")
                .contains("2026-09-29");
        Element again = fixture.next(ALICE, fixture.open(ALICE, OWN + "keep"), "next", "file", id.value());
        Element refused = fixture.next(ALICE, again, "complete", "span", "3650d");
        assertThat(refused.element("note").attributeValue("type")).as("K-32").isEqualTo("error");
        assertThat(fixture.uploads.get(id).expires()).isEqualTo(Instant.parse("2026-09-29T09:00:00Z"));
    }

    @Test
    void links_are_withdrawn_and_restored_and_data_is_handed_over() {
        SlotId id = fixture.uploads.add(OWNER, "a.png", 5);
        fixture.next(ALICE, fixture.open(ALICE, OWN + "withdraw"), "complete", "file", id.value());
        assertThat(fixture.uploads.get(id).withdrawn()).isTrue();
        assertThat(cells(fixture.open(ALICE, OWN + "my-files"), "state")).containsExactly("withdrawn");
        fixture.next(ALICE, fixture.open(ALICE, OWN + "restore"), "complete", "file", id.value());
        assertThat(fixture.uploads.get(id).withdrawn()).isFalse();
        assertThat(fixture.open(ALICE, OWN + "export").elementText("note")).contains("data.json");
    }

    @Test
    void what_cannot_be_undone_needs_a_tick() {
        fixture.uploads.add(OWNER, "a.png", 5);
        Element ask = fixture.open(ALICE, OWN + "erase");
        Element again = fixture.next(ALICE, ask, "complete");
        assertThat(again.attributeValue("status")).isEqualTo("executing");
        assertThat(again.element("note").attributeValue("type")).isEqualTo("error");
        assertThat(fixture.uploads.erased).isEmpty();
        assertThat(fixture.next(ALICE, again, "complete", "confirm", "true").elementText("note"))
                .contains("1");
        assertThat(fixture.uploads.erased).containsExactly(OWNER);
    }

    @Test
    void a_choice_of_more_files_than_fit_goes_on() {
        for (int i = 1; i <= 45; i++) {
            fixture.uploads.add(OWNER, "file" + i + ".png", 1);
        }
        SlotId oldest = fixture.uploads.files.get(44).upload().id();
        Element first = fixture.open(ALICE, OWN + "delete-file");
        assertThat(first.asXML()).contains("More files").doesNotContain("file1.png");
        Element second = fixture.next(ALICE, first, "next", "file", "more");
        Element sure = fixture.next(ALICE, second, "next", "file", oldest.value());
        fixture.next(ALICE, sure, "complete", "confirm", "1");
        assertThat(fixture.uploads.has(oldest)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<x xmlns='jabber:x:data' type='form'/>",
                "<x xmlns='jabber:x:data' type='result'/>",
                "<x xmlns='jabber:x:data'/>",
                "<x xmlns='jabber:x:data' type='submit'/><x xmlns='jabber:x:data' type='submit'/>",
                "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>other</value></field></x>",
                "<x xmlns='jabber:x:data' type='submit'><field var='confirm'><value>1</value><value>1</value></field></x>",
                "<x xmlns='jabber:x:data' type='submit'><field var='confirm'/></x>",
                "<x xmlns='jabber:x:data' type='submit'><field var='confirm'><value>1</value></field>"
                        + "<field var='confirm'><value>0</value></field></x>",
            })
    @Requirement("K-21")
    void k21_a_form_that_no_client_would_send_is_a_bad_payload_and_the_session_goes_on(String form) {
        SlotId id = fixture.uploads.add(OWNER, "a.png", 5);
        Element ask = fixture.open(ALICE, OWN + "delete-all");
        Element answer = fixture.command(ALICE, CommandFixture.follow(ask) + " action='complete'", form);
        assertThat(answer.element("error").element("bad-request")).isNotNull();
        assertThat(answer.element("error").element("bad-payload")).isNotNull();
        assertThat(fixture.uploads.has(id)).isTrue();
        assertThat(fixture.next(ALICE, ask, "complete", "confirm", "1").attributeValue("status"))
                .isEqualTo("completed");
    }

    @Test
    @Requirement("K-21")
    void k21_unknown_fields_and_a_cancelled_form_are_taken_as_the_rules_say() {
        SlotId id = fixture.uploads.add(OWNER, "a.png", 5);
        Element ask = fixture.open(ALICE, OWN + "delete-all");
        String form = "<x xmlns='jabber:x:data' type='cancel'><field var='colour'><value>red</value></field>"
                + "<field var='confirm'><value>true</value></field></x>";
        Element done = fixture.command(ALICE, CommandFixture.follow(ask), form).element("command");
        assertThat(done.attributeValue("status"))
                .as("XEP-0050 3.4: as if it were submitted")
                .isEqualTo("completed");
        assertThat(fixture.uploads.has(id)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"confirm, perhaps, delete-all", "file, 000000000000000000000000099, withdraw"})
    @Requirement("K-21")
    void k21_a_value_that_was_not_offered_is_asked_for_again_with_a_note(String field, String value, String node) {
        fixture.uploads.add(OWNER, "a.png", 5);
        Element again = fixture.next(ALICE, fixture.open(ALICE, OWN + node), "complete", field, value);
        assertThat(again.attributeValue("status")).isEqualTo("executing");
        assertThat(again.element("note").attributeValue("type")).isEqualTo("error");
        assertThat(again.element("x").attributeValue("type")).isEqualTo("form");
    }

    @Test
    void t_g12_every_page_stays_below_64_kib_with_the_longest_names() {
        for (int i = 0; i < 60; i++) {
            fixture.uploads.add("&".repeat(1000) + "@example.org", "&'<📱".repeat(140), Long.MAX_VALUE / 2);
            fixture.uploads.add(OWNER, "&'<📱".repeat(140), Long.MAX_VALUE / 2);
        }
        for (String node : List.of("my-files", "delete-file", "keep", "statistics")) {
            fixture.open(node.equals("statistics") ? ADMIN : ALICE, OWN + node);
        }
        fixture.next(ADMIN, fixture.open(ADMIN, OWN + "search"), "next");
        fixture.next(ADMIN, fixture.open(ADMIN, OWN + "audit"), "next");
        assertThat(fixture.sent)
                .allSatisfy(packet -> assertThat(packet.toXML().getBytes(StandardCharsets.UTF_8).length)
                        .isLessThan(64 * 1024));
    }

    @Test
    void xep_0050_3_6_a_session_speaks_the_language_it_began_with() {
        String begin =
                "<command xmlns='http://jabber.org/protocol/commands' node='" + OWN + "delete-all' xml:lang='de-CH'/>";
        Element answer = fixture.ask("set", ALICE, CommandFixture.DOMAIN, begin);
        assertThat(answer.asXML()).contains("xml:lang=\"de\"");
        Element form = answer.element("command");
        assertThat(form.element("x").elementText("title")).isEqualTo("Alle meine Dateien löschen");
        assertThat(fixture.next(ALICE, form, "complete", "confirm", "1").elementText("note"))
                .isEqualTo("Gelöschte Dateien: 0");
        String other = begin.replace("de-CH", "fr");
        assertThat(fixture.ask("set", ALICE, CommandFixture.DOMAIN, other).asXML())
                .as("never bad-locale: English is there for everyone")
                .contains("xml:lang=\"en\"", "Delete all my files");
    }
}
