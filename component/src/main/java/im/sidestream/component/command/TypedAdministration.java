package im.sidestream.component.command;

import im.sidestream.component.command.Memory.Answer;
import im.sidestream.component.stanza.Shown;
import im.sidestream.slot.BareJid;
import im.sidestream.slot.OwnUpload;
import im.sidestream.slot.Page;
import im.sidestream.slot.ServiceAdministration;
import im.sidestream.slot.ServiceAdministration.Block;
import im.sidestream.slot.ServiceAdministration.Search;
import im.sidestream.slot.SlotId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What administrators type behind the word {@code admin}. */
final class TypedAdministration {

    private final ServiceAdministration port;
    private final Service service;

    TypedAdministration(CommandPorts ports) {
        this.port = ports.administration();
        this.service = new Service(port, ports.clock());
    }

    CompletableFuture<Answer> answer(Requester by, Line line, Memory memory) {
        return switch (line.keyword()) {
            case "stats" -> TypedText.said(service.statistics(by));
            case "users" -> TypedText.said(service.biggest(by));
            case "search" -> search(by, line);
            case "remove" ->
                TypedText.said(
                        line.isEmpty()
                                ? CompletableFuture.completedFuture(by.text("which"))
                                : service.remove(by, file(line, memory)));
            case "block" -> block(by, line, (kind, pattern) -> service.block(by, kind, pattern));
            case "unblock" -> block(by, line, (kind, pattern) -> service.unblock(by, kind, pattern));
            case "blocks" -> TypedText.said(service.blocks(by));
            case "limits" -> TypedText.said(service.limits(by));
            case "limit" -> limit(by, line);
            case "maintenance" -> maintenance(by, line.keyword());
            case "purge" -> purge(by, line, memory);
            case "audit" -> audit(by, line.word());
            default -> TypedText.said(by.text("help.admin"));
        };
    }

    private static String file(Line line, Memory memory) {
        String word = line.word();
        return TypedText.id(word, memory).map(Object::toString).orElse(word);
    }

    private CompletableFuture<Answer> search(Requester by, Line line) {
        String owner = null;
        String type = null;
        StringBuilder name = new StringBuilder();
        while (!line.isEmpty()) {
            String word = line.word();
            if (word.startsWith("owner:")) {
                owner = word.substring("owner:".length());
            } else if (word.startsWith("type:")) {
                type = word.substring("type:".length());
            } else {
                name.append(name.isEmpty() ? "" : " ").append(word);
            }
        }
        Optional<String> account = owner == null ? Optional.empty() : BareJid.parse(owner);
        if (owner != null && account.isEmpty()) {
            return TypedText.said(by.text("account.bare"));
        }
        Search wanted = new Search(account.orElse(null), name.isEmpty() ? null : name.toString(), type);
        FileLook look = new FileLook(new FileList(by.phrases(), true), "", "");
        return leaf(by, after -> port.search(wanted, after, FileList.PAGE), look, null, 1);
    }

    private CompletableFuture<Answer> audit(Requester by, String owner) {
        Optional<String> account = BareJid.parse(owner);
        if (!owner.isEmpty() && account.isEmpty()) {
            return TypedText.said(by.text("account.bare"));
        }
        return leaf(
                by, after -> port.audit(account.orElse(null), after, FileList.PAGE), new AuditLook(by, ""), null, 1);
    }

    private static <T> CompletableFuture<Answer> leaf(
            Requester by, Leaves.Source<T> source, Leaves.Look<T> look, @Nullable String after, int first) {
        return Leaves.found(source, after).thenApply(page -> {
            if (page.items().isEmpty() && page.next() == null) {
                return Answer.of(by.text("none"));
            }
            String text = page.items().isEmpty() ? by.text("none.yet") : look.text(page, first);
            String next = page.next();
            int number = first + page.items().size();
            Memory memory = new Memory(
                    ids(page), first, next == null ? null : () -> leaf(by, source, look, next, number), null);
            return new Answer(next == null ? text : text + "\n" + by.text("type.more"), memory);
        });
    }

    private static List<SlotId> ids(Page<?> page) {
        return page.items().stream()
                .filter(OwnUpload.class::isInstance)
                .map(file -> ((OwnUpload) file).upload().id())
                .toList();
    }

    private static CompletableFuture<Answer> block(
            Requester by, Line line, BiFunction<Block.Kind, String, CompletableFuture<String>> action) {
        Optional<Block.Kind> kind = switch (line.keyword()) {
            case "user" -> Optional.of(Block.Kind.USER);
            case "type" -> Optional.of(Block.Kind.TYPE);
            default -> Optional.empty();
        };
        return kind.isEmpty() || line.isEmpty()
                ? TypedText.said(by.text("type.block"))
                : TypedText.said(action.apply(kind.get(), line.word()));
    }

    private CompletableFuture<Answer> limit(Requester by, Line line) {
        String key = line.word();
        return line.isEmpty()
                ? TypedText.said(by.text("type.limit"))
                : TypedText.said(service.changeLimit(by, key, line.rest()));
    }

    private CompletableFuture<Answer> maintenance(Requester by, String state) {
        return switch (state) {
            case "on" -> TypedText.said(service.maintain(by, true));
            case "off" -> TypedText.said(service.maintain(by, false));
            default -> TypedText.said(by.text(port.inMaintenance() ? "maintenance.lasts" : "type.maintenance"));
        };
    }

    private CompletableFuture<Answer> purge(Requester by, Line line, Memory memory) {
        String jid = line.word();
        String span = line.keyword();
        Optional<Duration> older = span.isEmpty() ? Optional.of(Duration.ZERO) : Spans.parse(span);
        if (jid.indexOf('@') < 1 || older.isEmpty()) {
            return TypedText.said(by.text("type.purge"));
        }
        Optional<String> account = BareJid.parse(jid);
        if (account.isEmpty()) {
            return TypedText.said(by.text("account.bare"));
        }
        String warning =
                by.text("warning.purge", Shown.cut(account.get()), older.get().toHours());
        return TypedText.sure(memory, warning, by, () -> service.purge(by, account.get(), older.get()));
    }
}
