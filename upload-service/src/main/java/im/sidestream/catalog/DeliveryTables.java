package im.sidestream.catalog;

import im.sidestream.delivery.Deliveries;
import im.sidestream.delivery.Outbox;
import im.sidestream.delivery.ReceiverLists;
import im.sidestream.delivery.StandingConsents;
import im.sidestream.slot.PersonalLinks;

/** What is kept of deliveries. */
public record DeliveryTables(
        Deliveries deliveries, Outbox outbox, StandingConsents consents, ReceiverLists lists, PersonalLinks links) {
    static DeliveryTables of(Changes<DeliveryStatements> changes, Reads readers, Rules rules, Ids ids) {
        return new DeliveryTables(
                new SqlDeliveries(changes, readers, rules, ids),
                new SqlOutbox(changes, readers, ids),
                new SqlStandingConsents(changes, readers),
                new SqlReceiverLists(changes, readers),
                new SqlPersonalLinks(changes, readers, ids));
    }
}
