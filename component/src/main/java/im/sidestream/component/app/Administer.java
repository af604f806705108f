package im.sidestream.component.app;

import im.sidestream.app.Administration;
import im.sidestream.app.LogSetup;
import im.sidestream.app.StartException;
import im.sidestream.app.Store;
import im.sidestream.config.ConfigException;
import im.sidestream.config.ServerConfig;
import im.sidestream.http.AdminCommand;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Clock;
import java.util.Map;

/** The administrator's commands: asked of the running service, or done on the store where none runs. */
final class Administer {
    private final Program program;

    Administer(Program program) {
        this.program = program;
    }

    int run(Arguments arguments) throws UsageException, ConfigException, StartException {
        String command = arguments.command();
        boolean needsJid = command.equals("usage") || command.equals("purge");
        String argument = needsJid ? arguments.operand("a JID") : "";
        if (!needsJid) {
            arguments.requireNoOperand();
        }
        ServerConfig config = program.config(arguments.config());
        LogSetup.showFrom("warn");
        if (config.http().adminListen().isPresent()) {
            try {
                AdminClient client = new AdminClient(config.http().adminListen().get());
                return print(client.ask(command, argument));
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
        try (Store store = Store.open(config.storage(), Clock.systemUTC(), config.policy()::retention)) {
            Map<String, AdminCommand> commands =
                    Administration.offline(config.xmpp().domain(), store).commands();
            AdminCommand known = commands.get(command);
            if (known == null) {
                throw new IllegalArgumentException("no such command");
            }
            return print(new AdminClient.Answer(true, known.run(argument)));
        } catch (StartException e) {
            throw e;
        } catch (Exception e) {
            return program.fail(Exit.FAILED, command + ": " + e.getMessage());
        }
    }

    private int print(AdminClient.Answer answer) {
        (answer.ok() ? program.out() : program.err()).print(answer.text());
        return answer.ok() ? Exit.OK : Exit.FAILED;
    }
}
