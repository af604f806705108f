package im.sidestream.demo.command;

import im.sidestream.demo.session.SessionException;
import im.sidestream.demo.story.StoryBroken;
import im.sidestream.demo.story.Theatre;
import im.sidestream.demo.transfer.TransferException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command line: 0 if it worked, 2 if it was asked wrongly, 1 if it failed; why, in one line on stderr. */
public final class Cli {

    private static final Logger log = LoggerFactory.getLogger(Cli.class);

    private final CommandLine commands;
    private final Surroundings surroundings;

    /**
     * All commands.
     *
     * @param theatre brings servers for the demo, or null if there are none
     */
    public Cli(Surroundings surroundings, @Nullable Theatre theatre) {
        this.surroundings = surroundings;
        this.commands = new CommandLine(new Root())
                .addSubcommand(new SendCommand(surroundings))
                .addSubcommand(new ReceiveCommand(surroundings))
                .addSubcommand(new ChatCommand(surroundings))
                .addSubcommand(new DistributeCommand(surroundings))
                .addSubcommand(new DemoCommand(surroundings, theatre));
        commands.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
        commands.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
        commands.setParameterExceptionHandler((e, arguments) -> wrongUse(e));
        commands.setExecutionExceptionHandler((e, command, result) -> failed(e));
    }

    /** Runs one command and returns its exit code. */
    public int run(String... arguments) {
        return commands.execute(arguments);
    }

    private int wrongUse(ParameterException e) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        surroundings.err().println("sidestream: " + oneLine(e.getMessage()) + " (see " + name + " --help)");
        return ExitCodes.WRONG_USE;
    }

    private int failed(Exception e) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        boolean expected = e instanceof Failure
                || e instanceof WrongConfiguration
                || e instanceof TransferException
                || e instanceof SessionException
                || e instanceof StoryBroken;
        log.debug("command failed", e);
        String message = expected ? String.valueOf(e.getMessage()) : "unexpected: " + e;
        surroundings.err().println("sidestream: " + oneLine(message));
        return e instanceof WrongConfiguration ? ExitCodes.WRONG_USE : ExitCodes.FAILED;
    }

    private static String oneLine(@Nullable String text) {
        return String.valueOf(text).replaceAll("[\\r\\n]+", " ");
    }

    @Command(
            name = "sidestream",
            description = "Shares files beside an XMPP chat.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            synopsisSubcommandLabel = "COMMAND")
    private static final class Root implements Runnable {
        @CommandLine.Spec
        private CommandLine.Model.@Nullable CommandSpec spec;

        @Override
        public void run() {
            CommandLine.Model.CommandSpec self = spec;
            if (self != null) {
                throw new ParameterException(self.commandLine(), "a command is missing");
            }
        }
    }
}
