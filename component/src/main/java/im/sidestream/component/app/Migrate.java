package im.sidestream.component.app;

import im.sidestream.app.LogSetup;
import im.sidestream.app.StartException;
import im.sidestream.app.StoreSwitch;
import im.sidestream.config.ConfigException;
import im.sidestream.config.ServerConfig;
import java.nio.file.Path;
import java.util.List;

/** Moves the files of a service that is stopped to where another configuration keeps them. */
final class Migrate {
    private final Program program;

    Migrate(Program program) {
        this.program = program;
    }

    int run(Arguments arguments) throws UsageException, ConfigException, StartException {
        List<String> operands = arguments.operands();
        if (operands.size() != 2 || !operands.get(0).equals("--to")) {
            throw new UsageException("migrate needs --to and the new configuration's file");
        }
        ServerConfig from = program.config(arguments.config());
        ServerConfig to = program.config(Path.of(operands.get(1)));
        LogSetup.showFrom("warn");
        program.out().println(StoreSwitch.run(from, to, line -> program.err().println("note: " + line)));
        return Exit.OK;
    }
}
