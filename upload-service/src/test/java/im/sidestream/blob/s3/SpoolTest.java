package im.sidestream.blob.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.blob.StoreFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits before the bucket: bounded files, a disk that may be full, and what an ended process left. */
final class SpoolTest {
    /** A device of Linux that has no room. */
    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    private Path directory;

    private static void write(Spool spool) throws IOException {
        SpoolFile file = new SpoolFile(FULL, FileChannel.open(FULL, StandardOpenOption.WRITE), 100, spool);
        file.write(ByteBuffer.allocate(10));
    }

    @Test
    void aFullDiskIsToldFromABrokenOne() throws IOException {
        try (Spool full = Spool.open(directory, () -> 0);
                Spool broken = Spool.open(directory, () -> Long.MAX_VALUE)) {
            assertThatThrownBy(() -> write(full)).isInstanceOf(StoreFullException.class);
            assertThatThrownBy(() -> write(broken))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(StoreFullException.class);
        }
    }

    @Test
    void aFileTakesNoMoreThanItsLength() throws IOException {
        try (Spool spool = Spool.open(directory)) {
            SpoolFile file = spool.file(3);
            ByteBuffer bytes = ByteBuffer.wrap(new byte[5]);

            file.write(bytes);

            assertThat(file.isFull()).isTrue();
            assertThat(bytes.remaining()).isEqualTo(2);
        }
    }

    @Test
    void whatAnEndedProcessLeftIsRemovedAndWhatIsInUseIsNot() throws IOException {
        Path left = Files.createDirectories(directory.resolve("left"));
        Files.writeString(left.resolve("lock"), "");
        Files.writeString(left.resolve("1"), "a piece");
        try (Spool running = Spool.open(directory)) {
            assertThat(left).doesNotExist();
            SpoolFile file = running.file(3);

            Spool.open(directory).close();

            assertThat(file.path()).exists();
        }
        assertThat(inside()).isEmpty();
    }

    private List<Path> inside() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.toList();
        }
    }
}
