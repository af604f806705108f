package im.sidestream.app;

import im.sidestream.http.AdminCommand;
import im.sidestream.slot.AuditRecord;
import im.sidestream.slot.FileName;
import im.sidestream.slot.Page;
import im.sidestream.slot.ServiceAdministration;
import im.sidestream.slot.ServiceAdministration.Block;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The commands about what is allowed, and about what was done. */
final class RuleCommands {
    private static final int STEP = 500;
    private static final String KIND = "user or type, and a pattern";

    private final ServiceAdministration administration;

    RuleCommands(ServiceAdministration administration) {
        this.administration = administration;
    }

    Map<String, AdminCommand> commands() {
        return Map.of(
                "block", this::block,
                "unblock", this::unblock,
                "blocks", this::blocks,
                "limits", this::limits,
                "limit", this::limit,
                "audit", this::audit);
    }

    private void block(String argument, PrintWriter out) {
        Words words = Words.of(argument);
        String pattern = words.word(1, 2, KIND);
        Answers.of(administration.block(kind(words), pattern, Administration.CONSOLE));
        out.print("blocked " + pattern + "\n");
    }

    private void unblock(String argument, PrintWriter out) {
        Words words = Words.of(argument);
        String pattern = words.word(1, 2, KIND);
        boolean was = Answers.of(administration.unblock(kind(words), pattern, Administration.CONSOLE));
        out.print((was ? "unblocked " : "there was no block of ") + pattern + "\n");
    }

    private static Block.Kind kind(Words words) {
        return switch (words.word(0, 2, KIND)) {
            case "user" -> Block.Kind.USER;
            case "type" -> Block.Kind.TYPE;
            default -> throw new IllegalArgumentException(KIND + " is needed");
        };
    }

    private void blocks(String argument, PrintWriter out) {
        Words.of(argument).requireAtMost(0);
        for (Block block : Answers.of(administration.blocks())) {
            out.print(lower(block.kind()) + "\t" + block.pattern() + "\t" + block.since() + "\t" + block.by() + "\n");
        }
    }

    private void limits(String argument, PrintWriter out) {
        Words.of(argument).requireAtMost(0);
        Answers.of(administration.limits()).forEach((key, value) -> out.print(key + "\t" + value + "\n"));
    }

    private void limit(String argument, PrintWriter out) {
        Words words = Words.of(argument);
        String key = words.word(0, 2, "a key and a value, or default,");
        String value = words.word(1, 2, "a value, or default,");
        boolean back = value.equals("default");
        Answers.of(administration.changeLimit(key, back ? null : value, Administration.CONSOLE));
        String now = Answers.of(administration.limits()).get(key);
        out.print(key + "\t" + Objects.requireNonNullElse(now, "") + "\n");
    }

    private void audit(String argument, PrintWriter out) {
        String owner = Words.of(argument).optional().map(Words::bareJid).orElse(null);
        String next = null;
        do {
            Page<AuditRecord> page = Answers.of(administration.audit(owner, next, STEP));
            page.items().forEach(record -> out.print(line(record)));
            next = page.next();
        } while (next != null);
    }

    private static String line(AuditRecord record) {
        return String.join(
                        "\t",
                        record.at().toString(),
                        lower(record.action()),
                        record.file() == null ? "-" : record.file().value(),
                        Objects.requireNonNullElse(record.owner(), "-"),
                        Long.toString(record.size()),
                        record.by(),
                        record.detail().isEmpty() ? name(record) : record.detail())
                + "\n";
    }

    private static String name(AuditRecord record) {
        return record.name() == null ? "-" : new FileName(record.name()).withoutPathSyntax();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
