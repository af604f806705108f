package im.sidestream.http;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Where the HTTP face listens. */
public sealed interface ListenOn {
    /** An address and a port; port 0 takes a free one. */
    record Network(InetSocketAddress address) implements ListenOn {}

    /**
     * A Unix domain socket.
     *
     * @param file which is made at the start and removed at the stop
     * @param mode who may connect: whoever may write to it
     */
    record SocketFile(Path file, Set<PosixFilePermission> mode) implements ListenOn {
        public SocketFile {
            mode = Set.copyOf(mode);
        }
    }
}
