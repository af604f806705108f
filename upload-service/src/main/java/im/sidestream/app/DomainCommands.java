package im.sidestream.app;

import im.sidestream.http.AdminCommand;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The administrator's commands of a process that serves several domains. Which one is meant is the first word of the
 * argument, after an {@code @}; where there is one domain alone, nobody need say it.
 */
final class DomainCommands {
    /** What is about the store or the process, whatever domain was named. */
    private static final Set<String> OF_ALL = Set.of("fsck", "rotate-keys");

    /** What is done for each domain where none is named. */
    private static final Set<String> OF_EACH = Set.of("status", "maintenance");

    private final Map<String, Map<String, AdminCommand>> domains;

    /** Wraps the commands of each domain; the first one's go for those that are about all. */
    private DomainCommands(Map<String, Map<String, AdminCommand>> domains) {
        this.domains = domains;
    }

    /** Returns all commands by name. */
    static Map<String, AdminCommand> of(Map<String, Map<String, AdminCommand>> domains) {
        DomainCommands all = new DomainCommands(new LinkedHashMap<>(domains));
        Map<String, AdminCommand> commands = new TreeMap<>();
        for (String name : all.first().keySet()) {
            commands.put(name, (argument, out) -> all.run(name, argument, out));
        }
        return commands;
    }

    private Map<String, AdminCommand> first() {
        return domains.values().iterator().next();
    }

    private void run(String name, String argument, PrintWriter out) throws Exception {
        if (argument.startsWith("@")) {
            String[] parts = argument.substring(1).split("\n", 2);
            run(of(parts[0]), name, parts.length > 1 ? parts[1] : "", out);
        } else if (domains.size() == 1 || OF_ALL.contains(name)) {
            run(first(), name, argument, out);
        } else if (OF_EACH.contains(name)) {
            for (Map<String, AdminCommand> domain : domains.values()) {
                run(domain, name, argument, out);
            }
        } else {
            throw new IllegalArgumentException("several domains are served: say --domain and one of " + names());
        }
    }

    private static void run(Map<String, AdminCommand> domain, String name, String argument, PrintWriter out)
            throws Exception {
        AdminCommand command = domain.get(name);
        if (command == null) {
            throw new IllegalArgumentException("no such command");
        }
        command.run(argument, out);
    }

    private Map<String, AdminCommand> of(String domain) {
        Map<String, AdminCommand> commands = domains.get(domain);
        if (commands == null) {
            throw new IllegalArgumentException(domain + " is not served here: say one of " + names());
        }
        return commands;
    }

    private String names() {
        return String.join(", ", domains.keySet());
    }
}
