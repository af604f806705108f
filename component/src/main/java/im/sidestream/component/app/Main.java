package im.sidestream.component.app;

import im.sidestream.app.DisagreementException;
import im.sidestream.app.LogSetup;
import im.sidestream.app.StartException;
import im.sidestream.config.ConfigException;
import java.nio.file.Path;

/** The server program. */
public final class Main {
    private static final String HELP = """
            usage: sidestream COMMAND [--config FILE] [--domain DOMAIN]

              serve [--role all|component|upload]
                                   runs the service, or one face of it beside others on one PostgreSQL
              check                reads the configuration, tries everything it names, says what is wrong
              status               says how the service fares
              fsck                 compares the files on the store with the catalog
              migrate --to FILE    copies all files to where that configuration keeps them
              rotate-keys          makes new keys that sign links from now on
              usage JID            says how much an account has stored
              files JID            lists its files
              top [N]              says who has stored most
              search [--owner JID] [--name PART] [--type TYPE]
                                   lists files, newest first
              remove LINK-OR-ID    deletes a file
              purge JID [--older-than 30d]
                                   deletes the files of an account
              export JID           prints all that is known of an account, as JSON
              erase JID            deletes the files of an account and forgets it
              block user|type PATTERN, unblock user|type PATTERN, blocks
                                   who gets no slots, and what is not accepted
              limit KEY VALUE|default, limits
                                   limits that hold over the configuration's
              maintenance on|off   issues no slots for a while
              audit [JID]          lists what was removed and changed
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
        } catch (UsageException | ConfigException | DisagreementException e) {
            return program.fail(Exit.WRONG_USE, e.getMessage());
        } catch (StartException e) {
            return program.fail(Exit.FAILED, e.getMessage());
        }
    }

    private int run(Arguments arguments) throws UsageException, ConfigException, StartException {
        return switch (arguments.command()) {
            case "serve" -> new Serve(program).run(arguments);
            case "check" -> new Check(program).run(arguments);
            case "migrate" -> new Migrate(program).run(arguments);
            case "--version" -> print("sidestream " + Program.version() + "\n");
            case "--help", "-h" -> print(HELP);
            default -> administer(arguments);
        };
    }

    private int administer(Arguments arguments) throws UsageException, ConfigException, StartException {
        if (!Administer.knows(arguments.command())) {
            throw new UsageException("unknown command " + arguments.command() + ": see sidestream --help");
        }
        return new Administer(program).run(arguments);
    }

    private int print(String text) {
        program.out().print(text);
        program.out().flush();
        return Exit.OK;
    }
}
