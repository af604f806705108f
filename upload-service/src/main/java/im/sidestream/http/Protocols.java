package im.sidestream.http;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.HostPort;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/** What is spoken on the public port, from the first byte of a connection to the last. */
final class Protocols {
    private static final int INPUT_BUFFER = 64 << 10;
    private static final int HEADERS = 16 << 10;

    private Protocols() {}

    /**
     * Returns them in the order in which they hand a connection on: who a proxy speaks for, TLS, and behind it HTTP/2 for
     * whoever asks for it (RFC 7301), HTTP/1.1 for everybody else.
     *
     * @param context where TLS ends here
     */
    static ConnectionFactory[] of(HttpSettings settings, SslContextFactory.@Nullable Server context) {
        HttpConfiguration configuration = configuration(settings);
        HttpConnectionFactory http = new InterimConnectionFactory(configuration);
        http.setInputBufferSize(INPUT_BUFFER);
        List<ConnectionFactory> all = new ArrayList<>();
        if (context != null) {
            ALPNServerConnectionFactory choice = new ALPNServerConnectionFactory();
            choice.setDefaultProtocol(http.getProtocol());
            all.add(new SslConnectionFactory(context, choice.getProtocol()));
            all.add(choice);
            if (settings.offers().http2()) {
                all.add(new HTTP2ServerConnectionFactory(configuration));
            }
        }
        all.add(http);
        if (settings.front().proxyProtocol()) {
            all.add(0, new ProxyHeaderFactory(all.get(0)));
        }
        return all.toArray(ConnectionFactory[]::new);
    }

    private static HttpConfiguration configuration(HttpSettings settings) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendDateHeader(true);
        configuration.setRequestHeaderSize(HEADERS);
        configuration.setResponseHeaderSize(HEADERS);
        // names in links may hold any encoded character: paths are read raw and only the id in them counts
        configuration.setUriCompliance(UriCompliance.UNSAFE);
        // line ends and framing have one reading alone, or a proxy in front may have another (RFC 9112 §11.2)
        configuration.setHttpCompliance(HttpCompliance.STRICT);
        configuration.addCustomizer(new StrictFraming());
        if (settings.listen() instanceof ListenOn.SocketFile) {
            // a socket has no name that could stand in for a Host that HTTP/1.0 may leave out
            configuration.setServerAuthority(
                    new HostPort(settings.links().standard().base().getHost()));
        }
        if (!settings.tls().isEmpty()) {
            // links are bearer secrets to whoever asks for them: the host name says nothing about who may
            SecureRequestCustomizer secure = new SecureRequestCustomizer(false);
            long hsts = settings.guards().hsts().toSeconds();
            secure.setStsMaxAge(hsts == 0 ? -1 : hsts);
            configuration.addCustomizer(secure);
        }
        return configuration;
    }
}
