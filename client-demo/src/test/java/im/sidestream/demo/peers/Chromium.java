package im.sidestream.demo.peers;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Chromium without a screen, with one page open. */
final class Chromium {
    private final Process process;

    private Chromium(Process process) {
        this.process = process;
    }

    /** Opens a page; {@code home} takes whatever the browser writes. */
    static Chromium open(URI page, Path home) throws IOException {
        DebianPackage.ofProgram("chromium", "chromium").require();
        List<String> command = new ArrayList<>(List.of("/usr/bin/timeout", "--foreground", "--kill-after=5", "120"));
        command.addAll(List.of("/usr/bin/chromium", "--headless=new", "--no-sandbox", "--disable-gpu"));
        command.addAll(List.of("--no-first-run", "--disable-dev-shm-usage", "--disable-background-networking"));
        command.addAll(List.of("--disable-component-update", "--user-data-dir=" + home, page.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(home.resolve("chromium.txt").toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        "/usr/bin:/bin",
                        "HOME",
                        home.toString(),
                        "TMPDIR",
                        home.toString(),
                        "LC_ALL",
                        "C.UTF-8"));
        return new Chromium(builder.start());
    }

    /** Ends it and returns when it is gone. */
    void stop() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().join());
    }
}
