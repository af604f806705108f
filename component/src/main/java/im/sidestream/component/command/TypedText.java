package im.sidestream.component.command;

import im.sidestream.component.command.Memory.Answer;
import im.sidestream.slot.OwnUpload;
import im.sidestream.slot.OwnUploads;
import im.sidestream.slot.Page;
import im.sidestream.slot.SlotId;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What users type, understood: for clients that know nothing of commands. */
final class TypedText {

    private static final int LAST_PAGE = 10_000;
    /** What a catalog gives at once. */
    private static final int SKIPPED = 500;

    private final OwnUploads uploads;
    private final OwnFiles files;

    TypedText(CommandPorts ports) {
        this.uploads = ports.uploads();
        this.files = new OwnFiles(uploads, ports.clock());
    }

    /**
     * Answers a line.
     *
     * @return null for a line that is none of these
     */
    @Nullable
    CompletableFuture<Answer> answer(Requester by, Line line, Memory memory) {
        return switch (line.keyword()) {
            case "list", "ls" -> list(by, line.word());
            case "usage", "quota" -> said(files.usage(by));
            case "delete", "rm" -> delete(by, line, memory);
            case "keep" -> keep(by, line, memory);
            case "withdraw" -> each(by, line, memory, files::withdraw);
            case "restore" -> each(by, line, memory, files::restore);
            case "export" -> said(files.export(by));
            case "erase" -> sure(memory, by.text("warning.erase"), by, () -> files.erase(by));
            default -> null;
        };
    }

    /** What a user may type. */
    String help(Requester by) {
        return by.text("help", files.mayKeep(by) ? by.text("help.keep") + "\n" : "");
    }

    static CompletableFuture<Answer> said(CompletableFuture<String> sentence) {
        return sentence.thenApply(Answer::of);
    }

    static CompletableFuture<Answer> said(String sentence) {
        return CompletableFuture.completedFuture(Answer.of(sentence));
    }

    /** Does nothing before a "yes". */
    static CompletableFuture<Answer> sure(
            Memory memory, String warning, Requester by, Supplier<CompletableFuture<String>> action) {
        return CompletableFuture.completedFuture(
                new Answer(warning + "\n" + by.text("type.yes"), memory.asking(action)));
    }

    private CompletableFuture<Answer> list(Requester by, String page) {
        if (page.isEmpty()) {
            return page(by, null, 1);
        }
        int number = page.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(page) : 0;
        if (number < 1 || number > LAST_PAGE) {
            return said(by.text("list.page"));
        }
        int skipped = (number - 1) * FileList.PAGE;
        return skip(by, null, skipped)
                .thenCompose(after -> skipped > 0 && after.isEmpty()
                        ? said(by.text("list.none"))
                        : page(by, after.orElse(null), skipped + 1));
    }

    /** Where a page begins, empty if the list ends before. */
    private CompletableFuture<Optional<String>> skip(Requester by, @Nullable String after, int left) {
        if (left == 0) {
            return CompletableFuture.completedFuture(Optional.ofNullable(after));
        }
        int step = Math.min(left, SKIPPED);
        return uploads.list(by.owner(), after, step)
                .thenCompose(page -> page.next() == null
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : skip(by, page.next(), left - step));
    }

    private CompletableFuture<Answer> page(Requester by, @Nullable String after, int first) {
        return Leaves.found(from -> uploads.list(by.owner(), from, FileList.PAGE), after)
                .thenApply(page -> show(by, page, first));
    }

    private Answer show(Requester by, Page<OwnUpload> page, int first) {
        if (page.items().isEmpty() && page.next() == null) {
            return Answer.of(by.text("none"));
        }
        List<SlotId> ids = page.items().stream().map(file -> file.upload().id()).toList();
        String lines =
                ids.isEmpty() ? by.text("none.yet") : new FileList(by.phrases(), false).lines(page.items(), first);
        int next = first + ids.size();
        return page.following()
                .map(after -> new Answer(
                        lines + "\n" + by.text("type.more"), new Memory(ids, first, () -> page(by, after, next), null)))
                .orElseGet(() -> new Answer(lines, new Memory(ids, first, null, null)));
    }

    private CompletableFuture<Answer> delete(Requester by, Line line, Memory memory) {
        if (line.isNext("all")) {
            return sure(memory, by.text("warning.delete-all"), by, () -> files.deleteAll(by));
        }
        return each(by, line, memory, files::delete);
    }

    private CompletableFuture<Answer> keep(Requester by, Line line, Memory memory) {
        Optional<SlotId> id = id(line.word(), memory);
        Optional<Duration> span = Spans.parse(line.keyword());
        if (id.isEmpty() || span.isEmpty()) {
            return said(by.text(id.isEmpty() ? "which" : "type.keep"));
        }
        return said(files.keep(by, id.get(), span.get()));
    }

    private CompletableFuture<Answer> each(
            Requester by, Line line, Memory memory, BiFunction<Requester, SlotId, CompletableFuture<String>> action) {
        return id(line.word(), memory).map(id -> said(action.apply(by, id))).orElseGet(() -> said(by.text("which")));
    }

    /** The file that a number of the last list, a link or an id means. */
    static Optional<SlotId> id(String text, Memory memory) {
        if (text.matches("#?[0-9]{1,6}\\.?")) {
            return Optional.ofNullable(memory.numbered(Integer.parseInt(text.replaceAll("[#.]", ""))));
        }
        Optional<SlotId> plain = SlotId.parse(text);
        return plain.isPresent() || !text.toLowerCase(Locale.ROOT).startsWith("http") ? plain : inLink(text);
    }

    private static Optional<SlotId> inLink(String link) {
        try {
            String path = URI.create(link).getRawPath();
            return path == null
                    ? Optional.empty()
                    : Arrays.stream(path.split("/"))
                            .flatMap(segment -> SlotId.parse(segment).stream())
                            .findFirst();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
