package im.sidestream.demo.story;

import im.sidestream.demo.message.MessageWriter.Chat;
import im.sidestream.demo.session.ChatSession;
import im.sidestream.demo.session.Endpoint;
import im.sidestream.demo.session.SessionException;
import im.sidestream.demo.session.StreamIdentity;
import im.sidestream.demo.session.Trust;
import im.sidestream.demo.share.FileReceiver;
import im.sidestream.demo.share.FileSender;
import im.sidestream.demo.share.Inbox;
import im.sidestream.demo.share.Uploader;
import im.sidestream.demo.slots.UploadService;
import im.sidestream.demo.slots.UploadServices;
import im.sidestream.demo.transfer.Backoff;
import im.sidestream.demo.transfer.Progress;
import im.sidestream.demo.transfer.TransferException;
import im.sidestream.demo.transfer.Transfers;
import im.sidestream.demo.transfer.UrlRule;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two users chat; one shares a picture and then a large file while the chat goes on; the other has both a moment later,
 * over links that came through the same, never interrupted stream. Tells the story as it happens, and proves it.
 */
public final class Story {

    private static final int MAX_SLOTS = 3;

    private final Scene scene;
    private final StorySettings settings;
    private final Progress.Display display;
    private final Narrator narrator;
    private final PrintStream out;
    private final Clock clock;

    /**
     * A story that was not told yet.
     *
     * @param display shows how far the transfers are
     * @param out where the story goes
     */
    public Story(Scene scene, StorySettings settings, Progress.Display display, PrintStream out, Clock clock) {
        this.scene = scene;
        this.settings = settings;
        this.display = display;
        this.out = out;
        this.clock = clock;
        this.narrator = new Narrator(out, clock);
    }

    /**
     * Plays it once; at the end nothing is left of its files.
     *
     * @throws StoryBroken if anything is not as it should be
     */
    public void play() throws StoryBroken, InterruptedException {
        Path sources = scene.work().resolve("outgoing");
        Path arrivals = scene.work().resolve("incoming");
        try {
            Files.createDirectories(sources);
            perform(sources, arrivals);
        } catch (SessionException | TransferException e) {
            throw new StoryBroken(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new StoryBroken("cannot read or write a file: " + e.getMessage(), e);
        } finally {
            Directories.remove(sources);
            Directories.remove(arrivals);
        }
    }

    private void perform(Path sources, Path arrivals)
            throws StoryBroken, SessionException, TransferException, IOException, InterruptedException {
        Trust trust = Trust.in(scene.ca());
        Endpoint endpoint = new Endpoint(scene.host(), scene.port(), trust);
        UrlRule rule = new UrlRule(scene.allowHttpLoopback());
        try (Transfers transfers = new Transfers(trust.context(), rule, Transfers.Patience.standard(), clock);
                ChatSession sender = ChatSession.open(endpoint, scene.sender());
                ChatSession receiver = ChatSession.open(endpoint, scene.receiver())) {
            narrator.says("both users logged in over TLS: " + sender.jid() + " and " + receiver.jid());
            FileReceiver files = new FileReceiver(transfers, rule, display, arrivals, Long.MAX_VALUE);
            Arrivals arrived = new Arrivals();
            try (Inbox inbox = new Inbox(receiver, files, from -> true, arrived)) {
                inbox.start();
                FileSender fileSender = sender(sender, transfers, rule);
                Chat chat = new Chat(receiver.jid().asBareJid(), sender.newId());
                Sharing sharing =
                        new Sharing(new Sharing.Ends(sender, receiver, chat), fileSender, arrived, narrator, clock);
                tell(sharing, fileSender, sources);
            }
        }
    }

    private FileSender sender(ChatSession session, Transfers transfers, UrlRule rule) {
        UploadServices services = new UploadServices(session, rule, scene.service());
        Uploader uploader = new Uploader(transfers, Backoff.standard(), display, MAX_SLOTS);
        return new FileSender(session, services, uploader, FileSender.Style.ONE_MESSAGE);
    }

    private void tell(Sharing sharing, FileSender fileSender, Path sources)
            throws StoryBroken, SessionException, TransferException, IOException, InterruptedException {
        UploadService service = fileSender.service();
        narrator.says("the server lists an upload service: " + service.jid() + ", files up to " + service.maxFileSize()
                + " bytes");
        if (settings.largeFile() > service.maxFileSize()) {
            throw new StoryBroken("the upload service takes no file of " + settings.largeFile() + " bytes");
        }
        Path picture = sources.resolve("evening over the hills.png");
        Landscape.write(picture);
        Path large = sources.resolve("recording.bin");
        LargeFile.write(large, settings.largeFile());

        RoundTrips before = sharing.chat(settings.roundTrips());
        narrator.says("they chat: " + before);
        Map<String, StreamIdentity> streamsBefore = streams(sharing.ends());
        SharedOnce first = sharing.share(picture);
        SharedOnce second = sharing.share(large);
        narrator.says("they chat on: " + sharing.chat(settings.roundTrips()));

        Proof proof = new Proof(
                streamsBefore, streams(sharing.ends()), before, sharing.chatDuringLastUpload(), List.of(first, second));
        verify(proof);
    }

    private static Map<String, StreamIdentity> streams(Sharing.Ends ends) {
        Map<String, StreamIdentity> streams = new LinkedHashMap<>();
        streams.put("sender  ", ends.sender().identity());
        streams.put("receiver", ends.receiver().identity());
        return streams;
    }

    private void verify(Proof proof) throws StoryBroken, IOException {
        proof.verifyStreams();
        for (SharedOnce file : proof.files()) {
            file.verify();
        }
        proof.print(out);
    }
}
