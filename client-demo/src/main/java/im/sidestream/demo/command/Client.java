package im.sidestream.demo.command;

import im.sidestream.demo.session.Account;
import im.sidestream.demo.session.ChatSession;
import im.sidestream.demo.session.Endpoint;
import im.sidestream.demo.session.SessionException;
import im.sidestream.demo.share.FileReceiver;
import im.sidestream.demo.share.FileSender;
import im.sidestream.demo.share.Uploader;
import im.sidestream.demo.slots.UploadServices;
import im.sidestream.demo.transfer.Backoff;
import im.sidestream.demo.transfer.Progress;
import im.sidestream.demo.transfer.Transfers;
import java.nio.file.Path;

/** A logged-in client, wired for one command. */
final class Client implements AutoCloseable {

    private final ConnectionOptions options;
    private final Progress.Display display;
    private final Transfers transfers;
    private final ChatSession session;

    private Client(ConnectionOptions options, Progress.Display display, Transfers transfers, ChatSession session) {
        this.options = options;
        this.display = display;
        this.transfers = transfers;
        this.session = session;
    }

    static Client open(ConnectionOptions options, Surroundings surroundings)
            throws WrongConfiguration, SessionException, InterruptedException {
        Account account = options.account(surroundings);
        Endpoint endpoint = options.endpoint();
        Transfers transfers = new Transfers(
                endpoint.trust().context(), options.rule(), Transfers.Patience.standard(), surroundings.clock());
        ChatSession session = ChatSession.open(endpoint, account);
        return new Client(options, options.display(surroundings), transfers, session);
    }

    ChatSession session() {
        return session;
    }

    FileSender sender(FileSender.Style style, int maxSlots) {
        UploadServices services = new UploadServices(session, options.rule(), options.service());
        Uploader uploader = new Uploader(transfers, Backoff.standard(), display, maxSlots);
        return new FileSender(session, services, uploader, style);
    }

    FileReceiver receiver(Path directory, long limit) {
        return new FileReceiver(transfers, options.rule(), display, directory, limit);
    }

    @Override
    public void close() {
        session.close();
        transfers.close();
    }
}
