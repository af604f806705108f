package im.sidestream.demo.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One program that the stage runs: started, watched, and stopped by its process id. */
final class ChildProcess {
    private static final int TAIL_LINES = 40;
    private static final Duration POLL = Duration.ofMillis(20);

    /**
     * What to run.
     *
     * @param name for messages
     * @param arguments the program and its arguments
     * @param environment added to this process's own, from which every SIDESTREAM_ setting is taken out
     * @param directory its working directory
     * @param log what it prints is appended to this file
     */
    record Command(String name, List<String> arguments, Map<String, String> environment, Path directory, Path log) {}

    private final Command command;
    private final Process process;

    private ChildProcess(Command command, Process process) {
        this.command = command;
        this.process = process;
    }

    static ChildProcess start(Command command, StageDirectory directory) {
        ProcessBuilder builder = new ProcessBuilder(command.arguments())
                .directory(command.directory().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(command.log().toFile()));
        builder.environment().keySet().removeIf(ChildProcess::isSetting);
        builder.environment().putAll(command.environment());
        try {
            return new ChildProcess(command, directory.start(builder, command.name()));
        } catch (IOException e) {
            throw new StageException("cannot start " + command.name() + ": " + e.getMessage(), e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until {@code condition} holds; fails as soon as the process has ended, or after {@code patience}. */
    void await(String what, Duration patience, BooleanSupplier condition) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive()) {
                throw failure(what + ": it ended with " + process.exitValue());
            }
            if (System.nanoTime() - end > 0) {
                throw failure(what + ": not within " + patience.toSeconds() + " s");
            }
            pause(what);
        }
    }

    /** Sends SIGTERM, after {@code patience} SIGKILL, and returns the exit code (128 + signal if one ended it). */
    int stop(Duration patience) {
        process.destroy();
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw StageException.interrupted("stopping " + command.name(), e);
        }
    }

    /** SIGKILL: the process has no say in it. Returns when it is gone. */
    void kill() {
        process.destroyForcibly();
        stop(Duration.ZERO);
    }

    /** Sends a signal by its name, for example {@code HUP}, {@code STOP}, {@code CONT}. */
    void signal(String name) {
        try {
            int code = new ProcessBuilder("sh", "-c", "kill -s " + name + " " + pid())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new StageException("could not send " + name + " to " + command.name());
            }
        } catch (IOException e) {
            throw new StageException("could not run kill", e);
        } catch (InterruptedException e) {
            throw StageException.interrupted("signalling " + command.name(), e);
        }
    }

    private StageException failure(String what) {
        return new StageException(command.name() + ": " + what + "\n" + tail());
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(command.log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    private static void pause(String what) {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            throw StageException.interrupted(what, e);
        }
    }

    private static boolean isSetting(String variable) {
        return variable.startsWith("SIDESTREAM_") && !variable.equals("SIDESTREAM_JAVA_OPTS");
    }
}
