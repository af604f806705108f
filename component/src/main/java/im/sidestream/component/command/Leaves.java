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

    /** So many pages without an item are passed over before the reader is asked whether to go on. */
    private static final int PASSED_OVER = 10;

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
        return found(source, after).thenApply(page -> step(page, first));
    }

    /** Reads the next page that has an item; one without may still come, where a long way on there was none. */
    static <T> CompletableFuture<Page<T>> found(Source<T> source, @Nullable String after) {
        return found(source, after, PASSED_OVER);
    }

    private static <T> CompletableFuture<Page<T>> found(Source<T> source, @Nullable String after, int left) {
        return source.read(after)
                .thenCompose(page -> left > 0 && page.items().isEmpty() && page.next() != null
                        ? found(source, page.next(), left - 1)
                        : CompletableFuture.completedFuture(page));
    }

    private Step step(Page<T> page, int first) {
        String next = page.next();
        if (page.items().isEmpty() && first == 1 && next == null) {
            return Step.End.saying(by.text("none"));
        }
        boolean nothingYet = page.items().isEmpty() && next != null;
        Step.Note note = new Step.Note(false, nothingYet ? by.text("none.yet") : look.text(page, first));
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
