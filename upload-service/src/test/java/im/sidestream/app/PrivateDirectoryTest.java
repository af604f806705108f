package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that share a directory may all be the first to use it. */
final class PrivateDirectoryTest {
    private static final int NODES = 4;
    private static final int ROUNDS = 300;

    @TempDir
    private Path directory;

    @Test
    void whoeverMakesItAtTheSameTimeHasIt() throws Exception {
        ExecutorService nodes = Executors.newFixedThreadPool(NODES);
        CyclicBarrier together = new CyclicBarrier(NODES);
        List<Future<Path>> made = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            Path shared = directory.resolve("store" + round);
            Callable<Path> node = () -> {
                together.await();
                PrivateDirectory.make(shared);
                return shared;
            };
            made.addAll(nodes.invokeAll(Collections.nCopies(NODES, node)));
        }
        nodes.shutdown();

        for (Future<Path> one : made) {
            assertThat(PrivateDirectory.isOpenToOthers(one.get())).isFalse();
        }
    }
}
