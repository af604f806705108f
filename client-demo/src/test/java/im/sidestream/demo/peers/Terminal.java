package im.sidestream.demo.peers;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** A terminal for one program that wants to be typed at: a tmux server of its own, gone when this is closed. */
final class Terminal implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path home;
    private final Map<String, String> environment;

    private Terminal(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
    }

    /**
     * Starts a program.
     *
     * @param home working directory, where the socket of the terminal is as well: its path must be short
     */
    static Terminal start(Path home, Map<String, String> environment, List<String> command) throws IOException {
        DebianPackage.ofProgram("tmux", "tmux").require();
        Terminal terminal = new Terminal(home, environment);
        List<String> session = new ArrayList<>(List.of("new-session", "-d", "-x", "240", "-y", "40"));
        session.addAll(Program.LIMIT);
        session.addAll(command);
        terminal.tmux(session);
        return terminal;
    }

    /** Types a line and, once the program shows it on its last line, the enter key: at once they would be a paste. */
    void enter(String line) throws IOException {
        type(line);
        // the tail: programs scroll long lines, and may place letters of some scripts apart
        String tail = line.substring(Math.max(0, line.length() - 5));
        awaitScreen("typed " + line, screen -> screen.stripTrailing().endsWith(tail));
        tmux(List.of("send-keys", "Enter"));
    }

    /** Types text. */
    void type(String text) throws IOException {
        tmux(List.of("send-keys", "-l", text));
    }

    /** Waits until the program shows a text. */
    void awaitText(String text) {
        awaitScreen(text, screen -> screen.contains(text));
    }

    /** Waits until what the program shows is as wanted. */
    void awaitScreen(String what, Predicate<String> wanted) {
        try {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> wanted.test(screen()));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("never seen: " + what + "; last seen:\n" + lastScreen(), e);
        }
    }

    /** What the program shows now. */
    String screen() throws IOException {
        return tmux(List.of("capture-pane", "-p"));
    }

    private String lastScreen() {
        try {
            return screen();
        } catch (IOException | AssertionError e) {
            return "nothing: " + e.getMessage();
        }
    }

    @Override
    public void close() throws IOException {
        List<ProcessHandle> programs = programs();
        tmux(List.of("kill-server"));
        programs.forEach(ProcessHandle::destroyForcibly);
        programs.forEach(program -> program.onExit().join());
    }

    private List<ProcessHandle> programs() throws IOException {
        return tmux(List.of("list-panes", "-F", "#{pane_pid}"))
                .lines()
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                .flatMap(pane -> Stream.concat(Stream.of(pane), pane.descendants()))
                .toList();
    }

    private String tmux(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("/usr/bin/tmux", "-S", home.resolve("tmux").toString(), "-f", "/dev/null"));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("TERM", "xterm-256color");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (status(process) != 0) {
            throw new AssertionError("tmux " + arguments.get(0) + ": " + output);
        }
        return output;
    }

    /** Interruption is an I/O failure here, so that a terminal can be a resource of a try block. */
    private static int status(Process process) throws InterruptedIOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted in tmux");
        }
    }
}
