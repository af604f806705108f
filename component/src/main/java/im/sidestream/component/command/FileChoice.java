package im.sidestream.component.command;

import im.sidestream.slot.OwnUpload;
import im.sidestream.slot.OwnUploads;
import im.sidestream.slot.Page;
import im.sidestream.slot.SlotId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Lets a user choose one of his files from a list; where there are more, the list's last entry leads to them. */
final class FileChoice {

    private static final String FILE = "file";
    /** Not the form of an id. */
    private static final String MORE = "more";
    /** Of the longest names there are, that many stay below the bytes of a stanza. */
    private static final int OPTIONS = 40;

    private final OwnUploads uploads;
    private final String node;
    private final String label;
    private final boolean last;

    /**
     * @param last whether the choice ends the command
     */
    FileChoice(OwnUploads uploads, String node, String label, boolean last) {
        this.uploads = uploads;
        this.node = node;
        this.label = label;
        this.last = last;
    }

    CompletableFuture<Step> ask(Requester by, Function<OwnUpload, CompletableFuture<Step>> then) {
        return page(by, null, then);
    }

    private CompletableFuture<Step> page(
            Requester by, @Nullable String after, Function<OwnUpload, CompletableFuture<Step>> then) {
        return Leaves.found(from -> uploads.list(by.owner(), from, OPTIONS), after)
                .thenApply(page -> step(by, page, then));
    }

    private Step step(Requester by, Page<OwnUpload> page, Function<OwnUpload, CompletableFuture<Step>> then) {
        if (page.items().isEmpty() && page.next() == null) {
            return Step.End.saying(by.text("none"));
        }
        FileList list = new FileList(by.phrases(), false);
        Map<String, String> options = new LinkedHashMap<>();
        page.items().forEach(file -> options.put(file.upload().id().value(), list.label(file)));
        if (page.next() != null) {
            options.put(MORE, by.text("choose.more"));
        }
        Form form = new Form(
                by.text(label),
                by.text("choose.file"),
                node,
                List.of(Field.choice(FILE, by.text("column.name"), "", options)));
        Step.Turn turn = (action, submission) -> submission.one(FILE).equals(MORE)
                ? page(by, page.next(), then)
                : uploads.find(by.owner(), new SlotId(submission.one(FILE))).thenCompose(then);
        return last ? Step.Question.last(form, turn) : Step.Question.followed(form, turn);
    }
}
