package im.sidestream.app;

import com.fasterxml.jackson.core.JsonGenerator;
import im.sidestream.catalog.DeliveryTables;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.Offer;
import im.sidestream.delivery.Offering;
import im.sidestream.delivery.ReceiverLists;
import im.sidestream.delivery.StandingConsents.Ruling;
import im.sidestream.slot.Owner;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is known of an owner as a sender and as a receiver, as a part of {@link OwnerRecord}. */
final class DeliveryRecord {
    private static final int STEP = 500;

    private final DeliveryTables tables;

    DeliveryRecord(DeliveryTables tables) {
        this.tables = tables;
    }

    void write(JsonGenerator to, Owner owner) throws IOException {
        to.writeArrayFieldStart("deliveries");
        OwnerRecord.each(to, after -> tables.deliveries().ofSender(owner, after, STEP), this::delivery);
        to.writeEndArray();
        to.writeArrayFieldStart("offers");
        OwnerRecord.each(to, after -> tables.deliveries().ofReceiver(owner, after, STEP), DeliveryRecord::offering);
        to.writeEndArray();
        to.writeNumberField(
                "receivers-named-within-a-day",
                tables.deliveries().offered(owner).join());
        lists(to, owner);
        consents(to, owner);
    }

    private void delivery(JsonGenerator to, Delivery delivery) throws IOException {
        to.writeStartObject();
        content(to, delivery);
        to.writeStringField("id", delivery.id().value());
        OwnerRecord.text(to, "file", delivery.file());
        to.writeBooleanField("asks", delivery.terms().consent());
        to.writeStringField("language", delivery.terms().language());
        to.writeArrayFieldStart("receivers");
        OwnerRecord.each(to, after -> tables.deliveries().offers(delivery.id(), after, STEP), DeliveryRecord::receiver);
        to.writeEndArray();
        to.writeEndObject();
    }

    private static void content(JsonGenerator to, Delivery delivery) throws IOException {
        to.writeStringField("name", delivery.content().name());
        OwnerRecord.text(to, "type", delivery.content().type());
        to.writeNumberField("size", delivery.content().size());
        to.writeStringField("note", delivery.terms().note());
        to.writeStringField("begun", delivery.begun().toString());
        to.writeStringField("answer-by", delivery.terms().answerBy().toString());
    }

    private static void receiver(JsonGenerator to, Offer offer) throws IOException {
        to.writeStartObject();
        to.writeStringField("receiver", offer.receiver());
        state(to, offer);
        to.writeEndObject();
    }

    private static void offering(JsonGenerator to, Offering offering) throws IOException {
        to.writeStartObject();
        to.writeStringField("sender", offering.delivery().sender().jid());
        content(to, offering.delivery());
        state(to, offering.offer());
        to.writeEndObject();
    }

    private static void state(JsonGenerator to, Offer offer) throws IOException {
        Offer.Times times = offer.times();
        to.writeStringField("state", offer.state().word());
        OwnerRecord.text(to, "problem", offer.problem());
        to.writeStringField("made", times.made().toString());
        OwnerRecord.text(to, "offered", times.offered());
        OwnerRecord.text(to, "answered", times.answered());
        OwnerRecord.text(to, "sent", times.sent());
        OwnerRecord.text(to, "delivered", times.delivered());
        OwnerRecord.text(to, "downloaded", times.downloaded());
    }

    private void lists(JsonGenerator to, Owner owner) throws IOException {
        to.writeArrayFieldStart("receiver-lists");
        for (ReceiverLists.Named list : tables.lists().of(owner).join()) {
            if (list.list().owner().equals(owner.jid())) {
                list(to, list, owner);
            }
        }
        to.writeEndArray();
    }

    private void list(JsonGenerator to, ReceiverLists.Named list, Owner owner) throws IOException {
        to.writeStartObject();
        to.writeStringField("name", list.list().name());
        texts(to, "lent-to", list.sharedWith());
        to.writeArrayFieldStart("members");
        OwnerRecord.each(
                to,
                after -> tables.lists().members(list.list(), owner, after, STEP),
                (array, member) -> array.writeString(member));
        to.writeEndArray();
        to.writeEndObject();
    }

    private static void texts(JsonGenerator to, String name, List<String> texts) throws IOException {
        to.writeArrayFieldStart(name);
        for (String text : texts) {
            to.writeString(text);
        }
        to.writeEndArray();
    }

    private void consents(JsonGenerator to, Owner owner) throws IOException {
        to.writeObjectFieldStart("decided-for-good");
        for (Map.Entry<String, Ruling> one : tables.consents().of(owner).join().entrySet()) {
            to.writeStringField(one.getKey(), one.getValue().name().toLowerCase(Locale.ROOT));
        }
        to.writeEndObject();
    }
}
