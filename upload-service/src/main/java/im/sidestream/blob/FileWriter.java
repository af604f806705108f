package im.sidestream.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a blob into a file and leaves it to the system when the bytes reach the disk. */
class FileWriter implements BlobWriter {
    private static final Logger LOG = LoggerFactory.getLogger(FileWriter.class);

    private final Path file;
    private final FileChannel channel;

    FileWriter(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public CompletableFuture<Void> publish() {
        try {
            channel.close();
            return CompletableFuture.completedFuture(null);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void abort() {
        try {
            channel.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // the sweep finds it: nothing names this blob
            LOG.warn("a broken upload's file stays until the next sweep: {}", e.toString());
        }
    }

    FileChannel channel() {
        return channel;
    }
}
