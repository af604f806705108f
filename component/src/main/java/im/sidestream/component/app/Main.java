package im.sidestream.component.app;

import im.sidestream.app.LogSetup;
import im.sidestream.app.StartException;
import im.sidestream.config.ConfigException;
import java.nio.file.Path;

/** The server program. */
public final class Main {
    private static final String HELP = """
            usage: sidestream COMMAND [--config FILE]

              serve [--role all]   runs the service
              check                reads the configuration, tries everything it names, says what is wrong
              status               says how the service fares
              usage JID            says how much an account has stored
              purge JID            deletes all files of an account
              fsck                 compares the files on the store with the catalog
              rotate-keys          makes new keys that sign links from now on
              --version, --help

            Every key of the file may be given by the environment too: SIDESTREAM_XMPP_DOMAIN is xmpp.domain.
            Exit codes: 0 done, 1 failed, 2 wrong configuration or command line.
            """;

    private final Program program;

    Main(Program program) {
        this.program = program;
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] words) {
        Program program =
                new Program(System.out, System.err, System.getenv(), Path.of("").toAbsolutePath());
        int code = new Main(program).run(words);
        LogSetup.end();
        System.exit(code);
    }

    int run(String... words) {
        try {
            return run(Arguments.parse(words));
        } catch (UsageException | ConfigException e) {
            return program.fail(Exit.WRONG_USE, e.getMessage());
        } catch (StartException e) {
            return program.fail(Exit.FAILED, e.getMessage());
        }
    }

    private int run(Arguments arguments) throws UsageException, ConfigException, StartException {
        return switch (arguments.command()) {
            case "serve" -> new Serve(program).run(arguments);
            case "check" -> new Check(program).run(arguments);
            case "status", "usage", "purge", "fsck", "rotate-keys" -> new Administer(program).run(arguments);
            case "--version" -> print("sidestream " + Program.version() + "\n");
            case "--help", "-h" -> print(HELP);
            default -> throw new UsageException("unknown command " + arguments.command() + ": see sidestream --help");
        };
    }

    private int print(String text) {
        program.out().print(text);
        program.out().flush();
        return Exit.OK;
    }
}
