package im.sidestream.http;

import java.net.InetAddress;
import java.nio.channels.SelectableChannel;
import java.util.function.Predicate;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.util.IO;

/** Closes connections of whoever is no trusted proxy: anybody could say anything in the PROXY protocol. */
final class ProxiesOnly implements SelectorManager.AcceptListener {
    private final Predicate<InetAddress> proxies;

    ProxiesOnly(Predicate<InetAddress> proxies) {
        this.proxies = proxies;
    }

    @Override
    public void onAccepting(SelectableChannel channel) {
        InetAddress peer = ConnectionLimit.address(channel);
        if (peer != null && !proxies.test(peer)) {
            IO.close(channel);
        }
    }
}
