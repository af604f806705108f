package im.sidestream.demo.share;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.demo.message.Formats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.util.PacketParserUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jxmpp.jid.impl.JidCreate;

/** Which reports are on the delivery that was ordered: those in its thread (protocol §4(b), 8 and 11). */
class DeliveryWatchTest {
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final List<String> shown = new ArrayList<>();
    private final DeliveryWatch watch = new DeliveryWatch(JidCreate.fromOrThrowUnchecked("upload.example"), shown::add);
    private int ids;

    @BeforeAll
    static void registerFormats() {
        Formats.register();
    }

    private void report(String thread, String text, String... receiversAndStates) throws Exception {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < receiversAndStates.length; i += 2) {
            rows.append("<item>")
                    .append(field("jid", receiversAndStates[i]))
                    .append(field("state", receiversAndStates[i + 1]))
                    .append("</item>");
        }
        watch.accept(PacketParserUtils.<Message>parseStanza("<message xmlns='jabber:client' id='r" + ids++
                + "' type='chat' from='relay@upload.example/bot'><body>" + text + "</body>" + thread
                + "<x xmlns='jabber:x:data' type='result'>" + rows + "</x></message>"));
    }

    private static String field(String name, String value) {
        return "<field var='" + name + "'><value>" + value + "</value></field>";
    }

    private static String thread(String delivery) {
        return "<thread>" + delivery + "</thread>";
    }

    @Test
    void anotherDeliverysReportsAreNotCounted() throws Exception {
        watch.follow("mine", 2);
        report(thread("de-other"), "late", "bob@x", "downloaded", "carol@x", "downloaded");
        report("", "no report", "dave@x", "failed");
        report(thread("of-mine"), "an offer", "erin@x", "failed");

        assertThat(watch.await(AT_ONCE)).isFalse();
        assertThat(watch.summary()).isEmpty();
        assertThat(shown).isEmpty();
        report(thread("de-mine"), "the end", "bob@x", "declined", "carol@x", "downloaded");
        assertThat(watch.await(AT_ONCE)).isTrue();
        assertThat(watch.summary()).isEqualTo(Map.of("declined", 1L, "downloaded", 1L));
        assertThat(shown).containsExactly("the end");
    }

    @Test
    void whatComesBeforeTheAnswerToTheOrderIsNotLost() throws Exception {
        report(thread("de-other"), "late", "bob@x", "failed");
        report(thread("de-mine"), "first", "bob@x", "downloaded");
        assertThat(watch.await(AT_ONCE)).isFalse();
        assertThat(shown).isEmpty();

        watch.follow("mine", 1);
        assertThat(watch.await(AT_ONCE)).isTrue();
        assertThat(watch.summary()).isEqualTo(Map.of("downloaded", 1L));
        assertThat(shown).containsExactly("first");
    }

    /** The end may be told in several messages. */
    @Test
    void itIsOverWhenAllReceiversWereNamed() throws Exception {
        watch.follow("mine", 2);
        report(thread("de-mine"), "page 1", "bob@x", "declined");
        assertThat(watch.await(AT_ONCE)).isFalse();

        report(thread("de-mine"), "page 2", "carol@x", "no-answer");
        assertThat(watch.await(AT_ONCE)).isTrue();
    }
}
