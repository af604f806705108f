package im.sidestream.component.app;

import im.sidestream.config.ConfigException;
import im.sidestream.config.ConfigLoader;
import im.sidestream.config.ServerConfig;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the program finds around it.
 *
 * @param out for results
 * @param err for what went wrong
 * @param environment its variables
 * @param directory where relative paths on the command line start
 */
record Program(PrintStream out, PrintStream err, Map<String, String> environment, Path directory) {
    ServerConfig config(@Nullable Path file) throws ConfigException {
        return new ConfigLoader(environment, directory).load(file);
    }

    /** Says in one line why the program ends. */
    int fail(int code, @Nullable String line) {
        err.println("sidestream: " + line);
        return code;
    }

    static String version() {
        String version = Program.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
