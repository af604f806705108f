package im.sidestream.app;

import im.sidestream.config.Units;
import im.sidestream.http.AdminCommand;
import im.sidestream.slot.OwnUpload;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.ServiceAdministration;
import im.sidestream.slot.ServiceAdministration.Search;
import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.Stored;
import im.sidestream.slot.Usage;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The commands about files and their owners. */
final class FileCommands {
    private static final int STEP = 500;
    private static final int TOP = 10;
    private static final int LONGEST_TOP = 10_000;

    private final String service;
    private final Store store;
    private final OwnerAccess access;
    private final ServiceAdministration administration;
    private final InstantSource clock;

    FileCommands(
            String service,
            Store store,
            OwnerAccess access,
            ServiceAdministration administration,
            InstantSource clock) {
        this.service = service;
        this.store = store;
        this.access = access;
        this.administration = administration;
        this.clock = clock;
    }

    Map<String, AdminCommand> commands() {
        return Map.of(
                "usage", this::usage,
                "files", this::files,
                "top", this::top,
                "search", this::search,
                "remove", this::remove,
                "purge", this::purge,
                "export", this::export,
                "erase", this::erase);
    }

    private Owner owner(Words words) {
        return new Owner(service, Words.bareJid(words.word(0, 1, "the JID of an account")));
    }

    private void usage(String argument, PrintWriter out) {
        Usage usage = Answers.of(store.catalog().usage(owner(Words.of(argument))));
        out.print(usage.owner().jid() + ": " + usage.total().bytes() + " bytes stored and reserved\n");
        for (Purpose purpose : Purpose.values()) {
            Usage.Amount amount = usage.byPurpose().get(purpose);
            if (amount != null) {
                out.print(line(purpose.elementName(), amount));
            }
        }
        out.print(line("reserved within a day", usage.today()));
    }

    private static String line(String what, Usage.Amount amount) {
        return what + ": " + amount.bytes() + " bytes in " + amount.files() + " files\n";
    }

    private void files(String argument, PrintWriter out) {
        Owner owner = owner(Words.of(argument));
        pages(out, next -> Answers.of(access.uploads().list(owner, next, STEP)));
    }

    private void search(String argument, PrintWriter out) {
        Words words = Words.of(argument, "owner", "name", "type");
        words.requireAtMost(0);
        String owner = words.option("owner");
        Search search =
                new Search(owner == null ? null : Words.bareJid(owner), words.option("name"), words.option("type"));
        pages(out, next -> Answers.of(administration.search(search, next, STEP)));
    }

    private void pages(PrintWriter out, Pages pages) {
        String next = null;
        do {
            Page<OwnUpload> page = pages.after(next);
            page.items().forEach(file -> out.print(line(file)));
            next = page.next();
        } while (next != null);
    }

    /** Columns are separated by tabs, which no name has when it is shown. */
    private static String line(OwnUpload file) {
        SlotRequest request = file.upload().request();
        Stored stored = Objects.requireNonNull(file.upload().stored());
        return String.join(
                        "\t",
                        file.upload().id().value(),
                        Long.toString(request.size()),
                        stored.at().toString(),
                        file.expires() == null ? "never" : file.expires().toString(),
                        request.purpose().elementName(),
                        Long.toString(file.downloads()),
                        file.withdrawn() ? "withdrawn" : "open",
                        request.owner(),
                        request.servedType().essence(),
                        request.name().withoutPathSyntax())
                + "\n";
    }

    private void top(String argument, PrintWriter out) {
        String count = Words.of(argument).optional().orElse(Integer.toString(TOP));
        if (!count.matches("\\d{1,5}") || Integer.parseInt(count) > LONGEST_TOP || Integer.parseInt(count) == 0) {
            throw new IllegalArgumentException("a number from 1 to " + LONGEST_TOP + " is needed");
        }
        for (Usage usage : Answers.of(administration.biggestOwners(Integer.parseInt(count)))) {
            Usage.Amount total = usage.total();
            out.print(
                    total.bytes() + "\t" + total.files() + "\t" + usage.owner().jid() + "\n");
        }
    }

    private void remove(String argument, PrintWriter out) {
        String what = Words.of(argument).word(0, 1, "the link or the id of a file");
        OwnUpload file = Answers.of(administration.remove(what, Administration.CONSOLE));
        out.print("removed\t" + line(file));
    }

    private void purge(String argument, PrintWriter out) {
        Words words = Words.of(argument, "older-than");
        String jid = owner(words).jid();
        String age = words.option("older-than");
        long files = Answers.of(
                age == null
                        ? administration.purge(jid, Administration.CONSOLE)
                        : administration.purge(jid, before(age), Administration.CONSOLE));
        out.print(jid + ": " + files + " files deleted\n");
    }

    private Instant before(String age) {
        Duration time = Units.duration(age)
                .orElseThrow(() -> new IllegalArgumentException("a time such as 12h or 30d is needed, not " + age));
        return clock.instant().minus(time);
    }

    private void export(String argument, PrintWriter out) throws IOException {
        Owner owner = owner(Words.of(argument));
        access.owners().write(owner, out);
        out.print("\n");
    }

    private void erase(String argument, PrintWriter out) {
        String jid = owner(Words.of(argument)).jid();
        long files = Answers.of(administration.erase(jid, Administration.CONSOLE));
        out.print(jid + ": " + files + " files deleted, and everything else forgotten\n");
    }

    /** Pages of a list, one after the other. */
    private interface Pages {
        Page<OwnUpload> after(@Nullable String next);
    }
}
