package im.sidestream.http;

import im.sidestream.slot.Refusal;
import im.sidestream.slot.Resumption;
import im.sidestream.slot.SlotToken;
import im.sidestream.transfer.ResumableUploads;
import im.sidestream.transfer.UploadReceiver;
import java.time.Clock;
import java.util.Objects;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** A HEAD of an upload link: how far the upload is (tus 1.0.0 "HEAD", draft "Offset Retrieval"). */
final class OffsetExchange {
    private final Exchange exchange;
    private final UploadReceiver receiver;
    private final ResumableUploads uploads;
    private final Clock clock;

    OffsetExchange(Exchange exchange, UploadReceiver receiver, ResumableUploads uploads, Clock clock) {
        this.exchange = exchange;
        this.receiver = receiver;
        this.uploads = uploads;
        this.clock = clock;
    }

    void begin() {
        if (Dialect.refusedVersion(exchange)) {
            return;
        }
        try {
            SlotToken allowed = receiver.require(exchange.id(), exchange.token());
            var unused = uploads.standing(exchange.id())
                    .whenComplete((standing, failure) -> answer(standing, failure, allowed.size()));
        } catch (Refusal refusal) {
            exchange.fail(refusal);
        }
    }

    private void answer(@Nullable Resumption standing, @Nullable Throwable failure, long size) {
        if (standing == null) {
            exchange.fail(Objects.requireNonNull(failure));
            return;
        }
        exchange.ownedBy(standing.upload().request().owner());
        FileHeaders.addNotCached(exchange.headers());
        exchange.headers().put(ResumeHeaders.LENGTH, size);
        ResumeHeaders.addStanding(exchange.headers(), standing, clock.instant());
        exchange.succeed(HttpStatus.NO_CONTENT_204);
    }
}
