package im.sidestream.demo.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the launcher as a process, with its output in files of a directory of its own. */
final class Launcher {
    private static final long PATIENCE_SECONDS = 120;

    /** How a command ended. */
    record Ended(int exit, String out, String err) {}

    private final Path directory;
    private final List<String> program;

    Launcher(Path directory, String... program) {
        this.directory = directory;
        this.program = List.of(program);
    }

    /** The launcher of this checkout. */
    static Launcher ofCheckout(Path directory) {
        return new Launcher(directory, root().resolve("sidestream").toString());
    }

    static Path root() {
        return Path.of(System.getProperty("sidestream.root", ".."))
                .toAbsolutePath()
                .normalize();
    }

    Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SIDESTREAM_"));
        builder.environment().put("SIDESTREAM_JAVA_OPTS", "-Dsidestream.test=launcher");
        return builder.start();
    }

    Ended run(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroy();
            throw new AssertionError("still running: " + String.join(" ", arguments) + "\n" + out() + err());
        }
        return new Ended(process.exitValue(), out(), err());
    }

    String out() throws IOException {
        return Files.readString(directory.resolve("out"));
    }

    String err() throws IOException {
        return Files.readString(directory.resolve("err"));
    }
}
