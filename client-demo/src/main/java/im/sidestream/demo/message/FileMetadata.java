package im.sidestream.demo.message;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a message says about a file (XEP-0446); everything in it was written by the sender.
 *
 * @param name as sent: not fit for a file system
 * @param mediaType media type, or null if not said
 * @param size bytes, or {@link #UNKNOWN_SIZE}
 * @param date last change of the file, or null
 * @param hashes in order of the message
 * @param description free text, or null
 */
public record FileMetadata(
        @Nullable String name,
        @Nullable String mediaType,
        long size,
        @Nullable Instant date,
        List<ContentHash> hashes,
        @Nullable String description) {

    /** The message does not say how long the file is. */
    public static final long UNKNOWN_SIZE = -1;

    /** Nothing is known but that there is a file. */
    public static final FileMetadata NONE = new FileMetadata(null, null, UNKNOWN_SIZE, null, List.of(), null);

    /** Reads a {@code <file/>} of XEP-0446 or XEP-0234. */
    public static FileMetadata read(XmlNode file) {
        return FileSharing.readMetadata(file);
    }

    public FileMetadata {
        hashes = List.copyOf(hashes);
    }
}
