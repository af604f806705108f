package im.sidestream.demo.stage;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one directory of a stage, with the list of its processes. What a killed run left behind is found by that list:
 * its servers are stopped and its directory removed before a new stage is set up beside it.
 */
final class StageDirectory {
    private static final String OWNER = "owner";
    private static final String PIDS = "pids";

    private static final Duration DELETES_WITHIN = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Path path;
    private boolean shut;

    private StageDirectory(Path path) {
        this.path = path;
    }

    /** A directory that {@link #make} will make in {@code parent}: nothing is on the disk yet. */
    static StageDirectory in(Path parent) {
        return new StageDirectory(parent.resolve("stage-" + UUID.randomUUID()));
    }

    /** Removes what dead owners left in {@code parent}, then makes a new directory there. */
    static StageDirectory create(Path parent) {
        StageDirectory directory = in(parent);
        directory.make();
        return directory;
    }

    /** Removes what dead owners left beside this directory, then makes it. */
    void make() {
        try {
            Files.createDirectories(parent());
            sweep(parent());
            ProcessMark owner = ProcessMark.of(ProcessHandle.current().pid(), "owner")
                    .orElseThrow(() -> new StageException("/proc does not show this process"));
            Path unnamed = Files.createDirectory(unnamed());
            Files.writeString(unnamed.resolve(OWNER), owner.toLine());
            Files.move(unnamed, path);
        } catch (IOException e) {
            throw new StageException("cannot make a directory in " + parent(), e);
        }
    }

    private Path parent() {
        return requireNonNull(path.getParent());
    }

    /** Its name until it says whose it is, so that no one takes it for a directory without an owner. */
    private Path unnamed() {
        return path.resolveSibling("new-" + path.getFileName());
    }

    Path path() {
        return path;
    }

    /**
     * Starts a process and writes it down, so that it is found even if this program is killed.
     *
     * @throws StageException if the stage has ended
     */
    synchronized Process start(ProcessBuilder builder, String name) throws IOException {
        requireOpen();
        Process process = builder.start();
        register(process.pid(), name);
        return process;
    }

    /**
     * Does a step that the end of the stage waits for.
     *
     * @throws StageException if the stage has ended
     */
    synchronized <T> T whole(Supplier<T> step) {
        requireOpen();
        return step.get();
    }

    /** From now on no process is started here. */
    synchronized void shut() {
        shut = true;
    }

    private void requireOpen() {
        if (shut) {
            throw new StageException("the stage has ended");
        }
    }

    private void register(long pid, String name) {
        ProcessMark.of(pid, name).ifPresent(mark -> {
            try {
                Files.writeString(
                        path.resolve(PIDS), mark.toLine() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Ends what still runs of it and removes the directory with all that is in it. */
    void delete() {
        shut();
        long end = System.nanoTime() + DELETES_WITHIN.toNanos();
        while (true) {
            try {
                marks(path.resolve(PIDS)).forEach(ProcessMark::kill);
                delete(unnamed());
                delete(path);
                return;
            } catch (IOException e) {
                // a process that is just ending may write its last file
                if (System.nanoTime() - end > 0) {
                    throw new StageException("cannot remove " + path, e);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            throw StageException.interrupted("removing a stage", e);
        }
    }

    private static void sweep(Path parent) throws IOException {
        try (DirectoryStream<Path> stages = Files.newDirectoryStream(parent, "{stage,new}-*")) {
            for (Path stage : stages) {
                List<ProcessMark> owner = marks(stage.resolve(OWNER));
                if (!owner.isEmpty() && !owner.get(0).isRunning()) {
                    marks(stage.resolve(PIDS)).forEach(ProcessMark::kill);
                    delete(stage);
                }
            }
        }
    }

    private static List<ProcessMark> marks(Path file) throws IOException {
        try {
            return Files.readAllLines(file).stream().map(ProcessMark::parse).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
