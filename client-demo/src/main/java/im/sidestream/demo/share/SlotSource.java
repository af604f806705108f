package im.sidestream.demo.share;

import im.sidestream.demo.session.SessionException;
import im.sidestream.demo.slots.SlotRefused;
import im.sidestream.demo.transfer.TransferException;
import im.sidestream.demo.transfer.UploadSlot;
import im.sidestream.demo.transfer.UploadSource;

/** Where slots come from. */
@FunctionalInterface
public interface SlotSource {

    /**
     * A slot that nobody used yet.
     *
     * @throws SlotRefused if the service gives none
     * @throws TransferException if there is no service
     * @throws SessionException if it cannot be asked
     */
    UploadSlot next(UploadSource source) throws SlotRefused, TransferException, SessionException, InterruptedException;
}
