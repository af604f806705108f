package im.sidestream.blob.s3;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file in the spool: filled by one thread, then read as often as sending it takes, then removed. */
final class SpoolFile {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolFile.class);

    private final Path path;
    private final FileChannel channel;
    private final long longest;
    private final Spool spool;
    private long size;

    SpoolFile(Path path, FileChannel channel, long longest, Spool spool) {
        this.path = path;
        this.channel = channel;
        this.longest = longest;
        this.spool = spool;
    }

    Path path() {
        return path;
    }

    long size() {
        return size;
    }

    boolean isFull() {
        return size >= longest;
    }

    /** Takes as much of {@code bytes} as still fits. */
    void write(ByteBuffer bytes) throws IOException {
        int limit = bytes.limit();
        bytes.limit(bytes.position() + (int) Math.min(bytes.remaining(), longest - size));
        try {
            while (bytes.hasRemaining()) {
                size += channel.write(bytes);
            }
        } catch (IOException e) {
            throw spool.orFull(e);
        } finally {
            bytes.limit(limit);
        }
    }

    /** Says that nothing is added any more. */
    void end() throws IOException {
        channel.close();
    }

    /** Returns the SHA-256 of what it holds, in hexadecimal digits. */
    String digest() throws IOException {
        try (DigestInputStream in =
                new DigestInputStream(Files.newInputStream(path), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Removes it; may be said again. */
    void remove() {
        try {
            channel.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("{} stays in the spool until the next start: {}", path, e.toString());
        }
    }
}
