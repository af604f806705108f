package im.sidestream.config;

import java.net.SocketAddress;

/** Where a service listens. */
public sealed interface Listen permits HostPort, SocketFile {
    /** Returns what to bind; unresolved where a name is unknown. */
    SocketAddress address();

    /** Returns whether only this machine can reach it. */
    boolean isLoopback();
}
