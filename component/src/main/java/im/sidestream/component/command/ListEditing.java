package im.sidestream.component.command;

import im.sidestream.component.stanza.Shown;
import im.sidestream.delivery.ReceiverLists;
import im.sidestream.slot.BareJid;
import im.sidestream.slot.Page;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Receiver lists: seen, made, filled, lent and deleted, each told in a sentence. A list is filled in pages: what is added
 * comes to what there is.
 */
final class ListEditing {

    /** Members of a list on a page: the longest there are stay below 64 KiB (T-G12). */
    private static final int PAGE = 50;

    private static final int SHOWN = 30;
    private static final int LONGEST_NAME = 60;

    private final DistributionPorts ports;

    ListEditing(DistributionPorts ports) {
        this.ports = ports;
    }

    CompletableFuture<Step> ask(Requester by) {
        return overview(by)
                .thenApply(overview -> Step.Question.followed(form(by, overview), (action, given) -> {
                    String name = given.one("list");
                    return given.one("action").equals("show")
                            ? pages(by, name)
                            : UserCommands.end(obey(by, given, name));
                }));
    }

    private static Form form(Requester by, String overview) {
        Map<String, String> actions = new LinkedHashMap<>();
        for (String action : List.of("show", "create", "add", "remove", "share", "unshare", "delete")) {
            actions.put(action, by.text("lists." + action));
        }
        return new Form(
                by.text("command.lists"),
                overview,
                DistributionCommands.type("lists"),
                List.of(
                        Field.choice("action", by.text("delivery.action"), "show", actions),
                        Field.required(Field.Type.TEXT_SINGLE, "list", by.text("lists.name")),
                        Field.lines(Field.Type.JID_MULTI, "members", by.text("lists.members"), List.of()),
                        Field.text("with", by.text("lists.with"), "")));
    }

    private CompletableFuture<String> obey(Requester by, Submission given, String name) {
        return switch (given.one("action")) {
            case "create" -> create(by, name);
            case "add" -> add(by, name, given.all("members"));
            case "remove" -> remove(by, name, given.all("members"));
            case "share" -> share(by, name, given.one("with"), true);
            case "unshare" -> share(by, name, given.one("with"), false);
            default -> delete(by, name);
        };
    }

    /** All lists in lines. */
    CompletableFuture<String> overview(Requester by) {
        return ports.lists()
                .of(by.owner())
                .thenApply(all -> all.isEmpty()
                        ? by.text("lists.none")
                        : all.stream().limit(SHOWN).map(each -> line(by, each)).collect(Collectors.joining("\n")));
    }

    private static String line(Requester by, ReceiverLists.Named each) {
        String name = each.list().owner().equals(by.bare())
                ? each.list().name()
                : each.list().owner() + "/" + each.list().name();
        String shared = each.sharedWith().stream().limit(5).map(Shown::cut).collect(Collectors.joining(", "));
        return shared.isEmpty()
                ? by.text("lists.line", Shown.cut(name), each.members())
                : by.text("lists.line.shared", Shown.cut(name), each.members(), shared);
    }

    private CompletableFuture<Step> pages(Requester by, String name) {
        Leaves.Look<String> look = new Leaves.Look<>() {
            @Override
            public Payload table(Page<String> page) {
                return new Table(
                        Shown.cut(name),
                        DistributionCommands.type("lists"),
                        List.of(new Table.Column("jid", by.text("column.receiver"), "jid-single")),
                        page.items().stream()
                                .map(jid -> List.of(Shown.cut(jid)))
                                .toList());
            }

            @Override
            public String text(Page<String> page, int first) {
                return page.items().stream().map(Shown::cut).collect(Collectors.joining("\n"));
            }
        };
        return new Leaves<>(after -> members(by, name, after), look, by).first();
    }

    /** Some members of a list, from the first one on. */
    CompletableFuture<Page<String>> members(Requester by, String name, @Nullable String after) {
        return ports.lists().members(ReceiverSources.listName(by, name), by.owner(), after, PAGE);
    }

    CompletableFuture<String> create(Requester by, String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME || !name.matches("[^\\s/:]+")) {
            return CompletableFuture.completedFuture(by.text("lists.name.wrong", LONGEST_NAME));
        }
        return ports.lists()
                .create(by.owner(), name, ports.limits().get().keeping().lists())
                .thenApply(done -> by.text("lists.created", Shown.cut(name)));
    }

    CompletableFuture<String> delete(Requester by, String name) {
        return ports.lists()
                .delete(by.owner(), name)
                .thenApply(was -> by.text(was ? "lists.deleted" : "lists.unknown", Shown.cut(name)));
    }

    CompletableFuture<String> add(Requester by, String name, List<String> members) {
        Set<String> accounts = new LinkedHashSet<>();
        List<String> wrong = new ArrayList<>();
        sort(members, accounts, wrong);
        int most = ports.limits().get().keeping().listMembers();
        return ports.lists()
                .add(by.owner(), name, accounts, most)
                .thenApply(added -> by.text("lists.added", Shown.cut(name), added) + complaint(by, wrong));
    }

    CompletableFuture<String> remove(Requester by, String name, List<String> members) {
        Set<String> accounts = new LinkedHashSet<>();
        List<String> wrong = new ArrayList<>();
        sort(members, accounts, wrong);
        return ports.lists()
                .remove(by.owner(), name, accounts)
                .thenApply(count -> by.text("lists.removed", Shown.cut(name), count) + complaint(by, wrong));
    }

    private static void sort(List<String> members, Set<String> accounts, List<String> wrong) {
        for (String member : members) {
            Optional<String> jid = BareJid.parse(member).filter(account -> account.indexOf('@') > 0);
            jid.ifPresentOrElse(accounts::add, () -> wrong.add(member));
        }
    }

    private static String complaint(Requester by, List<String> wrong) {
        return wrong.stream()
                .limit(5)
                .map(each -> "\n" + by.text("left-out.invalid", Shown.cut(each)))
                .collect(Collectors.joining());
    }

    CompletableFuture<String> share(Requester by, String name, String with, boolean shared) {
        Optional<String> jid = BareJid.parse(with).filter(account -> account.indexOf('@') > 0);
        if (jid.isEmpty()) {
            return CompletableFuture.completedFuture(by.text("account.bare"));
        }
        return ports.lists()
                .share(by.owner(), name, jid.get(), shared)
                .thenApply(done ->
                        by.text(shared ? "lists.shared" : "lists.unshared", Shown.cut(name), Shown.cut(jid.get())));
    }
}
