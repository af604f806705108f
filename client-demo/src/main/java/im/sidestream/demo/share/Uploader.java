package im.sidestream.demo.share;

import im.sidestream.demo.session.SessionException;
import im.sidestream.demo.slots.SlotRefused;
import im.sidestream.demo.transfer.Backoff;
import im.sidestream.demo.transfer.Progress;
import im.sidestream.demo.transfer.PutOutcome;
import im.sidestream.demo.transfer.PutOutcome.Refused;
import im.sidestream.demo.transfer.PutOutcome.Stored;
import im.sidestream.demo.transfer.TransferException;
import im.sidestream.demo.transfer.Transfers;
import im.sidestream.demo.transfer.UploadSlot;
import im.sidestream.demo.transfer.UploadSource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a file to the service. A slot that was answered is never used again (XEP-0363 §4): every refusal leads to a
 * fresh one. Only if the connection broke before any answer the same slot is tried once more, since the file may be
 * there already; then the server says 409 with its digest.
 */
public final class Uploader {

    private static final Logger log = LoggerFactory.getLogger(Uploader.class);

    private final Transfers transfers;
    private final Backoff backoff;
    private final Progress.Display display;
    private final int maxSlots;

    /**
     * Over these transfers.
     *
     * @param maxSlots how many slots one file may take
     */
    public Uploader(Transfers transfers, Backoff backoff, Progress.Display display, int maxSlots) {
        this.transfers = transfers;
        this.backoff = backoff;
        this.display = display;
        this.maxSlots = maxSlots;
    }

    /**
     * Asks for a slot and puts the file there; returns only when the server said that it can be fetched.
     *
     * @throws TransferException if that did not succeed
     * @throws SessionException if no slot can be asked for
     */
    public Uploaded upload(SlotSource slots, UploadSource source)
            throws TransferException, SessionException, InterruptedException {
        String last = "";
        for (int n = 0; n < maxSlots; n++) {
            UploadSlot slot = slot(slots, source);
            Optional<PutOutcome> outcome = put(slot, source);
            if (outcome.isPresent() && outcome.get() instanceof Stored stored) {
                return new Uploaded(slot, stored, n + 1);
            }
            last = "no answer";
            if (outcome.isPresent() && outcome.get() instanceof Refused refused) {
                last = "status " + refused.status();
                waitAsAsked(refused);
            }
            if (n + 1 < maxSlots) {
                backoff.beforeRepetition(n);
            }
        }
        throw new TransferException("the upload failed in " + maxSlots + " slots, last: " + last);
    }

    private void waitAsAsked(Refused refused) throws TransferException, InterruptedException {
        Duration wait = refused.retryAfter();
        if (refused.isFinal() || (wait != null && backoff.isTooLong(wait))) {
            throw new TransferException("the server refused the upload with status " + refused.status()
                    + (wait == null ? "" : ", try again in " + wait.toSeconds() + " s"));
        }
        if (wait != null) {
            backoff.asAsked(wait);
        }
    }

    private UploadSlot slot(SlotSource slots, UploadSource source)
            throws TransferException, SessionException, InterruptedException {
        for (int n = 0; ; n++) {
            try {
                return slots.next(source);
            } catch (SlotRefused e) {
                Duration wait = e.retryAt()
                        .map(at -> Duration.between(transfers.clock().instant(), at))
                        .orElse(Duration.ZERO);
                if (!e.isTemporary() || backoff.isTooLong(wait) || n + 1 >= maxSlots) {
                    throw new TransferException(String.valueOf(e.getMessage()), e);
                }
                if (e.retryAt().isPresent()) {
                    backoff.asAsked(wait.isNegative() ? Duration.ZERO : wait);
                } else {
                    backoff.beforeRepetition(n);
                }
            }
        }
    }

    private Optional<PutOutcome> put(UploadSlot slot, UploadSource source)
            throws TransferException, InterruptedException {
        for (int n = 0; n < 2; n++) {
            try (Progress progress = display.start("PUT " + source.name(), source.size())) {
                return Optional.of(transfers.put(slot, source, progress));
            } catch (IOException e) {
                log.info("{} at {}", e.getMessage(), Instant.now(transfers.clock()));
                backoff.beforeRepetition(n);
            }
        }
        return Optional.empty();
    }
}
