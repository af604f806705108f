package im.sidestream.component.stanza;

/**
 * A piece of the incoming stream that stands on its own.
 *
 * @param text the element as sent; of a refused stanza its start tag alone, closed in itself, or nothing if that was
 *     too long to keep
 * @param headLength length of the start tag in {@code text}
 * @param bytes length of the element on the wire
 */
record Frame(Kind kind, String text, int headLength, long bytes, Trouble trouble) {

    enum Kind {
        /** The start tag of the stream. */
        HEADER,
        /** One child of the stream. */
        STANZA,
        /** The end tag of the stream. */
        END
    }

    /** Why a stanza is not parsed. */
    enum Trouble {
        NONE,
        TOO_LARGE,
        TOO_DEEP,
        TOO_MANY_ATTRIBUTES,
        /** Comments and processing instructions, RFC 6120 §11.1. */
        RESTRICTED
    }

    static final Frame END_OF_STREAM = new Frame(Kind.END, "", 0, 0, Trouble.NONE);

    /** The start tag as an element without content. */
    String head() {
        String tag = text.substring(0, headLength);
        if (tag.isEmpty() || tag.endsWith("/>")) {
            return tag;
        }
        return tag.substring(0, tag.length() - 1) + "/>";
    }
}
