package im.sidestream.demo.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs of others, run to their end; {@code timeout} ends them even if this JVM is gone. */
final class Foreign {
    private static final List<String> LIMIT = List.of("timeout", "--kill-after=5", "120");

    private final Path directory;

    /** Programs with {@code directory} as working directory and home. */
    Foreign(Path directory) {
        this.directory = directory;
    }

    /** What the command printed; an AssertionError with that unless it ends with 0. */
    String run(List<String> command) throws IOException, InterruptedException {
        List<String> limited = new ArrayList<>(LIMIT);
        limited.addAll(command);
        Path file = Files.createTempFile(directory, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(limited)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(file.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process = builder.start();
        try {
            int code = process.waitFor();
            String output = Files.readString(file, StandardCharsets.UTF_8);
            if (code != 0) {
                throw new AssertionError(command.get(0) + " ended with " + code + ":\n" + output);
            }
            return output;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
