package im.sidestream.component.stanza;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.component.stanza.Frame.Kind;
import im.sidestream.component.stanza.Frame.Trouble;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where one stanza ends and the next begins, however the network cuts the bytes. */
class StanzaFramerTest {

    private static final String HEADER = "<stream:stream xmlns='jabber:component:accept' id='a>b/'>";
    private static final List<String> STANZAS = List.of(
            "<iq a='/' b=\"'>\"/>",
            "<iq><a/><b c='</iq>'>x/>y</b></iq>",
            "<message><body><![CDATA[</message>]]]]><![CDATA[>]]></body></message>",
            "<p></p>",
            "<q >é📱</q >",
            "<a/>");

    /** Gives out a stream in pieces of a fixed size. */
    private static InputStream pieces(String text, int size) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, Math.min(length, size));
            }

            @Override
            public int read(byte[] buffer) {
                return read(buffer, 0, buffer.length);
            }
        };
    }

    private static Frame next(StanzaFramer framer) throws IOException {
        return Objects.requireNonNull(framer.next(), "the input has ended");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 11, 64, 100_000})
    void stanzas_come_out_as_they_went_in(int pieceSize) throws IOException {
        String stream = "<?xml version='1.0'?>\n" + HEADER + String.join(" \n", STANZAS) + "</stream:stream>";
        StanzaFramer framer = new StanzaFramer(pieces(stream, pieceSize), StreamLimits.defaults());

        Frame header = next(framer);
        assertThat(header.kind()).isEqualTo(Kind.HEADER);
        assertThat(header.text()).isEqualTo(HEADER);
        List<String> read = new ArrayList<>();
        Frame frame = next(framer);
        while (frame.kind() == Kind.STANZA) {
            assertThat(frame.trouble()).isEqualTo(Trouble.NONE);
            assertThat(frame.bytes()).isEqualTo(frame.text().getBytes(StandardCharsets.UTF_8).length);
            read.add(frame.text());
            frame = next(framer);
        }
        assertThat(read).isEqualTo(STANZAS);
        assertThat(frame.kind()).isEqualTo(Kind.END);
        assertThat(framer.next()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 17, 100_000})
    void of_a_refused_stanza_the_start_tag_is_left(int pieceSize) throws IOException {
        StreamLimits limits = new StreamLimits(64, 3, 2, 100, 1, 1, 1, 1);
        String stream = HEADER.replace("xmlns='jabber:component:accept' ", "") + "<iq id='é'>" + "x".repeat(100)
                + "</iq><iq id='2'><a><b><c/></b></a></iq><iq id='3'><a x='' y='' z=''/></iq>"
                + "<iq id='4'><!--x--></iq><iq id='5' x='' y=''/><iq id='6" + " ".repeat(100) + "'/><iq id='7'/>";
        StanzaFramer framer = new StanzaFramer(pieces(stream, pieceSize), limits);
        assertThat(next(framer).kind()).isEqualTo(Kind.HEADER);

        assertFrame(next(framer), Trouble.TOO_LARGE, "<iq id='é'/>");
        assertFrame(next(framer), Trouble.TOO_DEEP, "<iq id='2'/>");
        assertFrame(next(framer), Trouble.TOO_MANY_ATTRIBUTES, "<iq id='3'/>");
        assertFrame(next(framer), Trouble.RESTRICTED, "<iq id='4'/>");
        assertFrame(next(framer), Trouble.TOO_MANY_ATTRIBUTES, "");
        assertFrame(next(framer), Trouble.TOO_LARGE, "");
        assertFrame(next(framer), Trouble.NONE, "<iq id='7'/>");
    }

    private static void assertFrame(Frame frame, Trouble trouble, String head) {
        assertThat(frame.trouble()).isEqualTo(trouble);
        assertThat(frame.head()).isEqualTo(head);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<!DOCTYPE a>", "<!ENTITY a 'b'>", "<!-a", "<!>"})
    void declarations_end_the_stream_wherever_they_stand(String declaration) throws IOException {
        StanzaFramer between = new StanzaFramer(pieces(HEADER + declaration, 100), StreamLimits.defaults());
        assertThat(next(between).kind()).isEqualTo(Kind.HEADER);
        assertThatThrownBy(between::next).as("RFC 6120 §11.1").isInstanceOf(StreamFailure.class);
        StanzaFramer before = new StanzaFramer(pieces(declaration + HEADER, 100), StreamLimits.defaults());
        assertThatThrownBy(before::next).isInstanceOf(StreamFailure.class);
        StanzaFramer inside = new StanzaFramer(pieces(HEADER + "<iq>" + declaration, 100), StreamLimits.defaults());
        assertThat(next(inside).kind()).isEqualTo(Kind.HEADER);
        assertThatThrownBy(inside::next).isInstanceOf(StreamFailure.class);
    }

    @Test
    void a_stanza_without_end_is_given_up() throws IOException {
        InputStream endless = new InputStream() {
            private boolean begun;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                byte[] first = (HEADER + "<iq>").getBytes(StandardCharsets.UTF_8);
                if (begun) {
                    return length;
                }
                begun = true;
                System.arraycopy(first, 0, buffer, offset, first.length);
                return first.length;
            }
        };
        StanzaFramer framer = new StanzaFramer(endless, StreamLimits.defaults().withStanzaBytes(10_000));
        assertThat(next(framer).kind()).isEqualTo(Kind.HEADER);
        assertThatThrownBy(framer::next).isInstanceOf(StreamFailure.class);
    }
}
