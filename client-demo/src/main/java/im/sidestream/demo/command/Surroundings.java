package im.sidestream.demo.command;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;

/**
 * What the program finds around itself.
 *
 * @param environment variables
 * @param in what the user types
 * @param out results
 * @param err everything else that the user should read
 * @param terminal whether a person watches
 * @param clock time
 */
public record Surroundings(
        Map<String, String> environment,
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean terminal,
        Clock clock) {}
