package im.sidestream.component.command;

import im.sidestream.component.stanza.Shown;
import im.sidestream.slot.AuditRecord;
import im.sidestream.slot.Page;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pages of the audit trail. */
record AuditLook(Requester by, String type) implements Leaves.Look<AuditRecord> {

    @Override
    public Payload table(Page<AuditRecord> page) {
        List<Table.Column> columns = Stream.of("date", "action", "owner", "name", "size", "detail", "by")
                .map(name -> Table.Column.text(name, by.text("column." + name)))
                .toList();
        return new Table(
                by.text("command.audit"),
                type,
                columns,
                page.items().stream().map(this::cells).toList());
    }

    @Override
    public String text(Page<AuditRecord> page, int first) {
        return String.join(
                "\n",
                page.items().stream()
                        .map(record -> String.join(
                                ", ",
                                cells(record).stream()
                                        .filter(cell -> !cell.isEmpty())
                                        .toList()))
                        .toList());
    }

    private List<String> cells(AuditRecord record) {
        return List.of(
                Shown.time(record.at()),
                by.text("audit." + record.action().name().toLowerCase(Locale.ROOT)),
                cut(record.owner()),
                cut(record.name()),
                record.file() == null ? "" : Shown.size(record.size(), by.phrases()),
                cut(record.detail()),
                cut(record.by()));
    }

    private static String cut(@Nullable String text) {
        return text == null ? "" : Shown.cut(text);
    }
}
