package im.sidestream.demo.story;

import im.sidestream.demo.message.SharedFile;
import im.sidestream.demo.share.Inbox;
import im.sidestream.demo.share.ReceivedFile;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;

/** What the receiver got, in order. */
final class Arrivals implements Inbox.Listener {

    private static final long WAIT_MINUTES = 10;

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /** Waits for the next file. */
    ReceivedFile next() throws StoryBroken, InterruptedException {
        Event event = events.poll(WAIT_MINUTES, TimeUnit.MINUTES);
        if (event == null) {
            throw new StoryBroken("the receiver got no file within " + WAIT_MINUTES + " minutes");
        }
        ReceivedFile file = event.file();
        if (file == null) {
            throw new StoryBroken("the receiver got no file: " + event.failure());
        }
        return file;
    }

    @Override
    public void text(Jid from, String body) {
        // the chat itself is told by its round trips
    }

    @Override
    public void shared(Jid from, SharedFile file) {
        // told when it is here
    }

    @Override
    public void kept(ReceivedFile file) {
        events.add(new Event(file, ""));
    }

    @Override
    public void failed(Jid from, String reason) {
        events.add(new Event(null, reason));
    }

    @Override
    public void bounced(Jid from, @Nullable String id, String reason) {
        events.add(new Event(null, "a message came back: " + reason));
    }

    private record Event(@Nullable ReceivedFile file, String failure) {}
}
