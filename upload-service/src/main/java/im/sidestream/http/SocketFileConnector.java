package im.sidestream.http;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/** The public face on a Unix domain socket, with all that connections over a network have. */
final class SocketFileConnector extends FileConnector {
    private final ListenOn.SocketFile wanted;
    private volatile @Nullable BoundSocketFile bound;

    SocketFileConnector(
            Server server,
            HttpSettings settings,
            SslContextFactory.@Nullable Server context,
            Places places,
            ListenOn.SocketFile wanted) {
        super(server, settings, context, places);
        this.wanted = wanted;
    }

    @Override
    public void open() throws IOException {
        if (bound == null) {
            bound = BoundSocketFile.open(wanted, BACKLOG);
        }
    }

    @Override
    public boolean isOpen() {
        return bound != null && bound.channel().isOpen();
    }

    @Override
    public void close() {
        super.close();
        IO.close(bound);
    }

    @Override
    public @Nullable ServerSocketChannel getTransport() {
        return bound == null ? null : bound.channel();
    }

    @Override
    public void accept(int acceptor) throws IOException {
        ServerSocketChannel listening = getTransport();
        if (listening != null && listening.isOpen()) {
            SocketChannel channel = listening.accept();
            channel.configureBlocking(false);
            getSelectorManager().accept(channel);
        }
    }
}
