package im.sidestream.delivery;

/**
 * An offer with what it offers.
 *
 * @param offer the receiver's row
 * @param delivery what it belongs to
 */
public record Offering(Offer offer, Delivery delivery) {}
