package im.sidestream.component.stanza;

import im.sidestream.component.stanza.Frame.Kind;
import im.sidestream.component.stanza.Frame.Trouble;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of a stream into stanzas before anything is parsed. A stanza that breaks a limit is passed over
 * without being kept, and one that is not well-formed inside is found out by a parser that sees nothing else: neither
 * costs the stream. Only what makes the cut itself impossible (a document type, endless input) ends it.
 */
final class StanzaFramer {

    private static final int BUFFER = 64 * 1024;
    /** A stanza that is still not over after so many limits is not XMPP but a flood. */
    private static final int HOPELESS = 256;

    private enum State {
        TEXT,
        OPEN,
        START_TAG,
        QUOTED,
        END_TAG,
        DECLARATION,
        COMMENT,
        CDATA,
        INSTRUCTION
    }

    private final InputStream in;
    private final StreamLimits limits;
    private final byte[] buffer = new byte[BUFFER];
    private final KeptBytes kept;
    private int position;
    private int end;
    /** Where in the buffer the bytes begin that belong to the stanza and are not kept yet; -1 outside of one. */
    private int from = -1;

    private State state = State.TEXT;
    private int depth;
    private byte quote;
    private byte previous;
    private byte beforePrevious;
    private int attributes;
    private int marker;

    StanzaFramer(InputStream in, StreamLimits limits) {
        this.in = in;
        this.limits = limits;
        this.kept = new KeptBytes(limits.stanzaBytes());
    }

    /**
     * The next frame.
     *
     * @return null at the end of the input
     * @throws StreamFailure if the input cannot be cut into stanzas
     */
    @Nullable
    Frame next() throws IOException {
        while (true) {
            if (position == end && !fill()) {
                return null;
            }
            Frame frame = step(buffer[position++]);
            beforePrevious = previous;
            previous = buffer[position - 1];
            if (frame != null) {
                return frame;
            }
        }
    }

    private boolean fill() throws IOException {
        if (from >= 0) {
            kept.add(buffer, from, end);
            from = 0;
            if (kept.total() > (long) limits.stanzaBytes() * HOPELESS) {
                throw new StreamFailure(StreamFault.NOT_XMPP, "a stanza without an end");
            }
        }
        int read = in.read(buffer);
        position = 0;
        end = Math.max(0, read);
        return read > 0;
    }

    private @Nullable Frame step(byte b) throws StreamFailure {
        switch (state) {
            case TEXT -> inText(b);
            case OPEN -> open(b);
            case START_TAG -> {
                return inStartTag(b);
            }
            case QUOTED -> inQuotes(b);
            case END_TAG -> {
                return b == '>' ? closeElement() : null;
            }
            case DECLARATION -> declare(b);
            case COMMENT -> leaveAfter(b, '-');
            case CDATA -> leaveAfter(b, ']');
            case INSTRUCTION -> inInstruction(b);
        }
        return null;
    }

    private void inText(byte first) {
        byte b = first;
        while (b != '<') {
            if (position == end) {
                return;
            }
            b = buffer[position++];
        }
        state = State.OPEN;
    }

    private void open(byte b) throws StreamFailure {
        switch (b) {
            case '/' -> state = State.END_TAG;
            case '!' -> {
                state = State.DECLARATION;
                marker = 0;
            }
            case '?' -> {
                state = State.INSTRUCTION;
                restrict();
            }
            default -> {
                state = State.START_TAG;
                attributes = 0;
                beginElement();
            }
        }
    }

    private void beginElement() {
        if (depth <= 1) {
            kept.begin();
            // the '<' may have been the last byte of the buffer before this one
            kept.addOpeningBracket();
            from = position - 1;
        }
        if (depth > limits.depth()) {
            kept.refuse(Trouble.TOO_DEEP);
        }
    }

    private @Nullable Frame inStartTag(byte b) {
        if (b == '"' || b == '\'') {
            quote = b;
            state = State.QUOTED;
        } else if (b == '=') {
            if (++attributes > limits.attributes()) {
                kept.refuse(Trouble.TOO_MANY_ATTRIBUTES);
            }
        } else if (b == '>') {
            return endStartTag(previous == '/');
        }
        return null;
    }

    private @Nullable Frame endStartTag(boolean empty) {
        state = State.TEXT;
        boolean top = depth <= 1;
        if (top) {
            kept.markHead(position - from);
        }
        if (depth == 0) {
            depth = empty ? 0 : 1;
            return finish(Kind.HEADER);
        }
        if (empty) {
            return depth == 1 ? finish(Kind.STANZA) : null;
        }
        depth++;
        return null;
    }

    private Frame finish(Kind kind) {
        kept.add(buffer, from, position);
        from = -1;
        return kept.toFrame(kind);
    }

    private void inQuotes(byte first) {
        byte b = first;
        while (b != quote) {
            if (position == end) {
                return;
            }
            b = buffer[position++];
        }
        state = State.START_TAG;
    }

    private @Nullable Frame closeElement() {
        state = State.TEXT;
        depth--;
        if (depth <= 0) {
            return Frame.END_OF_STREAM;
        }
        return depth == 1 ? finish(Kind.STANZA) : null;
    }

    /** Tells {@code <!--} and {@code <![CDATA[} from a document type, which no stream may contain. */
    private void declare(byte b) throws StreamFailure {
        marker++;
        if (marker == 1 && b == '[') {
            state = State.CDATA;
        } else if (marker == 2 && previous == '-' && b == '-') {
            state = State.COMMENT;
            marker = 0;
            restrict();
        } else if (marker > 1 || b != '-') {
            throw new StreamFailure(StreamFault.NOT_XMPP, "a document type or entity declaration (RFC 6120 §11.1)");
        }
    }

    private void leaveAfter(byte b, char twice) {
        if (b == '>' && previous == twice && beforePrevious == twice) {
            state = State.TEXT;
        }
    }

    private void inInstruction(byte b) {
        if (b == '>' && previous == '?') {
            state = State.TEXT;
        }
    }

    /** Comments and instructions cost the stanza they stand in; the XML declaration before the stream stands in none. */
    private void restrict() {
        if (depth > 1) {
            kept.refuse(Trouble.RESTRICTED);
        }
    }
}
