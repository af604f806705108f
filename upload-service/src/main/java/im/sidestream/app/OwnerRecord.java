package im.sidestream.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import im.sidestream.catalog.DeliveryTables;
import im.sidestream.slot.AuditRecord;
import im.sidestream.slot.Inventory;
import im.sidestream.slot.OwnUpload;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.ServiceAdministration.Block;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.Stored;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import im.sidestream.slot.Usage;
import im.sidestream.transfer.Exports;
import im.sidestream.transfer.UploadViews;
import java.io.IOException;
import java.io.Writer;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Everything that the service knows of an owner, as JSON; page by page, so that its length does not matter. It blocks. */
final class OwnerRecord {
    private static final int STEP = 500;

    private final Store store;
    private final UploadViews views;
    private final Clock clock;
    private final DeliveryTables deliveries;
    private final JsonFactory json = new JsonFactory();

    OwnerRecord(Store store, UploadViews views, Clock clock, DeliveryTables deliveries) {
        this.store = store;
        this.views = views;
        this.clock = clock;
        this.deliveries = deliveries;
    }

    /** Writes it, and leaves {@code out} open. */
    void write(Owner owner, Writer out) throws IOException {
        try (JsonGenerator to = json.createGenerator(out)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .useDefaultPrettyPrinter()) {
            to.writeStartObject();
            to.writeStringField("service", owner.service());
            to.writeStringField("account", owner.jid());
            to.writeStringField("written", clock.instant().toString());
            usage(to, store.catalog().usage(owner).join());
            files(to, owner);
            slots(to, owner);
            gone(to, owner);
            blocks(to, owner);
            audit(to, owner);
            new DeliveryRecord(deliveries).write(to, owner);
            to.writeEndObject();
        }
    }

    private static void usage(JsonGenerator to, Usage usage) throws IOException {
        to.writeObjectFieldStart("stored-and-reserved");
        for (Map.Entry<Purpose, Usage.Amount> one : usage.byPurpose().entrySet()) {
            amount(to, one.getKey().elementName(), one.getValue());
        }
        to.writeEndObject();
        amount(to, "reserved-within-a-day", usage.today());
    }

    private static void amount(JsonGenerator to, String name, Usage.Amount amount) throws IOException {
        to.writeObjectFieldStart(name);
        to.writeNumberField("bytes", amount.bytes());
        to.writeNumberField("files", amount.files());
        to.writeEndObject();
    }

    /** Reads a page of a list. */
    interface Source<T> {
        CompletableFuture<Page<T>> read(@Nullable String after);
    }

    interface Form<T> {
        void write(JsonGenerator to, T item) throws IOException;
    }

    static <T> void each(JsonGenerator to, Source<T> source, Form<T> form) throws IOException {
        String next = null;
        do {
            Page<T> page = source.read(next).join();
            for (T item : page.items()) {
                form.write(to, item);
            }
            next = page.next();
        } while (next != null);
    }

    private void files(JsonGenerator to, Owner owner) throws IOException {
        to.writeArrayFieldStart("files");
        each(to, after -> store.inventory().ofOwner(owner, after, STEP).thenApply(views::page), OwnerRecord::file);
        to.writeEndArray();
    }

    private void slots(JsonGenerator to, Owner owner) throws IOException {
        to.writeArrayFieldStart("open-slots");
        each(to, after -> store.inventory().openOf(owner, after, STEP), OwnerRecord::slot);
        to.writeEndArray();
    }

    /** Those of exports are theirs too: they have their name in them. */
    private void gone(JsonGenerator to, Owner owner) throws IOException {
        to.writeArrayFieldStart("gone");
        for (Owner one : List.of(owner, Exports.holder(owner))) {
            each(to, after -> store.inventory().goneOf(one, after, STEP), OwnerRecord::tombstone);
        }
        to.writeEndArray();
    }

    private static void slot(JsonGenerator to, Inventory.Entry slot) throws IOException {
        to.writeStartObject();
        request(to, slot.upload());
        to.writeBooleanField("begun", slot.upload().state() == UploadState.RECEIVING);
        to.writeStringField("begins-before", slot.upload().deadline().toString());
        to.writeEndObject();
    }

    private static void tombstone(JsonGenerator to, Inventory.Tombstone gone) throws IOException {
        Stored stored = gone.upload().stored();
        to.writeStartObject();
        request(to, gone.upload());
        text(to, "sha256", stored == null ? null : stored.digest().hex());
        text(to, "stored", stored == null ? null : stored.at());
        to.writeStringField("gone", gone.at().toString());
        to.writeStringField("why", gone.why());
        to.writeEndObject();
    }

    /** What was asked for with the slot. */
    private static void request(JsonGenerator to, Upload upload) throws IOException {
        SlotRequest request = upload.request();
        to.writeStringField("id", upload.id().value());
        to.writeStringField("name", request.name().value());
        text(to, "type", request.type());
        to.writeNumberField("size", request.size());
        to.writeStringField("purpose", request.purpose().elementName());
        text(to, "expire-before", request.expireBefore());
    }

    private static void file(JsonGenerator to, OwnUpload file) throws IOException {
        Stored stored = Objects.requireNonNull(file.upload().stored());
        to.writeStartObject();
        request(to, file.upload());
        to.writeStringField("sha256", stored.digest().hex());
        to.writeStringField("stored", stored.at().toString());
        text(to, "expires", file.expires());
        to.writeBooleanField("withdrawn", file.withdrawn());
        to.writeNumberField("downloads", file.downloads());
        to.writeStringField("link", file.link().toString());
        to.writeEndObject();
    }

    /** What administrators set about the account itself, not about its domain. */
    private void blocks(JsonGenerator to, Owner owner) throws IOException {
        to.writeArrayFieldStart("blocks");
        for (Block block : store.restrictions().blocks(owner.service()).join()) {
            if (block.kind() == Block.Kind.USER && block.pattern().equals(owner.jid())) {
                to.writeStartObject();
                to.writeStringField("since", block.since().toString());
                to.writeStringField("by", block.by());
                to.writeEndObject();
            }
        }
        to.writeEndArray();
    }

    private void audit(JsonGenerator to, Owner owner) throws IOException {
        to.writeArrayFieldStart("audit");
        records(to, owner);
        records(to, Exports.holder(owner));
        to.writeEndArray();
    }

    private void records(JsonGenerator to, Owner owner) throws IOException {
        each(to, after -> store.audit().records(owner.service(), owner.jid(), after, STEP), OwnerRecord::record);
    }

    private static void record(JsonGenerator to, AuditRecord record) throws IOException {
        to.writeStartObject();
        to.writeStringField("at", record.at().toString());
        to.writeStringField("action", record.action().name().toLowerCase(Locale.ROOT));
        text(to, "file", record.file());
        text(to, "name", record.name());
        to.writeNumberField("size", record.size());
        to.writeStringField("detail", record.detail());
        to.writeStringField("by", record.by());
        to.writeEndObject();
    }

    static void text(JsonGenerator to, String name, @Nullable Object value) throws IOException {
        if (value == null) {
            to.writeNullField(name);
        } else {
            to.writeStringField(name, value.toString());
        }
    }
}
