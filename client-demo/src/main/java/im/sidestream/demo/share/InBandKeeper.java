package im.sidestream.demo.share;

import im.sidestream.demo.inband.InBandFile;
import im.sidestream.demo.inband.InBandReceiver;
import im.sidestream.demo.message.SharedFile;
import im.sidestream.demo.transfer.Downloaded;
import im.sidestream.demo.transfer.TransferException;
import java.io.InputStream;
import java.util.List;

/** Keeps files that come in the stream, from services whose offers were accepted. */
final class InBandKeeper implements InBandReceiver.Keeper {

    private final FileReceiver receiver;
    private final OfferDesk desk;
    private final Inbox.Listener listener;

    InBandKeeper(FileReceiver receiver, OfferDesk desk, Inbox.Listener listener) {
        this.receiver = receiver;
        this.desk = desk;
        this.listener = listener;
    }

    @Override
    public boolean wants(InBandFile file) {
        return desk.expects(file.from()) && receiver.takes(file.metadata());
    }

    @Override
    public boolean keep(InBandFile file, InputStream in) {
        SharedFile shared = new SharedFile(file.session(), file.metadata(), List.of(), null);
        listener.shared(file.from(), shared);
        try {
            Downloaded downloaded = receiver.keep(file.metadata(), file.from() + " " + file.session(), in);
            listener.kept(new ReceivedFile(file.from(), shared, downloaded));
            return true;
        } catch (TransferException e) {
            listener.failed(file.from(), String.valueOf(e.getMessage()));
            return false;
        }
    }

    @Override
    public void failed(InBandFile file, String reason) {
        listener.failed(file.from(), reason);
    }
}
