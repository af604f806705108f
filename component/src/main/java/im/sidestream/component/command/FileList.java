package im.sidestream.component.command;

import im.sidestream.component.stanza.Phrases;
import im.sidestream.component.stanza.Shown;
import im.sidestream.slot.OwnUpload;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.Stored;
import java.util.ArrayList;
import java.util.List;

/** Files as lines of text and as rows of a table. */
final class FileList {

    /** Files on a page: of the longest names and links there are, that many stay below the bytes of a stanza. */
    static final int PAGE = 10;

    private final Phrases phrases;
    private final boolean withOwner;

    /**
     * @param withOwner whether it is told whose they are
     */
    FileList(Phrases phrases, boolean withOwner) {
        this.phrases = phrases;
        this.withOwner = withOwner;
    }

    Table table(String title, String type, List<OwnUpload> files) {
        List<Table.Column> columns = new ArrayList<>();
        columns.add(column("name"));
        if (withOwner) {
            columns.add(new Table.Column("owner", phrases.text("column.owner"), "jid-single"));
        }
        for (String name : List.of("size", "date", "purpose", "expires", "downloads", "state", "link", "id")) {
            columns.add(column(name));
        }
        return new Table(title, type, columns, files.stream().map(this::row).toList());
    }

    private Table.Column column(String name) {
        return Table.Column.text(name, phrases.text("column." + name));
    }

    private List<String> row(OwnUpload file) {
        SlotRequest request = file.upload().request();
        List<String> row = new ArrayList<>();
        row.add(name(file));
        if (withOwner) {
            row.add(Shown.cut(request.owner()));
        }
        row.add(Shown.size(request.size(), phrases));
        row.add(date(file));
        row.add(phrases.text("purpose." + request.purpose().elementName()));
        row.add(expires(file));
        row.add(Long.toString(file.downloads()));
        row.add(phrases.text(file.withdrawn() ? "state.withdrawn" : "state.open"));
        row.add(file.link().toString());
        row.add(file.upload().id().value());
        return row;
    }

    /** The files as numbered lines. */
    String lines(List<OwnUpload> files, int first) {
        StringBuilder text = new StringBuilder();
        int number = first;
        for (OwnUpload file : files) {
            text.append(text.isEmpty() ? "" : "\n")
                    .append(number++)
                    .append(". ")
                    .append(line(file));
        }
        return text.toString();
    }

    private String line(OwnUpload file) {
        String facts = phrases.text(
                "file.line",
                label(file),
                date(file),
                phrases.text("purpose." + file.upload().request().purpose().elementName()),
                expires(file),
                file.downloads());
        String owner = withOwner ? "\n   " + Shown.cut(file.upload().request().owner()) : "";
        return facts + owner + "\n   " + file.link();
    }

    /** What stands for the file in a choice. */
    String label(OwnUpload file) {
        String size = Shown.size(file.upload().request().size(), phrases);
        String key = file.withdrawn() ? "file.label.withdrawn" : "file.label";
        return phrases.text(key, name(file), size);
    }

    static String name(OwnUpload file) {
        return Shown.cut(file.upload().request().name().value());
    }

    private static String date(OwnUpload file) {
        Stored stored = file.upload().stored();
        return Shown.time(stored == null ? file.upload().deadline() : stored.at());
    }

    private String expires(OwnUpload file) {
        return file.expires() == null ? phrases.text("never") : Shown.time(file.expires());
    }
}
