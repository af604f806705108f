package im.sidestream.catalog;

import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.Naming;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Refusal;
import java.sql.SQLException;

/** The statements that begin deliveries; for the writer's thread alone. */
final class Beginnings {
    private final NamedReceivers named;
    private final Prepared begin;

    Beginnings(SqlConnection connection, Rules rules) throws SQLException {
        named = new NamedReceivers(connection, rules);
        begin = new Prepared(
                connection,
                "INSERT INTO delivery (id, service, sender, file, name, size, type, note, answer_by, consent, language,"
                        + " phase, begun, origin_relay, origin_delivery)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'PREPARING', ?, ?, ?) ON CONFLICT DO NOTHING");
    }

    /** Counts what a delivery names and makes its row, both or neither; one that is there already was counted. */
    void begin(Delivery delivery, Naming naming) throws SQLException, Refusal {
        Owner sender = delivery.sender();
        String domain = sender.jid().substring(sender.jid().indexOf('@') + 1);
        boolean handedOver = delivery.handedOver().isPresent();
        // an account's before a domain's, so that no two wait for each other
        named.lock(sender.service(), sender.jid());
        if (handedOver) {
            named.lock(sender.service(), domain);
        }
        if (insert(delivery)) {
            named.add(sender.service(), sender.jid(), naming.receivers(), naming.ofSender());
            if (handedOver) {
                named.add(sender.service(), domain, naming.receivers(), naming.ofDomain());
            }
        }
    }

    private boolean insert(Delivery delivery) throws SQLException {
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
                origin == null ? null : origin.delivery());
        return made > 0;
    }
}
