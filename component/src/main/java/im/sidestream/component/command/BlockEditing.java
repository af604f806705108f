package im.sidestream.component.command;

import im.sidestream.slot.ServiceAdministration;
import im.sidestream.slot.ServiceAdministration.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Edits a list of blocks as XEP-0133 §4.11 does: it is shown whole, and what is submitted is compared with what was shown,
 * so that a block that another administrator sets meanwhile stays.
 */
final class BlockEditing {

    /** What is not shown whole must not be edited: leaving out would mean removing. */
    private static final int MOST_BYTES = 30_000;

    private final ServiceAdministration port;
    private final Block.Kind kind;
    private final Form shape;

    /**
     * @param shape the form, whose one field is the list
     */
    BlockEditing(ServiceAdministration port, Block.Kind kind, Form shape) {
        this.port = port;
        this.kind = kind;
        this.shape = shape;
    }

    CompletableFuture<Step> ask(Requester by) {
        return port.blocks().thenApply(all -> {
            List<String> shown = all.stream()
                    .filter(block -> block.kind() == kind)
                    .map(Block::pattern)
                    .toList();
            // five bytes for what must be escaped, and the tags around
            int bytes = shown.stream()
                    .mapToInt(pattern -> 5 * pattern.length() + 20)
                    .sum();
            if (bytes > MOST_BYTES) {
                return new Step.End(null, new Step.Note(true, by.text("blocks.many")));
            }
            Field list = shape.fields().get(0);
            Field filled = Field.lines(list.type(), list.name(), list.label(), shown);
            Form form = new Form(shape.title(), shape.instructions(), shape.type(), List.of(filled));
            return Step.Question.last(form, (action, submission) -> change(by, shown, submission.all(list.name())));
        });
    }

    private CompletableFuture<Step> change(Requester by, List<String> shown, List<String> wanted) {
        List<String> patterns = wanted.stream().map(String::strip).toList();
        List<String> added = new ArrayList<>(patterns);
        added.removeAll(shown);
        List<String> ended = new ArrayList<>(shown);
        ended.removeAll(patterns);
        return Service.each(added, pattern -> port.block(kind, pattern, by.bare()))
                .thenCompose(begun -> Service.each(ended, pattern -> port.unblock(kind, pattern, by.bare()))
                        .thenApply(over -> Step.End.saying(by.text("blocks.changed", begun, over))));
    }
}
