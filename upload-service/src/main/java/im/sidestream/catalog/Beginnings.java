package im.sidestream.catalog;

import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.Naming;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Refusal;
import java.sql.SQLException;

/** The statements that begin deliveries; for the writer's thread alone. */
final class Beginnings {
    private final Rules rules;
    private final NamedReceivers named;
    private final Prepared begin;

    Beginnings(SqlConnection connection, Rules rules) throws SQLException {
        this.rules = rules;
        named = new NamedReceivers(connection);
        begin = new Prepared(
                connection,
                "INSERT INTO delivery (id, service, sender, file, name, size, type, note, answer_by, consent, language,"
                        + " phase, begun, origin_relay, origin_delivery, named, named_hour)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'PREPARING', ?, ?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING");
    }

    /** Counts what a delivery names and makes its row, both or neither; one that is there already was counted. */
    void begin(Delivery delivery, Naming naming) throws SQLException, Refusal {
        Owner sender = delivery.sender();
        String domain = NamedReceivers.domain(sender);
        boolean handedOver = delivery.handedOver().isPresent();
        // an account's before a domain's, so that no two wait for each other
        named.lock(sender.service(), sender.jid());
        if (handedOver) {
            named.lock(sender.service(), domain);
        }
        long now = rules.now();
        if (insert(delivery, naming.receivers(), now)) {
            named.add(sender, naming.receivers(), naming.ofSender(), now);
            if (handedOver) {
                named.add(new Owner(sender.service(), domain), naming.receivers(), naming.ofDomain(), now);
            }
        }
    }

    private boolean insert(Delivery delivery, long receivers, long now) throws SQLException {
        Delivery.Origin origin = delivery.origin();
        int made = begin.update(
                delivery.id().value(),
                delivery.sender().service(),
                delivery.sender().jid(),
                delivery.file() == null ? null : delivery.file().value(),
                delivery.content().name(),
                delivery.content().size(),
                delivery.content().type(),
                delivery.terms().note(),
                Rows.millis(delivery.terms().answerBy()),
                delivery.terms().consent() ? 1 : 0,
                delivery.terms().language(),
                Rows.millis(delivery.begun()),
                origin == null ? null : origin.relay(),
                origin == null ? null : origin.delivery(),
                receivers,
                Counters.hour(now));
        return made > 0;
    }
}
