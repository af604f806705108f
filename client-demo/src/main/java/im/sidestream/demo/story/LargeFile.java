package im.sidestream.demo.story;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** A large file that no compression and no cache can shorten, the same for every run. */
final class LargeFile {

    private static final int BLOCK = 1 << 20;
    private static final long SEED = 363;

    private LargeFile() {}

    static void write(Path file, long size) throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long written = 0; written < size; written += BLOCK) {
                block.clear();
                while (block.hasRemaining()) {
                    block.putLong(random.nextLong());
                }
                out.write(block.array(), 0, (int) Math.min(BLOCK, size - written));
            }
        }
    }
}
