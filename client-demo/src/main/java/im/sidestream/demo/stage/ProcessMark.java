package im.sidestream.demo.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process as the launcher's test command and a later stage can recognise it: a process id alone may belong to another
 * program by then.
 *
 * @param pid the process id
 * @param startTicks the start time in clock ticks since boot, as in {@code /proc/<pid>/stat}
 * @param name what it is, for people
 */
record ProcessMark(long pid, long startTicks, String name) {
    /** The start time is field 22, thus the 20th after the program's name in parentheses. */
    private static final int START_AFTER_NAME = 19;

    /** The mark of a process that runs; empty if it has ended already. */
    static Optional<ProcessMark> of(long pid, String name) {
        return startOf(pid).map(ticks -> new ProcessMark(pid, ticks, name));
    }

    static ProcessMark parse(String line) {
        String[] parts = line.split(" ", 3);
        return new ProcessMark(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]);
    }

    String toLine() {
        return pid + " " + startTicks + " " + name;
    }

    boolean isRunning() {
        return startOf(pid).filter(ticks -> ticks == startTicks).isPresent();
    }

    /** Ends exactly this process, at once. */
    void kill() {
        if (isRunning()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private static Optional<Long> startOf(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return fields[0].equals("Z") ? Optional.empty() : Optional.of(Long.parseLong(fields[START_AFTER_NAME]));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
