package im.sidestream.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.eclipse.jetty.util.IO;

/** A Unix domain socket that is listened on, and its file. */
final class BoundSocketFile implements Closeable {
    private static final int TYPE = 0170000;
    private static final int SOCKET = 0140000;

    private final Path file;
    private final ServerSocketChannel channel;
    private final Object key;

    private BoundSocketFile(Path file, ServerSocketChannel channel, Object key) {
        this.file = file;
        this.channel = channel;
        this.key = key;
    }

    /**
     * Listens. The file comes under its name when its mode is what it is to be; what a crash left behind is removed, what
     * somebody listens on or what is no socket is not.
     *
     * @throws IOException if that is not possible; the message says why
     */
    static BoundSocketFile open(ListenOn.SocketFile wanted, int backlog) throws IOException {
        Path file = wanted.file();
        removeStale(file);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        removeStale(fresh);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(fresh), backlog);
            Files.setPosixFilePermissions(fresh, wanted.mode());
            Object key = key(fresh);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            return new BoundSocketFile(file, channel, key);
        } catch (IOException | RuntimeException e) {
            IO.close(channel);
            throw new IOException(file + " cannot be listened on: " + e, e);
        }
    }

    private static void removeStale(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        int mode = (Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if ((mode & TYPE) != SOCKET) {
            throw new IOException(file + " is there and is no socket");
        }
        if (isListenedOn(file)) {
            throw new IOException(file + " is listened on by another process");
        }
        Files.deleteIfExists(file);
    }

    private static boolean isListenedOn(Path file) throws IOException {
        try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return client.connect(UnixDomainSocketAddress.of(file));
        } catch (ConnectException refused) {
            return false;
        }
    }

    private static Object key(Path file) throws IOException {
        return Objects.requireNonNull(
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .fileKey(),
                "a file system of sockets has file keys");
    }

    ServerSocketChannel channel() {
        return channel;
    }

    /** Listens no more, and removes the file unless a successor has put its own in its place. */
    @Override
    public void close() throws IOException {
        channel.close();
        try {
            if (key(file).equals(key)) {
                Files.delete(file);
            }
        } catch (NoSuchFileException e) {
            // somebody removed it: that is all that was to be done
            return;
        }
    }
}
