package im.sidestream.component.app;

import im.sidestream.app.Administration;
import im.sidestream.app.LogSetup;
import im.sidestream.app.StartException;
import im.sidestream.app.Store;
import im.sidestream.config.ConfigException;
import im.sidestream.config.ServerConfig;
import im.sidestream.http.AdminCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

/** The administrator's commands: asked of the running service, or done on the store where none runs. */
final class Administer {
    private static final String ACCOUNT = "a JID";

    /** What a command must be given at least: nothing for those that are not named. */
    private static final Map<String, Needed> NEEDED = Map.ofEntries(
            Map.entry("usage", new Needed(1, ACCOUNT)),
            Map.entry("files", new Needed(1, ACCOUNT)),
            Map.entry("purge", new Needed(1, ACCOUNT)),
            Map.entry("export", new Needed(1, ACCOUNT)),
            Map.entry("erase", new Needed(1, ACCOUNT)),
            Map.entry("remove", new Needed(1, "the link or the id of a file")),
            Map.entry("block", new Needed(2, "user or type, and a pattern")),
            Map.entry("unblock", new Needed(2, "user or type, and a pattern")),
            Map.entry("limit", new Needed(2, "a key, and a value or default")),
            Map.entry("maintenance", new Needed(1, "on or off")),
            Map.entry("top", Needed.NOTHING),
            Map.entry("search", Needed.NOTHING),
            Map.entry("audit", Needed.NOTHING));

    /** Those that are whole without a word. */
    private static final Set<String> ALONE = Set.of("status", "fsck", "rotate-keys", "blocks", "limits");

    private final Program program;

    Administer(Program program) {
        this.program = program;
    }

    /** Returns whether an administrator's command has this name. */
    static boolean knows(String command) {
        return NEEDED.containsKey(command) || ALONE.contains(command);
    }

    int run(Arguments arguments) throws UsageException, ConfigException, StartException {
        String command = arguments.command();
        if (ALONE.contains(command)) {
            arguments.requireNoOperand();
        }
        Needed needed = NEEDED.getOrDefault(command, Needed.NOTHING);
        // a line for each word: that is how commands take their argument apart
        String argument = String.join("\n", arguments.operands(needed.count, needed.what));
        if (arguments.domain() != null) {
            argument = "@" + arguments.domain() + "\n" + argument;
        }
        ServerConfig config = program.config(arguments.config());
        LogSetup.showFrom("warn");
        if (config.http().adminListen().isPresent()) {
            try {
                AdminClient client = new AdminClient(config.http().adminListen().get());
                return answered(client.run(command, argument, program.out()));
            } catch (ConnectException e) {
                // nothing listens there, so nothing runs: the store is free, or its lock says by whom it is not
                return onTheStore(config, command, argument);
            } catch (IOException e) {
                return program.fail(Exit.FAILED, "the admin listener does not answer: " + e.getMessage());
            }
        }
        return onTheStore(config, command, argument);
    }

    private int onTheStore(ServerConfig config, String command, String argument) throws StartException {
        try (Store store = Store.open(config.storage(), Clock.systemUTC(), config::retention)) {
            AdminCommand known = Administration.offline(config, store).get(command);
            if (known == null) {
                throw new IllegalArgumentException("no such command");
            }
            PrintWriter out = new PrintWriter(program.out(), false, StandardCharsets.UTF_8);
            known.run(argument, out);
            out.flush();
            return Exit.OK;
        } catch (StartException e) {
            throw e;
        } catch (Exception e) {
            return program.fail(Exit.FAILED, command + ": " + e.getMessage());
        }
    }

    private int answered(AdminClient.Answer answer) {
        if (!answer.ok()) {
            program.err().print(answer.text());
        }
        return answer.ok() ? Exit.OK : Exit.FAILED;
    }

    private record Needed(int count, String what) {
        static final Needed NOTHING = new Needed(0, "nothing");
    }
}
