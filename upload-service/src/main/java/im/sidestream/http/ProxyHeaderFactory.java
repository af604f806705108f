package im.sidestream.http;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.ProxyConnectionFactory.ProxyEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections that begin with a {@link ProxyHeader}, and go on as another protocol with the client's address. */
final class ProxyHeaderFactory extends AbstractConnectionFactory {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyHeaderFactory.class);

    private final ConnectionFactory next;

    ProxyHeaderFactory(ConnectionFactory next) {
        super("PROXY");
        this.next = next;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        return configure(new HeaderConnection(connector, endPoint, next), connector, endPoint);
    }

    private static final class HeaderConnection extends AbstractConnection implements Connection.UpgradeFrom {
        private final Connector connector;
        private final ConnectionFactory next;
        private final ByteBuffer bytes = BufferUtil.allocate(ProxyHeader.LONGEST);

        HeaderConnection(Connector connector, EndPoint endPoint, ConnectionFactory next) {
            super(endPoint, connector.getExecutor());
            this.connector = connector;
            this.next = next;
        }

        @Override
        public void onOpen() {
            super.onOpen();
            fillInterested();
        }

        @Override
        public void onFillable() {
            try {
                int filled = getEndPoint().fill(bytes);
                while (filled > 0) {
                    ProxyHeader header = ProxyHeader.read(bytes).orElse(null);
                    if (header != null) {
                        goOn(header);
                        return;
                    }
                    filled = getEndPoint().fill(bytes);
                }
                if (filled == 0) {
                    fillInterested();
                } else {
                    close();
                }
            } catch (IOException e) {
                LOG.debug("a connection of {} is closed: {}", getEndPoint().getRemoteSocketAddress(), e.getMessage());
                close();
            }
        }

        private void goOn(ProxyHeader header) {
            EndPoint own = getEndPoint();
            SocketAddress client = header.client() == null ? own.getRemoteSocketAddress() : header.client();
            EndPoint proxied = new ProxyEndPoint(own, own.getLocalSocketAddress(), client);
            own.upgrade(next.newConnection(connector, proxied));
        }

        @Override
        public ByteBuffer onUpgradeFrom() {
            return bytes;
        }
    }
}
