package im.sidestream.delivery;

import im.sidestream.slot.Owner;
import im.sidestream.slot.SlotId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sender orders.
 *
 * @param sender who
 * @param file an upload of the sender's
 * @param receivers addresses as the sender spelled them, in that order
 * @param note the sender's words, empty for none
 * @param answerBy after it silence is no; null leaves that to the service
 * @param consent whether receivers are asked first
 * @param language of what the sender is told (BCP 47)
 */
public record Order(
        Owner sender,
        SlotId file,
        Collection<String> receivers,
        String note,
        @Nullable Instant answerBy,
        boolean consent,
        String language) {
    public Order {
        receivers = List.copyOf(receivers);
    }
}
