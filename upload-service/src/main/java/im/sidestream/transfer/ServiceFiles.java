package im.sidestream.transfer;

import im.sidestream.blob.BlobKey;
import im.sidestream.blob.BlobStore;
import im.sidestream.blob.BlobWriter;
import im.sidestream.slot.Catalog;
import im.sidestream.slot.Claim;
import im.sidestream.slot.ClaimTerms;
import im.sidestream.slot.Reservation;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.Upload;
import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Stores what the service itself has to hand out: a file as any other, but nobody's upload. Its content is written to a
 * spool first, since a slot needs a size. Thread-safe; it blocks.
 */
public final class ServiceFiles {
    /** Nobody else writes to the slot, so it is held once and for as long as any disk may take. */
    private static final Duration LEASE = Duration.ofMinutes(10);

    private static final int BUFFER = 64 << 10;

    private final Room room;
    private final Catalog catalog;
    private final BlobStore blobs;
    private final Clock clock;
    private final Path spool;

    /**
     * Wires it.
     *
     * @param room reserves what a file needs
     * @param spool a directory for nothing else; what an ended process left there is removed
     */
    public ServiceFiles(Room room, Catalog catalog, BlobStore blobs, Clock clock, Path spool) throws IOException {
        this.room = room;
        this.catalog = catalog;
        this.blobs = blobs;
        this.clock = clock;
        this.spool = spool;
        Files.createDirectories(spool);
        try (Stream<Path> left = Files.list(spool)) {
            for (Path file : left.toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /**
     * Stores a file and returns its row. Where the store may not take so much, the exception has a refusal as its cause.
     *
     * @param empty the slot of the file, its size not yet known
     */
    public Upload store(Upload empty, Content content) throws IOException {
        Path file = Files.createTempFile(spool, "file", "");
        try {
            try (Writer out = Files.newBufferedWriter(file)) {
                content.writeTo(out);
            }
            Upload upload = sized(empty, Files.size(file));
            room.reserve(upload).join();
            copy(file, catalog.claim(upload.id(), terms()).join());
            return upload;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static Upload sized(Upload empty, long size) {
        SlotRequest request = empty.request();
        return Upload.issued(
                empty.id(),
                new SlotRequest(
                        request.service(),
                        request.owner(),
                        request.name(),
                        size,
                        request.type(),
                        request.purpose(),
                        request.expireBefore()),
                empty.deadline());
    }

    private ClaimTerms terms() {
        Instant now = clock.instant();
        return new ClaimTerms(UploadReceiver.directory(now), LEASE, LEASE);
    }

    private void copy(Path file, Claim claim) throws IOException {
        Upload upload = claim.upload();
        BlobWriter writer = blobs.create(
                BlobKey.of(upload.directory(), upload.id().value(), claim.attempt()),
                upload.request().size());
        try {
            Sha256 digest = write(file, writer);
            writer.publish().join();
            catalog.commit(claim, digest).join();
        } catch (IOException | RuntimeException e) {
            // the row stays until its time is over, and nobody knows its id
            writer.abort();
            throw e;
        }
    }

    private static Sha256 write(Path file, BlobWriter writer) throws IOException {
        MessageDigest digest = Digests.sha256();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try (FileChannel from = FileChannel.open(file)) {
            while (from.read(buffer.clear()) >= 0) {
                buffer.flip();
                digest.update(buffer.duplicate());
                writer.write(buffer);
            }
        }
        return Sha256.of(digest.digest());
    }

    /** Where a file of the service finds room: it is in nobody's share. */
    @FunctionalInterface
    public interface Room {
        /** Reserves it, as {@link Catalog#reserve} does. */
        CompletableFuture<Reservation> reserve(Upload upload);
    }

    /** What a file of text holds. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of it. */
        void writeTo(Writer out) throws IOException;
    }
}
