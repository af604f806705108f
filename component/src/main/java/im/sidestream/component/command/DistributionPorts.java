package im.sidestream.component.command;

import im.sidestream.component.offers.Answers;
import im.sidestream.component.offers.RoomMembers;
import im.sidestream.delivery.DeliveryId;
import im.sidestream.delivery.DeliveryLimits;
import im.sidestream.delivery.Distributor;
import im.sidestream.delivery.ReceiverLists;
import im.sidestream.delivery.StandingConsents;
import im.sidestream.slot.Owner;
import im.sidestream.slot.SlotId;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What one file to many works on.
 *
 * @param answers what receivers say
 * @param rooms who is in a room
 * @param texts what users uploaded, to be read as text
 * @param limits what holds now
 * @param page where a sender sees what became of a delivery
 * @param begun runs after an order, so that its offers need not wait
 */
public record DistributionPorts(
        Distributor distributor,
        StandingConsents consents,
        ReceiverLists lists,
        Answers answers,
        RoomMembers rooms,
        OwnTexts texts,
        Supplier<DeliveryLimits> limits,
        Function<DeliveryId, URI> page,
        Runnable begun) {

    /** Reads uploads of their owner. */
    @FunctionalInterface
    public interface OwnTexts {
        /** Returns an upload's text; refused where it is not the owner's, is too large, or is gone. */
        CompletableFuture<String> read(Owner owner, SlotId file);
    }
}
