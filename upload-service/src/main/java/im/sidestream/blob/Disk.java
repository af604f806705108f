package im.sidestream.blob;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The two ways to wait until something is on the disk. */
interface Disk {
    /** The disk there is. */
    Disk REAL = new Disk() {
        @Override
        public void forceFile(Path file, FileChannel channel) throws IOException {
            channel.force(false);
        }

        @Override
        public void forceDirectory(Path directory) throws IOException {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    };

    /** Returns once all bytes of {@code file} are on the disk; {@code channel} is open on it. */
    void forceFile(Path file, FileChannel channel) throws IOException;

    /** Returns once all names in {@code directory} are on the disk. */
    void forceDirectory(Path directory) throws IOException;
}
