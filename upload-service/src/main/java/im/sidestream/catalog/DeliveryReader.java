package im.sidestream.catalog;

import im.sidestream.delivery.Deliveries;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryId;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Offer;
import im.sidestream.delivery.OfferId;
import im.sidestream.delivery.Offering;
import im.sidestream.delivery.Outbox;
import im.sidestream.delivery.StandingConsents.Ruling;
import im.sidestream.slot.LinkId;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import im.sidestream.slot.PersonalLinks.PersonalLink;
import im.sidestream.slot.SlotId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The statements that look at deliveries; used by one thread at a time. */
final class DeliveryReader {
    private static final long PREPARED = Duration.ofHours(1).toMillis();

    private final Prepared find;
    private final Prepared ofOrigin;
    private final Prepared ofSender;
    private final Prepared offers;
    private final Prepared summary;
    private final Prepared offered;
    private final Prepared offer;
    private final Prepared byCode;
    private final Prepared ofStanza;
    private final Prepared said;
    private final Prepared openFor;
    private final Prepared ofReceiver;
    private final Prepared link;
    private final Prepared rulings;
    private final Prepared block;
    private final Prepared waiting;
    private final Prepared open;
    private final Prepared openOffers;
    private final Prepared ended;
    private final Prepared held;
    private final Prepared over;
    private final Prepared old;

    DeliveryReader(SqlConnection connection) throws SQLException {
        String delivery = "SELECT " + OfferRows.DELIVERY + " FROM delivery d WHERE ";
        String both = "SELECT " + OfferRows.BOTH + OfferRows.FROM_BOTH;
        find = new Prepared(connection, delivery + "d.id = ?1");
        ofOrigin = new Prepared(
                connection, delivery + "d.service = ?1 AND d.origin_relay = ?2 AND d.origin_delivery = ?3");
        ofSender = new Prepared(
                connection,
                delivery + "d.service = ?1 AND d.sender = ?2 AND d.seq < ?3 AND d.origin_relay IS NULL"
                        + " ORDER BY d.seq DESC LIMIT ?4");
        offers = new Prepared(connection, both + "WHERE d.id = ?1 AND o.seq > ?2 ORDER BY o.seq LIMIT ?3");
        summary = new Prepared(
                connection,
                "SELECT state, count(*) FROM offer WHERE delivery = (SELECT seq FROM delivery WHERE id = ?1)"
                        + " GROUP BY state");
        offered = new Prepared(connection, NamedReceivers.SINCE);
        offer = new Prepared(connection, both + "WHERE o.id = ?1");
        byCode = new Prepared(connection, both + "WHERE o.service = ?1 AND o.receiver = ?2 AND o.code = ?3");
        ofStanza = new Prepared(
                connection,
                both + "WHERE o.seq = (SELECT b.offer FROM outbox b WHERE b.id = ?1 AND b.offer IS NOT NULL)");
        said = new Prepared(connection, "SELECT " + OutboxStatements.WAITING + " FROM outbox WHERE id = ?1");
        openFor = new Prepared(
                connection,
                both + "WHERE o.service = ?1 AND o.receiver = ?2 AND o.state IN ('PENDING', 'ACCEPTED')"
                        + " AND d.phase = 'OPEN' AND d.answer_by > ?3 ORDER BY o.made DESC, o.seq DESC LIMIT ?4");
        ofReceiver = new Prepared(
                connection,
                both + "WHERE o.service = ?1 AND o.receiver = ?2 AND o.seq < ?3 ORDER BY o.seq DESC LIMIT ?4");
        link = new Prepared(connection, "SELECT id, upload, withdrawn_at FROM personal_link WHERE id = ?1");
        rulings = new Prepared(
                connection, "SELECT sender, ruling FROM standing_consent WHERE service = ?1 AND receiver = ?2");
        block = new Prepared(
                connection,
                "SELECT 1 FROM offer o JOIN delivery d ON d.seq = o.delivery JOIN standing_consent c"
                        + " ON c.service = o.service AND c.receiver = o.receiver AND c.sender = d.sender"
                        + " WHERE o.id = ?1 AND c.offer = o.id AND c.ruling = 'BLOCK'");
        waiting = new Prepared(connection, "SELECT count(*) FROM outbox WHERE service = ?1 AND done_at IS NULL");
        open = new Prepared(connection, "SELECT count(*) FROM delivery WHERE service = ?1 AND phase = 'OPEN'");
        openOffers = new Prepared(
                connection,
                "SELECT o.state, count(*) FROM delivery d JOIN offer o ON o.delivery = d.seq WHERE d.service = ?1"
                        + " AND d.phase = 'OPEN' GROUP BY o.state");
        String unfinished = "SELECT o.delivery, o.seq, '%s' FROM delivery d JOIN offer o ON o.delivery = d.seq"
                + " AND o.state IN (%s) WHERE d.service = ?1 AND d.phase = 'OPEN' AND ";
        ended = new Prepared(
                connection,
                ending(unfinished, DeliveryState.NO_ANSWER, "'PENDING'")
                        + "d.answer_by <= ?2 AND (o.relay IS NULL OR d.origin_relay IS NOT NULL OR d.answer_by + "
                        + Decisions.CROSSING + " <= ?2) UNION ALL "
                        + ending(unfinished, DeliveryState.EXPIRED, "'PENDING', 'ACCEPTED', 'SENT', 'DELIVERED'")
                        + "d.file IS NOT NULL AND NOT EXISTS (SELECT 1 FROM upload u WHERE u.id = d.file"
                        + " AND u.state = 2) UNION ALL "
                        + ending(unfinished, DeliveryState.EXPIRED, "'ACCEPTED'")
                        + "d.answer_by <= ?3 AND d.file IS NULL LIMIT ?4");
        held = new Prepared(
                connection,
                "SELECT DISTINCT d.seq FROM outbox b JOIN delivery d ON d.seq = b.delivery AND d.phase = 'OPEN'"
                        + " WHERE d.service = ?1 AND b.done_at IS NULL AND b.due = " + OutboxStatements.HELD
                        + " LIMIT ?2");
        String left = "SELECT 1 FROM offer o WHERE o.delivery = d.seq AND o.state IN ('PENDING', 'ACCEPTED'";
        over = new Prepared(
                connection,
                "SELECT d.seq FROM delivery d WHERE d.service = ?1 AND d.phase = 'OPEN' AND"
                        + " CASE WHEN d.origin_relay IS NULL THEN NOT EXISTS (" + left + ", 'SENT', 'DELIVERED'))"
                        + " ELSE d.answer_by <= ?2 AND NOT EXISTS (" + left + ")) END LIMIT ?3");
        String some = "SELECT d.seq AS seq FROM delivery d WHERE d.service = ?1 AND d.phase = ";
        old = new Prepared(
                connection,
                some + "'PREPARING' AND d.begun < ?2 UNION ALL " + some + "'CLOSED' AND d.closed_at < ?3 LIMIT ?4");
    }

    private static String ending(String select, DeliveryState next, String states) {
        return String.format(select, next.name(), states);
    }

    Optional<Delivery> find(DeliveryId id) throws SQLException {
        return find.first(OfferRows::whole, id.value()).map(OfferRows.Whole::delivery);
    }

    Optional<Delivery> find(String service, Delivery.Origin origin) throws SQLException {
        return ofOrigin.first(OfferRows::whole, service, origin.relay(), origin.delivery())
                .map(OfferRows.Whole::delivery);
    }

    Page<Delivery> ofSender(Owner sender, Cursor from, int limit) throws SQLException {
        List<OfferRows.Whole> rows =
                ofSender.all(OfferRows::whole, sender.service(), sender.jid(), from.before(), limit + 1L);
        Page<OfferRows.Whole> page = Cursor.page(rows, limit, row -> Long.toString(row.seq()));
        return new Page<>(page.items().stream().map(OfferRows.Whole::delivery).toList(), page.next());
    }

    /** Lists from the first one on: after the row of that number. */
    Page<Offer> offers(DeliveryId id, long after, int limit) throws SQLException {
        List<OfferRows.One> rows = offers.all(OfferRows::both, id.value(), after, limit + 1L);
        Page<OfferRows.One> page = Cursor.page(rows, limit, row -> Long.toString(row.seq()));
        return new Page<>(page.items().stream().map(OfferRows.One::offer).toList(), page.next());
    }

    Map<DeliveryState, Long> summary(DeliveryId id) throws SQLException {
        Map<DeliveryState, Long> counts = new EnumMap<>(DeliveryState.class);
        summary.all(row -> Map.entry(DeliveryState.valueOf(row.getString(1)), row.getLong(2)), id.value())
                .forEach(one -> counts.put(one.getKey(), one.getValue()));
        return counts;
    }

    long offered(Owner sender, long now) throws SQLException {
        return offered.first(row -> row.getLong(1), sender.service(), sender.jid(), Counters.firstHourOfDay(now))
                .orElse(0L);
    }

    Optional<Offering> find(OfferId id) throws SQLException {
        return offer.first(OfferRows::offering, id.value());
    }

    Optional<Offering> find(Owner receiver, String code) throws SQLException {
        String typed = code.strip().toUpperCase(Locale.ROOT);
        return typed.isEmpty()
                ? Optional.empty()
                : byCode.first(OfferRows::offering, receiver.service(), receiver.jid(), typed);
    }

    Optional<Offering> ofStanza(String stanza) throws SQLException {
        return ofStanza.first(OfferRows::offering, stanza);
    }

    Optional<Outbox.Waiting> said(String stanza) throws SQLException {
        return said.first(OutboxStatements::waiting, stanza);
    }

    List<Offering> openFor(Owner receiver, long now, int limit) throws SQLException {
        return openFor.all(OfferRows::offering, receiver.service(), receiver.jid(), now, limit);
    }

    Page<Offering> ofReceiver(Owner receiver, Cursor from, int limit) throws SQLException {
        List<OfferRows.Numbered> rows =
                ofReceiver.all(OfferRows::numbered, receiver.service(), receiver.jid(), from.before(), limit + 1L);
        Page<OfferRows.Numbered> page = Cursor.page(rows, limit, row -> Long.toString(row.seq()));
        return new Page<>(
                page.items().stream().map(OfferRows.Numbered::offering).toList(), page.next());
    }

    Optional<PersonalLink> link(LinkId id) throws SQLException {
        return link.first(DeliveryReader::link, id.value());
    }

    private static PersonalLink link(ResultSet row) throws SQLException {
        row.getLong(3);
        boolean withdrawn = !row.wasNull();
        return new PersonalLink(new LinkId(row.getString(1)), new SlotId(row.getString(2)), withdrawn);
    }

    Map<String, Ruling> rulings(Owner receiver) throws SQLException {
        Map<String, Ruling> rulingsBySender = new TreeMap<>();
        rulings.all(
                        row -> Map.entry(row.getString(1), Ruling.valueOf(row.getString(2))),
                        receiver.service(),
                        receiver.jid())
                .forEach(one -> rulingsBySender.put(one.getKey(), one.getValue()));
        return rulingsBySender;
    }

    boolean blocks(OfferId id) throws SQLException {
        return block.first(ResultSet::getRow, id.value()).isPresent();
    }

    long waiting(String service) throws SQLException {
        return waiting.first(row -> row.getLong(1), service).orElse(0L);
    }

    Deliveries.UnderWay underWay(String service) throws SQLException {
        Map<DeliveryState, Long> states = new EnumMap<>(DeliveryState.class);
        openOffers
                .all(row -> Map.entry(DeliveryState.valueOf(row.getString(1)), row.getLong(2)), service)
                .forEach(one -> states.put(one.getKey(), one.getValue()));
        return new Deliveries.UnderWay(
                open.first(row -> row.getLong(1), service).orElse(0L), states);
    }

    /** Looks for what time ended; a look changes nothing, so nobody who writes waits for it. */
    Endings.Due due(String service, Duration kept, long now, int limit) throws SQLException {
        long before = now - kept.toMillis();
        return new Endings.Due(
                ended.all(Endings.Ended::read, service, now, before, limit),
                held.all(row -> row.getLong(1), service, limit),
                over.all(row -> row.getLong(1), service, now, limit),
                old.all(row -> row.getLong(1), service, now - PREPARED, before, limit));
    }
}
