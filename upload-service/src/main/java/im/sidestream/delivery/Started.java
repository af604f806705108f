package im.sidestream.delivery;

import java.util.List;

/**
 * What became of an order.
 *
 * @param delivery the row
 * @param asked how many receivers are asked, or sent the file where they allowed that before
 * @param leftOut who is not, and why
 */
public record Started(Delivery delivery, long asked, List<Deliveries.LeftOut> leftOut) {
    public Started {
        leftOut = List.copyOf(leftOut);
    }
}
