package im.sidestream.demo.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Programs that run to their end without a terminal. */
final class Program {

    /** {@code timeout} ends the program even if this JVM is gone: asked after 40 s, killed 5 s later. */
    static final List<String> LIMIT = List.of("/usr/bin/timeout", "--foreground", "--kill-after=5", "40");

    private final Path home;
    private final Map<String, String> environment;

    /** Programs with {@code home} as working directory, where the output is kept as well. */
    Program(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = Map.copyOf(environment);
    }

    /** Runs a command to its end; an AssertionError holds all it printed, unless it exits with 0. */
    void run(String... command) throws IOException, InterruptedException {
        List<String> limited = new ArrayList<>(LIMIT);
        limited.addAll(List.of(command));
        Path output = home.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(limited)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new AssertionError(String.join(" ", command) + " ended with " + status
                        + (status == 124 ? " (time-out)" : "") + ":\n" + Files.readString(output));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
