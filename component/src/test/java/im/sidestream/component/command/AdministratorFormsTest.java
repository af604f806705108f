package im.sidestream.component.command;

import static im.sidestream.component.command.CommandFixture.ADMIN;
import static im.sidestream.component.command.CommandFixture.cells;
import static im.sidestream.component.command.CommandFixture.field;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.slot.ServiceAdministration.Block;
import im.sidestream.slot.SlotId;
import java.time.Instant;
import org.dom4j.Element;
import org.junit.jupiter.api.Test;

/** What the commands of administrators do, and their forms: K-21, K-40. */
class AdministratorFormsTest {

    private static final String OWN = "sidestream:transfer:0#";
    private static final String ADMIN_FORM = "http://jabber.org/protocol/admin";
    private static final String OWNER = "alice@example.org";

    private final CommandFixture fixture = new CommandFixture();

    @Test
    @Requirement("K-40")
    void k40_the_blacklist_is_edited_as_xep_0133_says() {
        fixture.administration.blocks.add(new Block(Block.Kind.USER, "spam.example", Instant.EPOCH, "x"));
        fixture.administration.blocks.add(new Block(Block.Kind.TYPE, "video/*", Instant.EPOCH, "x"));
        Element form = fixture.open(ADMIN, ADMIN_FORM + "#edit-blacklist");
        assertThat(field(form, "FORM_TYPE")).isEqualTo(ADMIN_FORM);
        assertThat(field(form, "blacklistjids")).isEqualTo("spam.example");
        fixture.administration.blocks.add(new Block(Block.Kind.USER, "meanwhile.example", Instant.EPOCH, "y"));
        Element done = fixture.next(ADMIN, form, "complete", "blacklistjids", "*.bad.example");
        assertThat(done.attributeValue("status")).isEqualTo("completed");
        assertThat(fixture.administration.blocks)
                .extracting(Block::pattern)
                .as("what another one set meanwhile stays")
                .containsExactlyInAnyOrder("video/*", "meanwhile.example", "*.bad.example");
    }

    @Test
    @Requirement("K-40")
    void k40_what_stays_in_the_list_is_left_as_it_is() {
        Block kept = new Block(Block.Kind.USER, "spam.example", Instant.EPOCH, "x");
        fixture.administration.blocks.add(kept);
        fixture.administration.blocks.add(new Block(Block.Kind.USER, "old.example", Instant.EPOCH, "x"));
        Element form = fixture.open(ADMIN, ADMIN_FORM + "#edit-blacklist");
        Element done = fixture.command(
                        ADMIN,
                        CommandFixture.follow(form) + " action='complete'",
                        "<x xmlns='jabber:x:data' type='submit'><field var='blacklistjids'>"
                                + "<value>spam.example</value><value> new.example </value></field></x>")
                .element("command");
        assertThat(done.elementText("note")).isEqualTo("New blocks: 1. Ended blocks: 1.");
        assertThat(fixture.administration.blocks)
                .as("with its time and its author")
                .contains(kept)
                .extracting(Block::pattern)
                .containsExactlyInAnyOrder("spam.example", "new.example");
    }

    /** XEP-0004 §3.3, against what Movim makes of a text of several lines. */
    @Test
    @Requirement("K-21")
    void k21_each_line_of_a_list_is_a_value_of_its_own() {
        Element form = fixture.open(ADMIN, OWN + "blocked-types");
        fixture.next(ADMIN, form, "complete", "types", "video/*\n\naudio/*\n");
        assertThat(fixture.administration.blocks)
                .extracting(Block::pattern)
                .containsExactlyInAnyOrder("video/*", "audio/*");
    }

    @Test
    @Requirement("K-40")
    void k40_a_list_that_does_not_fit_is_not_edited() {
        for (int i = 0; i < 3_000; i++) {
            fixture.administration.blocks.add(new Block(Block.Kind.USER, "host" + i + ".example", Instant.EPOCH, "x"));
        }
        Element done = fixture.open(ADMIN, ADMIN_FORM + "#edit-blacklist");
        assertThat(done.element("note").attributeValue("type")).isEqualTo("error");
        assertThat(done.asXML().length()).as("T-G12").isLessThan(64 * 1024);
    }

    @Test
    @Requirement({"K-21", "K-40"})
    void k40_usage_of_a_user_is_told_by_xep_0133() {
        fixture.uploads.add(OWNER, "a.png", 5);
        Element form = fixture.open(ADMIN, ADMIN_FORM + "#user-stats");
        Element again = fixture.next(ADMIN, form, "complete", "accountjid", "not an account");
        assertThat(again.element("note").attributeValue("type")).as("K-21").isEqualTo("error");
        Element done = fixture.next(ADMIN, again, "complete", "accountjid", OWNER);
        assertThat(field(done, "FORM_TYPE")).isEqualTo(ADMIN_FORM);
        assertThat(cells(done, "bytes")).containsExactly("5");
    }

    @Test
    void limits_change_where_they_were_changed() {
        fixture.administration.limits.put("policy.quota.total", "unlimited");
        Element form = fixture.open(ADMIN, OWN + "limits");
        assertThat(field(form, "policy.max-file-size")).isEqualTo("100MiB");
        Element again = fixture.next(ADMIN, form, "complete", "policy.max-file-size", "lots");
        assertThat(again.elementText("note"))
                .as("INVALID_REQUEST is asked again")
                .isEqualTo("expected a size");
        Element done = fixture.next(ADMIN, again, "complete", "policy.max-file-size", "50MiB");
        assertThat(done.elementText("note")).isEqualTo("Limits changed: 1");
        assertThat(fixture.administration.limits)
                .containsEntry("policy.max-file-size", "50MiB")
                .containsEntry("policy.quota.total", "unlimited");
    }

    @Test
    void maintenance_files_and_purges_are_commands_too() {
        SlotId id = fixture.uploads.add(OWNER, "a.png", 5);
        fixture.next(ADMIN, fixture.open(ADMIN, OWN + "maintenance"), "complete", "maintenance", "1");
        assertThat(fixture.administration.inMaintenance()).isTrue();
        assertThat(field(fixture.open(ADMIN, OWN + "maintenance"), "maintenance"))
                .isEqualTo("1");
        Element found = fixture.next(ADMIN, fixture.open(ADMIN, OWN + "search"), "next", "name", "A.PNG");
        assertThat(cells(found, "owner")).containsExactly(OWNER);
        assertThat(cells(fixture.open(ADMIN, OWN + "statistics"), "owner")).containsExactly(OWNER);
        Element trail = fixture.next(ADMIN, fixture.open(ADMIN, OWN + "audit"), "next");
        assertThat(cells(trail, "action")).containsExactly("expired");
        Element wrong = fixture.next(ADMIN, fixture.open(ADMIN, OWN + "remove"), "complete", "file", "nonsense");
        fixture.next(ADMIN, wrong, "complete", "file", "https://up.example.org/f/" + id + "/a.png");
        assertThat(fixture.uploads.has(id)).isFalse();

        Element ask = fixture.next(
                ADMIN, fixture.open(ADMIN, OWN + "purge"), "next", "accountjid", OWNER, "older-than-hours", "0");
        assertThat(ask.elementText("x")).isNotNull();
        fixture.next(ADMIN, ask, "complete", "confirm", "1");
        assertThat(fixture.administration.done)
                .containsExactly(
                        "maintain true by root@example.org",
                        "remove by root@example.org",
                        "purge alice@example.org by root@example.org");
        Element hours = fixture.next(
                ADMIN, fixture.open(ADMIN, OWN + "purge"), "next", "accountjid", OWNER, "older-than-hours", "soon");
        assertThat(hours.elementText("note")).isEqualTo("Give a number of hours.");
    }

    /** What may be asked of an administrator by whoever has no account any more. */
    @Test
    void what_is_known_of_an_account_is_exported_and_erased_for_it() {
        fixture.uploads.add(OWNER, "a.png", 5);
        Element exported =
                fixture.next(ADMIN, fixture.open(ADMIN, OWN + "user-data"), "next", "accountjid", "Alice@example.org");
        assertThat(exported.elementText("note")).contains("https://up.example.org/f/export/alice@example.org.json");
        Element ask = fixture.next(
                ADMIN, fixture.open(ADMIN, OWN + "user-data"), "next", "accountjid", OWNER, "wish", "erase");
        assertThat(ask.asXML()).contains("This deletes all files of alice@example.org");
        assertThat(fixture.next(ADMIN, ask, "complete").elementText("note")).contains("Tick the field");
        assertThat(fixture.uploads.files).hasSize(1);
        Element erased = fixture.next(ADMIN, ask, "complete", "confirm", "1");
        assertThat(erased.elementText("note")).startsWith("Files deleted: 1, of alice@example.org");
        assertThat(fixture.administration.done)
                .containsExactly(
                        "export alice@example.org by root@example.org", "erase alice@example.org by root@example.org");
        Element device =
                fixture.next(ADMIN, fixture.open(ADMIN, OWN + "user-data"), "next", "accountjid", OWNER + "/desk");
        assertThat(device.elementText("note")).contains("without a resource");
    }
}
