package im.sidestream.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;

/**
 * What a process is called among those of its store.
 *
 * @param process a name that no other process has, and that tells an administrator which one it is
 * @param store the id of the store that they share
 */
record Identification(String process, String store) {
    private static final Path HOST = Path.of("/proc/sys/kernel/hostname");
    private static final int ENOUGH = 8;

    /** Returns a name for this process, in this life. */
    static Identification of(String store) {
        String life = UUID.randomUUID().toString().substring(0, ENOUGH);
        return new Identification(host() + "/" + ProcessHandle.current().pid() + "/" + life, store);
    }

    private static String host() {
        try {
            return Files.readString(HOST).strip();
        } catch (IOException e) {
            return Objects.requireNonNullElse(System.getenv("HOSTNAME"), "host");
        }
    }
}
