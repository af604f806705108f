package im.sidestream.demo.message;

import java.util.List;

/** What a message means to this client. */
public sealed interface Incoming {

    /**
     * A file that can be fetched.
     *
     * @param file the file
     * @param format which of the formats said so
     */
    record File(SharedFile file, Format format) implements Incoming {}

    /**
     * A file whose sources come in a later message (XEP-0447 §3.2).
     *
     * @param file the file, without sources
     */
    record Announced(SharedFile file) implements Incoming {}

    /**
     * Sources for a file that was announced.
     *
     * @param messageId id of the message that announced it
     * @param urls the sources
     */
    record Sources(String messageId, List<String> urls) implements Incoming {}

    /**
     * A file that only a client with end-to-end encryption can read.
     *
     * @param why in words
     */
    record Sealed(String why) implements Incoming {}

    /**
     * A file that comes only if it is wanted.
     *
     * @param offer what is asked
     */
    record Offered(FileOffer offer) implements Incoming {}

    /**
     * A URL as text: shown, never fetched unasked.
     *
     * @param url as written
     */
    record Link(String url) implements Incoming {}

    /**
     * Ordinary text.
     *
     * @param body as written
     */
    record Text(String body) implements Incoming {}

    /** Nothing to show: a receipt, a chat state. */
    record Nothing() implements Incoming {}

    /** The format that named the file. */
    enum Format {
        /** XEP-0447. */
        STATELESS_FILE_SHARING,
        /** XEP-0385. */
        MEDIA_SHARING,
        /** XEP-0066. */
        OUT_OF_BAND
    }
}
