package im.sidestream.demo.command;

import im.sidestream.demo.message.FileOffer;
import im.sidestream.demo.message.FileOffer.Decision;
import im.sidestream.demo.message.SharedFile;
import im.sidestream.demo.share.Inbox;
import im.sidestream.demo.share.ReceivedFile;
import java.io.PrintStream;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;

/** Prints what arrives: one line each, without what could steer a terminal. */
final class Display implements Inbox.Listener {

    private static final Pattern STEERING = Pattern.compile("[\\p{Cc}&&[^\\t]]");

    private final PrintStream out;
    private final PrintStream err;
    private final Consumer<Boolean> done;

    /**
     * Prints to these.
     *
     * @param done is told of each file that was dealt with, and whether it is here
     */
    Display(PrintStream out, PrintStream err, Consumer<Boolean> done) {
        this.out = out;
        this.err = err;
        this.done = done;
    }

    @Override
    public void text(Jid from, String body) {
        out.println(safe(from.asBareJid() + ": " + body));
    }

    @Override
    public void shared(Jid from, SharedFile file) {
        String name = file.metadata().name();
        err.println(safe(from.asBareJid() + " shares " + (name == null ? "a file" : name)));
    }

    @Override
    public void offered(Jid from, FileOffer offer) {
        offer.text().lines().forEach(line -> out.println(safe(from.asBareJid() + ": " + line)));
    }

    @Override
    public void answered(Jid from, FileOffer offer, Decision decision) {
        err.println(safe((decision == Decision.ACCEPT ? "accepted" : "declined") + " the offer of " + offer.sender()
                + " from " + from.asBareJid()));
    }

    @Override
    public void kept(ReceivedFile file) {
        out.println(safe(
                "saved " + file.downloaded().path() + " " + file.downloaded().bytes() + " bytes sha256 "
                        + file.downloaded().digests().sha256Hex()
                        + (file.downloaded().verified() ? " verified" : " (the sender gave no digest)")));
        done.accept(true);
    }

    @Override
    public void failed(Jid from, String reason) {
        err.println(safe("file from " + from.asBareJid() + ": " + reason));
        done.accept(false);
    }

    @Override
    public void bounced(Jid from, @Nullable String id, String reason) {
        err.println(safe("not delivered to " + from + ": " + reason));
    }

    /** The line without what could steer a terminal. */
    static String safe(String line) {
        return STEERING.matcher(line).replaceAll(" ");
    }
}
