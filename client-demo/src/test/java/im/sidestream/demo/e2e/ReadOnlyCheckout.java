package im.sidestream.demo.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A copy of this checkout with its newest build, to which nobody may write, the superuser included. */
final class ReadOnlyCheckout {
    private final Path directory;
    private final Path root;

    private ReadOnlyCheckout(Path directory) {
        this.directory = directory;
        this.root = directory.resolve("checkout");
    }

    static ReadOnlyCheckout in(Path directory) throws IOException, InterruptedException {
        ReadOnlyCheckout copy = new ReadOnlyCheckout(directory);
        String build = newestBuild();
        shell("mkdir -p '" + copy.root + "/.build' && cd '" + Launcher.root()
                + "' && cp -R --parents sidestream pom.xml"
                + " .mvn */pom.xml */src/main '" + copy.root + "' && cp -R '" + build + "' '" + copy.root
                + "/.build/' && chmod -R a-w '" + copy.root + "'");
        return copy;
    }

    /** The superuser is kept from writing by taking that capability from the process. */
    Launcher launcher() throws IOException, InterruptedException {
        List<String> program = new ArrayList<>();
        if (Files.isWritable(root)) {
            program.addAll(List.of("setpriv", "--bounding-set", "-dac_override,-dac_read_search"));
            program.addAll(List.of("--inh-caps", "-dac_override,-dac_read_search"));
        }
        program.add(root.resolve("sidestream").toString());
        return new Launcher(directory, program.toArray(String[]::new));
    }

    long builds() throws IOException {
        try (Stream<Path> all = Files.list(root.resolve(".build"))) {
            return all.count();
        }
    }

    void makeWritable() throws IOException, InterruptedException {
        shell("chmod -R u+w '" + root + "'");
    }

    private static String newestBuild() throws IOException, InterruptedException {
        Path target = Files.createTempDirectory("build-");
        try {
            return Launcher.ofCheckout(target).run("build").out().strip();
        } finally {
            shell("rm -r '" + target + "'");
        }
    }

    private static void shell(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new AssertionError("failed: " + command);
        }
    }
}
