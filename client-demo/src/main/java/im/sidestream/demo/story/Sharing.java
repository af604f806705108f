package im.sidestream.demo.story;

import im.sidestream.demo.message.MessageWriter.Chat;
import im.sidestream.demo.session.ChatSession;
import im.sidestream.demo.session.SessionException;
import im.sidestream.demo.share.FileSender;
import im.sidestream.demo.share.FileSender.Sent;
import im.sidestream.demo.share.ReceivedFile;
import im.sidestream.demo.transfer.TransferException;
import im.sidestream.demo.transfer.UploadSource;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Shares files beside a chat that goes on, and writes down what happened when. */
final class Sharing {

    private final Ends ends;
    private final FileSender fileSender;
    private final Arrivals arrivals;
    private final Narrator narrator;
    private final Conversation conversation;
    private final Tape outgoing;
    private final Tape incoming;
    private RoundTrips duringLastUpload = new RoundTrips(List.of());

    Sharing(Ends ends, FileSender fileSender, Arrivals arrivals, Narrator narrator, Clock clock) {
        this.ends = ends;
        this.fileSender = fileSender;
        this.arrivals = arrivals;
        this.narrator = narrator;
        this.outgoing = new Tape(clock);
        this.incoming = new Tape(clock);
        ends.sender().onSending(outgoing::record);
        ends.receiver().onMessage(incoming::record);
        this.conversation = new Conversation(ends.sender(), ends.receiver(), ends.chat());
    }

    Ends ends() {
        return ends;
    }

    RoundTrips chat(int times) throws StoryBroken, SessionException, InterruptedException {
        return conversation.exchange(times);
    }

    RoundTrips chatDuringLastUpload() {
        return duringLastUpload;
    }

    SharedOnce share(Path file) throws StoryBroken, SessionException, TransferException, InterruptedException {
        UploadSource source = UploadSource.of(file);
        narrator.says("the sender asks for a slot and uploads \"" + source.name() + "\", " + source.size() + " bytes, "
                + source.mediaType() + "; the chat goes on");
        Sent sent = upload(source);
        narrator.says("the server answered " + sent.uploaded().stored().status() + "; the link is posted in the chat: "
                + sent.file().urls().get(0));
        ReceivedFile received = arrivals.next();
        narrator.says("the receiver has it: " + received.downloaded().bytes() + " bytes, SHA-256 "
                + received.downloaded().digests().sha256Hex());
        String link = sent.file().urls().get(0);
        return new SharedOnce(file, sent, received, firstTime(outgoing, link), firstTime(incoming, link));
    }

    private Sent upload(UploadSource source)
            throws StoryBroken, SessionException, TransferException, InterruptedException {
        ExecutorService beside = Executors.newSingleThreadExecutor(task -> new Thread(task, "upload"));
        try {
            CompletableFuture<Sent> sent = new CompletableFuture<>();
            beside.execute(() -> {
                try {
                    sent.complete(fileSender.send(source, ends.chat(), null));
                } catch (SessionException | TransferException | RuntimeException e) {
                    sent.completeExceptionally(e);
                } catch (InterruptedException e) {
                    sent.completeExceptionally(e);
                    Thread.currentThread().interrupt();
                }
            });
            duringLastUpload = conversation.exchangeWhile(() -> !sent.isDone());
            return sent.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new StoryBroken("the upload failed: " + (cause == null ? e : cause.getMessage()), e);
        } finally {
            beside.shutdownNow();
        }
    }

    private static Instant firstTime(Tape tape, String link) throws StoryBroken {
        return tape.firstTime(link).orElseThrow(() -> new StoryBroken("the link never came over the stream"));
    }

    /**
     * The two users.
     *
     * @param sender shares files
     * @param receiver gets them
     * @param chat the sender's chat with the receiver
     */
    record Ends(ChatSession sender, ChatSession receiver, Chat chat) {}
}
