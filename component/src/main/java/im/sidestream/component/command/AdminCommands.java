package im.sidestream.component.command;

import im.sidestream.component.stanza.Shown;
import im.sidestream.slot.BareJid;
import im.sidestream.slot.Owner;
import im.sidestream.slot.ServiceAdministration;
import im.sidestream.slot.ServiceAdministration.Block;
import im.sidestream.slot.ServiceAdministration.Search;
import im.sidestream.slot.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What administrators may do, by XEP-0133 where it has a command for it. */
final class AdminCommands {

    private static final String ADMIN = "http://jabber.org/protocol/admin";
    private static final String ACCOUNT = "accountjid";
    private static final String HOURS = "older-than-hours";

    private final CommandPorts ports;
    private final ServiceAdministration port;
    private final Service service;

    AdminCommands(CommandPorts ports) {
        this.ports = ports;
        this.port = ports.administration();
        this.service = new Service(port, ports.clock());
    }

    List<Command> all() {
        return List.of(
                Command.ofAdministrator("statistics", this::statistics),
                Command.ofAdministrator("search", this::search),
                Command.ofAdministrator("remove", this::remove),
                Command.ofServiceAdministration("user-stats", this::userStats),
                Command.ofServiceAdministration("edit-blacklist", this::blacklist),
                Command.ofAdministrator("blocked-types", this::blockedTypes),
                Command.ofAdministrator("limits", this::limits),
                Command.ofAdministrator("maintenance", this::maintenance),
                Command.ofAdministrator("purge", this::purge),
                Command.ofAdministrator("audit", this::audit));
    }

    private CompletableFuture<Step> statistics(Requester by) {
        return service.statistics(by)
                .thenCompose(text -> port.biggestOwners(Service.BIGGEST)
                        .thenApply(all -> new Step.End(owners(by, "statistics", type("statistics"), all), note(text))));
    }

    private static Table owners(Requester by, String name, String type, List<Usage> all) {
        List<Table.Column> columns = Stream.of("owner", "bytes", "files", "today")
                .map(column -> Table.Column.text(column, by.text("column." + column)))
                .toList();
        List<List<String>> rows = all.stream()
                .map(usage -> List.of(
                        Shown.cut(usage.owner().jid()),
                        Long.toString(usage.total().bytes()),
                        Long.toString(usage.total().files()),
                        Long.toString(usage.today().bytes())))
                .toList();
        return new Table(by.text("command." + name), type, columns, rows);
    }

    private static Step.Note note(String text) {
        return new Step.Note(false, text);
    }

    private CompletableFuture<Step> search(Requester by) {
        Form form = form(
                by,
                "search",
                type("search"),
                Field.text("owner", by.text("column.owner"), ""),
                Field.text("name", by.text("search.name"), ""),
                Field.text("type", by.text("search.type"), ""));
        return followed(form, (action, given) -> {
            Search wanted =
                    new Search(optional(by, given.one("owner")), orNull(given.one("name")), orNull(given.one("type")));
            FileLook look = new FileLook(new FileList(by.phrases(), true), by.text("command.search"), type("search"));
            return new Leaves<>(after -> port.search(wanted, after, FileList.PAGE), look, by).first();
        });
    }

    private CompletableFuture<Step> remove(Requester by) {
        Form form = form(
                by, "remove", type("remove"), Field.required(Field.Type.TEXT_SINGLE, "file", by.text("remove.file")));
        return last(form, (action, given) -> UserCommands.end(service.remove(by, given.one("file"))));
    }

    private CompletableFuture<Step> userStats(Requester by) {
        Form form = form(by, "user-stats", ADMIN, account(by));
        return last(
                form,
                (action, given) -> ports.uploads()
                        .usage(new Owner(by.service(), account(by, given.one(ACCOUNT))))
                        .thenApply(usage -> new Step.End(
                                owners(by, "user-stats", ADMIN, List.of(usage)),
                                note(String.join("\n", OwnFiles.amounts(by, usage))))));
    }

    private CompletableFuture<Step> blacklist(Requester by) {
        Form form = form(
                by,
                "edit-blacklist",
                ADMIN,
                Field.lines(Field.Type.JID_MULTI, "blacklistjids", by.text("blacklist"), List.of()));
        return new BlockEditing(port, Block.Kind.USER, form).ask(by);
    }

    private CompletableFuture<Step> blockedTypes(Requester by) {
        Form form = form(
                by,
                "blocked-types",
                type("blocked-types"),
                Field.lines(Field.Type.TEXT_MULTI, "types", by.text("blacklist.types"), List.of()));
        return new BlockEditing(port, Block.Kind.TYPE, form).ask(by);
    }

    private CompletableFuture<Step> limits(Requester by) {
        return port.limits().thenApply(now -> {
            List<Field> fields = new ArrayList<>();
            now.forEach((key, value) -> fields.add(Field.text(key, key, value)));
            Form form = new Form(by.text("command.limits"), by.text("limits.how"), type("limits"), fields);
            return Step.Question.last(form, (action, given) -> change(by, now, given));
        });
    }

    private CompletableFuture<Step> change(Requester by, Map<String, String> before, Submission given) {
        List<String> changed = before.keySet().stream()
                .filter(key -> !given.one(key).equals(before.get(key)))
                .toList();
        return Service.each(changed, key -> service.changeLimit(by, key, given.one(key)))
                .thenApply(count -> Step.End.saying(by.text("limits.changed", count)));
    }

    private CompletableFuture<Step> maintenance(Requester by) {
        Field on = Field.flag("maintenance", by.text("maintenance"), port.inMaintenance());
        return last(
                form(by, "maintenance", type("maintenance"), on),
                (action, given) -> UserCommands.end(service.maintain(by, given.flag("maintenance"))));
    }

    private CompletableFuture<Step> purge(Requester by) {
        Form form = form(by, "purge", type("purge"), account(by), Field.text(HOURS, by.text("purge.hours"), "0"));
        return followed(form, (action, given) -> {
            Duration older = hours(by, given.one(HOURS));
            String account = account(by, given.one(ACCOUNT));
            Form sure = new Form(
                    by.text("command.purge"),
                    by.text("warning.purge", Shown.cut(account), older.toHours()),
                    type("purge"),
                    List.of(UserCommands.confirmation(by)));
            return last(sure, UserCommands.sure(by, who -> service.purge(who, account, older)));
        });
    }

    private static Duration hours(Requester by, String text) throws InvalidAnswer {
        if (!text.isEmpty() && !text.matches("[0-9]{1,6}")) {
            throw InvalidAnswer.value(by.text("purge.hours.wrong"));
        }
        return text.isEmpty() ? Duration.ZERO : Duration.ofHours(Long.parseLong(text));
    }

    private CompletableFuture<Step> audit(Requester by) {
        Form form = form(by, "audit", type("audit"), Field.text("owner", by.text("column.owner"), ""));
        return followed(form, (action, given) -> {
            String owner = optional(by, given.one("owner"));
            return new Leaves<>(after -> port.audit(owner, after, FileList.PAGE), new AuditLook(by, type("audit")), by)
                    .first();
        });
    }

    private static Field account(Requester by) {
        return Field.required(Field.Type.JID_SINGLE, ACCOUNT, by.text("account"));
    }

    /** Rows carry no other form of an address. */
    private static String account(Requester by, String typed) throws InvalidAnswer {
        return BareJid.parse(typed).orElseThrow(() -> InvalidAnswer.value(by.text("account.bare")));
    }

    private static @Nullable String optional(Requester by, String typed) throws InvalidAnswer {
        return typed.isEmpty() ? null : account(by, typed);
    }

    private static Form form(Requester by, String name, String type, Field... fields) {
        return new Form(by.text("command." + name), "", type, List.of(fields));
    }

    private static CompletableFuture<Step> last(Form form, Step.Turn turn) {
        return CompletableFuture.completedFuture(Step.Question.last(form, turn));
    }

    private static CompletableFuture<Step> followed(Form form, Step.Turn turn) {
        return CompletableFuture.completedFuture(Step.Question.followed(form, turn));
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String type(String name) {
        return "sidestream:transfer:0#" + name;
    }
}
