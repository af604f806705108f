package im.sidestream.demo;

import im.sidestream.demo.command.Cli;
import im.sidestream.demo.command.Surroundings;
import im.sidestream.demo.stage.StageSettings;
import im.sidestream.demo.stage.StageTheatre;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The headless client's entry. */
public final class Main {

    private Main() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] arguments) {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        Surroundings surroundings = new Surroundings(
                System.getenv(), System.in, System.out, System.err, isTerminal(1) && isTerminal(2), Clock.systemUTC());
        System.exit(new Cli(surroundings, new StageTheatre(StageSettings.defaults())).run(arguments));
    }

    /** Whether that file descriptor is a terminal; the JDK's own answer differs between its versions. */
    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
