package im.sidestream.catalog;

import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryId;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Offer;
import im.sidestream.delivery.OfferId;
import im.sidestream.delivery.Offering;
import im.sidestream.delivery.Via;
import im.sidestream.slot.LinkId;
import im.sidestream.slot.Owner;
import im.sidestream.slot.SlotId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How deliveries and offers are read from their rows. */
final class OfferRows {
    /** What {@link #whole} reads of a table called {@code d}, in its order. */
    static final String DELIVERY = "d.seq, d.milestone, d.receivers, d.id, d.service, d.sender, d.file, d.name, d.size,"
            + " d.type, d.note, d.answer_by, d.consent, d.language, d.phase, d.begun, d.origin_relay, d.origin_delivery";

    /** What {@link #one} reads of a table called {@code o}, in its order. */
    static final String OFFER =
            "o.seq, o.delivery, o.id, o.receiver, o.code, o.state, o.via, o.link, o.relay, o.remote,"
                    + " o.problem, o.made, o.offered, o.answered, o.sent, o.delivered, o.downloaded, o.ended, o.resource";

    /** Both, of offers with their deliveries. */
    static final String BOTH = DELIVERY + ", " + OFFER;

    static final String FROM_BOTH = " FROM offer o JOIN delivery d ON d.seq = o.delivery ";
    private static final int OFFER_IN_BOTH = 18;

    private OfferRows() {}

    static Whole whole(ResultSet row) throws SQLException {
        String file = row.getString(7);
        Delivery delivery = new Delivery(
                new DeliveryId(row.getString(4)),
                new Owner(row.getString(5), row.getString(6)),
                file == null ? null : new SlotId(file),
                new Delivery.Content(row.getString(8), row.getLong(9), row.getString(10)),
                new Delivery.Terms(
                        row.getString(11),
                        Instant.ofEpochMilli(row.getLong(12)),
                        row.getInt(13) != 0,
                        row.getString(14)),
                Delivery.Phase.valueOf(row.getString(15)),
                Instant.ofEpochMilli(row.getLong(16)),
                origin(row.getString(17), row.getString(18)));
        return new Whole(row.getLong(1), row.getInt(2), row.getLong(3), delivery);
    }

    private static Delivery.@Nullable Origin origin(@Nullable String relay, @Nullable String delivery) {
        return relay == null || delivery == null ? null : new Delivery.Origin(relay, delivery);
    }

    static Offering offering(ResultSet row) throws SQLException {
        Whole whole = whole(row);
        return new Offering(one(row, OFFER_IN_BOTH, whole.delivery.id()).offer, whole.delivery);
    }

    /** Reads an offer with its number out of {@link #BOTH}. */
    static One both(ResultSet row) throws SQLException {
        return one(row, OFFER_IN_BOTH, whole(row).delivery.id());
    }

    /** Reads an offer with what it offers, and its number, out of {@link #BOTH}. */
    static Numbered numbered(ResultSet row) throws SQLException {
        return new Numbered(row.getLong(OFFER_IN_BOTH + 1), offering(row));
    }

    static One one(ResultSet row, int before, DeliveryId delivery) throws SQLException {
        String link = row.getString(before + 8);
        String code = row.getString(before + 5);
        Offer offer = new Offer(
                new OfferId(row.getString(before + 3)),
                delivery,
                row.getString(before + 4),
                code == null ? "" : code,
                DeliveryState.valueOf(row.getString(before + 6)),
                Via.valueOf(row.getString(before + 7)),
                row.getString(before + 19),
                times(row, before + 12),
                link == null ? null : new LinkId(link),
                remote(row.getString(before + 9), row.getString(before + 10)),
                row.getString(before + 11));
        return new One(row.getLong(before + 1), offer);
    }

    private static Offer.@Nullable Remote remote(@Nullable String relay, @Nullable String id) {
        return relay == null || id == null ? null : new Offer.Remote(relay, id);
    }

    private static Offer.Times times(ResultSet row, int first) throws SQLException {
        return new Offer.Times(
                Instant.ofEpochMilli(row.getLong(first)),
                time(row, first + 1),
                time(row, first + 2),
                time(row, first + 3),
                time(row, first + 4),
                time(row, first + 5),
                time(row, first + 6));
    }

    private static @Nullable Instant time(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    /**
     * A delivery's row.
     *
     * @param seq its number
     * @param milestone of what its sender was told last
     * @param receivers how many were named so far
     */
    record Whole(long seq, int milestone, long receivers, Delivery delivery) {
        String service() {
            return delivery.sender().service();
        }
    }

    /** An offer's row with its number. */
    record One(long seq, Offer offer) {
        DeliveryState state() {
            return offer.state();
        }
    }

    /** An offer with what it offers, and its row's number. */
    record Numbered(long seq, Offering offering) {}
}
