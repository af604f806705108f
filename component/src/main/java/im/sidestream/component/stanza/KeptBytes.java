package im.sidestream.component.stanza;

import im.sidestream.component.stanza.Frame.Kind;
import im.sidestream.component.stanza.Frame.Trouble;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of the stanza being read, up to a limit; after a refusal no more than its start tag. */
final class KeptBytes {

    private static final int SMALL = 8 * 1024;
    private static final int LARGE = 64 * 1024;
    private static final byte[] BRACKET = {'<'};

    private final int limit;
    private byte[] bytes = new byte[SMALL];
    private int length;
    private long total;
    private int head;
    private boolean headLost;
    private Trouble trouble = Trouble.NONE;

    KeptBytes(int limit) {
        this.limit = limit;
    }

    void begin() {
        if (bytes.length > LARGE) {
            bytes = new byte[SMALL];
        }
        length = 0;
        total = 0;
        head = 0;
        headLost = false;
        trouble = Trouble.NONE;
    }

    void addOpeningBracket() {
        add(BRACKET, 0, 1);
    }

    void add(byte[] source, int from, int to) {
        int added = to - from;
        total += added;
        if (total > limit) {
            refuse(Trouble.TOO_LARGE);
        }
        int wanted = trouble == Trouble.NONE ? added : Math.min(added, Math.max(0, head - length));
        if (wanted > 0) {
            ensureRoom(wanted);
            System.arraycopy(source, from, bytes, length, wanted);
            length += wanted;
        }
    }

    /** The start tag ends so many bytes after what was added last. */
    void markHead(int ahead) {
        long ends = total + ahead;
        if (ends <= limit && !headLost) {
            head = (int) ends;
        }
    }

    /** The first reason counts. */
    void refuse(Trouble reason) {
        if (trouble == Trouble.NONE) {
            trouble = reason;
            headLost = head == 0;
        }
    }

    long total() {
        return total;
    }

    Frame toFrame(Kind kind) {
        int shown = trouble == Trouble.NONE ? length : head;
        String text = new String(bytes, 0, shown, StandardCharsets.UTF_8);
        int headCharacters = head;
        if (trouble == Trouble.NONE && text.length() != length) {
            // not all ASCII: the start tag has fewer characters than bytes
            headCharacters = new String(bytes, 0, head, StandardCharsets.UTF_8).length();
        } else if (trouble != Trouble.NONE) {
            headCharacters = text.length();
        }
        return new Frame(kind, text, headCharacters, total, trouble);
    }

    private void ensureRoom(int more) {
        int needed = length + more;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(needed, 2L * bytes.length)));
        }
    }
}
