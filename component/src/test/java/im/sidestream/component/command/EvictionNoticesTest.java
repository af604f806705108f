package im.sidestream.component.command;

import static im.sidestream.component.command.CommandFixture.parse;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.component.command.EvictionNotices.Outlet;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Upload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.dom4j.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xmpp.packet.Message;

/** What owners hear of files that made room: T-O4 (ids), T-G12 (size of a stanza), RFC 6121 §5.2.2 (chat). */
class EvictionNoticesTest {

    private static final Owner ALICE = new Owner("upload.example.org", "alice@example.org");

    private final InMemoryUploads uploads = new InMemoryUploads();
    private final List<Runnable> later = new ArrayList<>();
    private final List<Element> sent = new ArrayList<>();
    private Instant now = Instant.parse("2026-08-30T09:00:00Z");
    private final Correspondents correspondents = new Correspondents(() -> now);
    private boolean online = true;
    private EvictionNotices notices;

    @BeforeEach
    void wire() {
        notices = new EvictionNotices(
                new CommandFixture.ExampleRights(),
                correspondents,
                new Outlet(later::add, this::send, () -> "upload.example.org"));
    }

    private CompletableFuture<Void> send(Message message) {
        if (!online) {
            return CompletableFuture.failedFuture(new IllegalStateException("no stream"));
        }
        sent.add(parse(message.toXML()));
        return CompletableFuture.completedFuture(null);
    }

    private Upload file(String name, long size) {
        uploads.add(ALICE.jid(), name, size);
        return uploads.files.get(0).upload();
    }

    private void passTime() {
        List<Runnable> due = List.copyOf(later);
        later.clear();
        due.forEach(Runnable::run);
    }

    private void hear(String stanza) {
        assertThat(correspondents.take(new Message(parse(stanza), true), answer -> {}))
                .as("it only listens")
                .isFalse();
    }

    @Test
    void an_owner_is_told_names_number_and_bytes_in_a_chat_message() {
        notices.evicted(ALICE, List.of(file("a.png", 1024), file("b.png", 1536)));
        assertThat(sent).as("not before others could follow").isEmpty();
        passTime();
        assertThat(sent).singleElement().satisfies(message -> {
            assertThat(message.attributeValue("from")).isEqualTo("relay@upload.example.org");
            assertThat(message.attributeValue("to")).isEqualTo("alice@example.org");
            assertThat(message.attributeValue("type")).isEqualTo("chat");
            String id = message.attributeValue("id");
            assertThat(UUID.fromString(id)).hasToString(id);
            assertThat(message.element("origin-id").attributeValue("id")).isEqualTo(id);
            assertThat(message.elementText("body"))
                    .isEqualTo(
                            "Files removed to make room for newer ones: 2, with 2.5 KiB in all. Their links no longer work.\n"
                                    + "a.png (1.0 KiB)\nb.png (1.5 KiB)");
        });
    }

    /** RFC 7622 §3.2: addresses in stanzas have U-labels, those in rows have not. */
    @Test
    void an_owner_of_an_idn_domain_is_written_to_as_servers_spell_it() {
        hear(
                "<message from='alice@bücher.example/x' to='relay@upload.example.org' xml:lang='de'><body>a</body></message>");
        Owner owner = new Owner(ALICE.service(), "alice@xn--bcher-kva.example");
        notices.evicted(owner, List.of(file("a.png", 1)));
        passTime();
        assertThat(sent).singleElement().satisfies(message -> {
            assertThat(message.attributeValue("to")).isEqualTo("alice@bücher.example");
            assertThat(message.elementText("body")).contains("Platz");
        });
        hear("<message type='error' from='alice@bücher.example' to='relay@upload.example.org'/>");
        notices.evicted(owner, List.of(file("b.png", 1)));
        passTime();
        assertThat(sent).as("what came back is not sent again").hasSize(1);
    }

    @Test
    void what_goes_within_seconds_is_told_at_once() {
        notices.evicted(ALICE, List.of(file("a.png", 1)));
        notices.evicted(ALICE, List.of(file("b.png", 2)));
        notices.evicted(new Owner(ALICE.service(), "bob@example.org"), List.of(file("c.png", 3)));
        passTime();
        assertThat(sent).hasSize(2);
        assertThat(sent.get(0).elementText("body")).contains("a.png", "b.png", "3 B in all");
        assertThat(sent.get(1).elementText("body")).contains("c.png").doesNotContain("a.png");
        passTime();
        assertThat(sent).as("told once").hasSize(2);
        notices.evicted(ALICE, List.of(file("d.png", 4)));
        passTime();
        assertThat(sent.get(2).elementText("body")).contains("d.png").doesNotContain("a.png");
    }

    @Test
    void it_is_told_in_the_language_that_the_owner_used_last() {
        hear(
                "<message xml:lang='de-AT' from='alice@example.org/desk' to='upload.example.org'><body>x</body></message>");
        notices.evicted(ALICE, List.of(file("a.png", 1)));
        passTime();
        assertThat(sent.get(0).elementText("body")).startsWith("Entfernte Dateien");
        assertThat(sent.get(0).asXML()).contains("xml:lang=\"de\"");
        hear("<message from='alice@example.org/desk' to='upload.example.org'><body xml:lang='en'>x</body></message>");
        notices.evicted(ALICE, List.of(file("a.png", 1)));
        passTime();
        assertThat(sent.get(1).elementText("body")).startsWith("Files removed");
    }

    @Test
    void what_finds_no_stream_is_sent_later_with_what_went_meanwhile_and_not_for_ever() {
        online = false;
        notices.evicted(ALICE, List.of(file("a.png", 1)));
        passTime();
        notices.evicted(ALICE, List.of(file("b.png", 1)));
        online = true;
        passTime();
        assertThat(sent)
                .singleElement()
                .satisfies(message -> assertThat(message.elementText("body")).contains("a.png", "b.png"));
        online = false;
        notices.evicted(ALICE, List.of(file("c.png", 1)));
        for (int i = 0; i < 101; i++) {
            assertThat(later).as("try %s", i).hasSize(1);
            passTime();
        }
        assertThat(later).isEmpty();
    }

    @Test
    void who_sends_messages_back_gets_no_more_for_an_hour_or_until_he_writes() {
        String bounce = "<message type='error' from='alice@example.org' to='relay@upload.example.org'/>";
        hear(bounce);
        notices.evicted(ALICE, List.of(file("a.png", 1)));
        passTime();
        assertThat(sent).isEmpty();
        hear("<message xml:lang='de' from='alice@example.org/desk' to='upload.example.org'><body>x</body></message>");
        notices.evicted(ALICE, List.of(file("a.png", 1)));
        passTime();
        assertThat(sent).as("not written to the bot").isEmpty();
        now = now.plus(Correspondents.SILENCE);
        notices.evicted(ALICE, List.of(file("a.png", 1)));
        passTime();
        assertThat(sent).hasSize(1);
        hear(bounce);
        hear("<message from='alice@example.org/desk' to='relay@upload.example.org'><body>x</body></message>");
        notices.evicted(ALICE, List.of(file("a.png", 1)));
        passTime();
        assertThat(sent).hasSize(2);
    }

    @Test
    void nobody_is_written_to_whom_the_service_does_not_listen_to() {
        notices.evicted(new Owner(ALICE.service(), "eve@elsewhere.example"), List.of(file("a.png", 1)));
        passTime();
        assertThat(sent).isEmpty();
    }

    @Test
    void what_waits_at_the_end_is_sent_before_it() {
        notices.evicted(ALICE, List.of(file("a.png", 1)));
        notices.flush();
        assertThat(sent).hasSize(1);
        passTime();
        assertThat(sent).as("once").hasSize(1);
    }

    @Test
    void t_g12_many_long_names_stay_below_64_kib_and_in_their_lines() {
        List<Upload> files = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            files.add(file("&'<📱".repeat(140), Long.MAX_VALUE / 2_000));
        }
        files.set(0, file("a\u202Eg\u061Cp\ne.exe", 1));
        notices.evicted(ALICE, files);
        passTime();
        assertThat(sent.get(0).elementText("body").lines()).hasSize(22).contains("… and 980 more");
        assertThat(sent.get(0).elementText("body")).contains("a_g_p_e.exe");
        assertThat(sent.get(0).asXML().getBytes(StandardCharsets.UTF_8).length).isLessThan(64 * 1024);
    }
}
