package im.sidestream.demo.share;

import im.sidestream.demo.message.ContentHash;
import im.sidestream.demo.message.FileMetadata;
import im.sidestream.demo.message.MessageWriter;
import im.sidestream.demo.message.MessageWriter.Chat;
import im.sidestream.demo.message.SharedFile;
import im.sidestream.demo.session.ChatSession;
import im.sidestream.demo.session.SessionException;
import im.sidestream.demo.slots.SlotRefused;
import im.sidestream.demo.slots.UploadService;
import im.sidestream.demo.slots.UploadServices;
import im.sidestream.demo.transfer.Digests;
import im.sidestream.demo.transfer.TransferException;
import im.sidestream.demo.transfer.UploadSlot;
import im.sidestream.demo.transfer.UploadSource;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jivesoftware.smack.packet.Message;
import org.jspecify.annotations.Nullable;

/** Shares files in chats: slot, PUT, and only after 201 the link, in the conversation it belongs to. */
public final class FileSender {

    private static final int DISCOVERY_TRIES = 5;
    private static final int DISCOVERY_PAUSE_MILLIS = 1_000;

    private final ChatSession session;
    private final UploadServices services;
    private final Uploader uploader;
    private final Style style;

    /** For one session. */
    public FileSender(ChatSession session, UploadServices services, Uploader uploader, Style style) {
        this.session = session;
        this.services = services;
        this.uploader = uploader;
        this.style = style;
    }

    /** How a file is shared. */
    public enum Style {
        /** One message after the upload: every client understands it. */
        ONE_MESSAGE,
        /** The announcement before the upload, the sources after it (XEP-0447 §3.2). */
        TWO_STEPS
    }

    /**
     * Uploads a file and shares it.
     *
     * @param caption text that goes before the link, in a message of its own, or null
     * @throws TransferException if the file did not reach the service; then no link was sent
     * @throws SessionException if the stream is lost, or nobody can be asked
     */
    public Sent send(UploadSource source, Chat chat, @Nullable String caption)
            throws TransferException, SessionException, InterruptedException {
        String shareId = session.newId();
        Optional<String> announcement = Optional.empty();
        if (style == Style.TWO_STEPS) {
            announcement = Optional.of(session.newId());
            FileMetadata known = metadata(source, Optional.empty(), caption);
            session.send(
                    MessageWriter.announce(chat, announcement.get(), new SharedFile(shareId, known, List.of(), null)));
        }
        Uploaded uploaded = upload(source);
        FileMetadata metadata = metadata(source, Optional.of(uploaded.stored().digests()), caption);
        SharedFile file =
                new SharedFile(shareId, metadata, List.of(uploaded.slot().get().toString()), null);
        if (caption != null) {
            session.send(MessageWriter.text(chat, session.newId(), caption));
        }
        String id = session.newId();
        Message message = announcement
                .map(earlier -> MessageWriter.attach(chat, id, earlier, file))
                .orElseGet(() -> MessageWriter.share(chat, id, file));
        session.send(message);
        return new Sent(id, file, uploaded);
    }

    /**
     * Uploads a file and shares it with nobody.
     *
     * @throws TransferException if the file did not reach the service
     * @throws SessionException if nobody can be asked
     */
    public Uploaded upload(UploadSource source) throws TransferException, SessionException, InterruptedException {
        return uploader.upload(this::nextSlot, source);
    }

    private UploadSlot nextSlot(UploadSource source)
            throws SlotRefused, TransferException, SessionException, InterruptedException {
        return services.request(service(), source);
    }

    /** The session's upload service; waits a little for one that is just starting. */
    public UploadService service() throws TransferException, SessionException, InterruptedException {
        for (int n = 0; n < DISCOVERY_TRIES; n++) {
            Optional<UploadService> found = services.find();
            if (found.isPresent()) {
                return found.get();
            }
            TimeUnit.MILLISECONDS.sleep(DISCOVERY_PAUSE_MILLIS);
        }
        throw new TransferException("the server " + session.domain() + " offers no file upload");
    }

    private static FileMetadata metadata(UploadSource source, Optional<Digests> digests, @Nullable String caption)
            throws TransferException {
        List<ContentHash> hashes = new ArrayList<>();
        digests.ifPresent(known -> {
            for (String algorithm : List.of(Digests.SHA_256, Digests.SHA3_256)) {
                known.value(algorithm).ifPresent(value -> hashes.add(ContentHash.of(algorithm, value)));
            }
        });
        return new FileMetadata(source.name(), source.mediaType(), source.size(), lastChange(source), hashes, caption);
    }

    private static Instant lastChange(UploadSource source) throws TransferException {
        try {
            return Files.getLastModifiedTime(source.path()).toInstant().truncatedTo(ChronoUnit.SECONDS);
        } catch (IOException e) {
            throw new TransferException("cannot read the file " + source.path(), e);
        }
    }

    /**
     * A file that was shared.
     *
     * @param messageId id of the message with the link
     * @param file as shared
     * @param uploaded how it got there
     */
    public record Sent(String messageId, SharedFile file, Uploaded uploaded) {}
}
