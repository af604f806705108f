package im.sidestream.component.command;

import im.sidestream.slot.Page;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A list that is leafed through, page by page: the last page ends the command. Each page is a table, with the same as a
 * text for clients that show notes alone.
 */
final class Leaves<T> {

    /** Reads a page. */
    interface Source<T> {
        CompletableFuture<Page<T>> read(@Nullable String after);
    }

    /** Shows a page. */
    interface Look<T> {
        Payload table(Page<T> page);

        /**
         * The page as text.
         *
         * @param first number of its first item
         */
        String text(Page<T> page, int first);
    }

    private final Source<T> source;
    private final Look<T> look;
    private final Requester by;

    Leaves(Source<T> source, Look<T> look, Requester by) {
        this.source = source;
        this.look = look;
        this.by = by;
    }

    CompletableFuture<Step> first() {
        return page(null, 1);
    }

    private CompletableFuture<Step> page(@Nullable String after, int first) {
        return source.read(after).thenApply(page -> step(page, first));
    }

    private Step step(Page<T> page, int first) {
        if (page.items().isEmpty() && first == 1) {
            return Step.End.saying(by.text("none"));
        }
        Step.Note note = new Step.Note(false, look.text(page, first));
        String next = page.next();
        if (next == null) {
            return new Step.End(look.table(page), note);
        }
        return new Step.Question(
                look.table(page),
                note,
                EnumSet.of(Action.NEXT, Action.COMPLETE),
                Action.NEXT,
                (action, nothing) -> action == Action.NEXT
                        ? page(next, first + page.items().size())
                        : CompletableFuture.completedFuture(Step.End.saying(by.text("closed"))));
    }
}
