package im.sidestream.component.offers;

import im.sidestream.delivery.DeliveryId;
import im.sidestream.delivery.OfferId;
import im.sidestream.slot.LinkId;
import java.net.URI;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Where things are on the web.
 *
 * @param file a receiver's own link, with the file's name behind it
 * @param offer the page on which a receiver decides
 * @param report the page that a sender sees
 */
public record Pages(
        BiFunction<LinkId, String, URI> file, Function<OfferId, URI> offer, Function<DeliveryId, URI> report) {}
