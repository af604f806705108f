package im.sidestream.config;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** What a public URL must be: clients refuse slots whose links are not https, but for tests on one machine. */
final class PublicUrl {
    static final String HTTP = "http";
    static final String HTTPS = "https";

    private static final int DEFAULT_PORT = 5443;

    private PublicUrl() {}

    /** Returns the public URL, ending in a slash; made from the component's domain where none is given. */
    static URI of(Settings settings, String domain, boolean hasCertificate) throws ConfigException {
        Setting setting = settings.find(Key.HTTP_PUBLIC_URL).orElse(null);
        if (setting == null) {
            return URI.create(HTTPS + "://" + IDN.toASCII(domain) + ":" + DEFAULT_PORT + "/");
        }
        URI url = parse(setting);
        if (url.getScheme().equals(HTTP) && !isLoopback(url.getHost())) {
            throw setting.refused("http: is accepted for this machine alone (localhost, 127.0.0.1, [::1]): use https:,"
                    + " and http.listen = \"127.0.0.1:…\" where a proxy ends TLS");
        }
        if (url.getScheme().equals(HTTP) && hasCertificate) {
            throw setting.refused("http.tls has a certificate, so the URL must begin with https:");
        }
        return url;
    }

    private static URI parse(Setting setting) throws ConfigException {
        try {
            String text = setting.text();
            URI url = new URI(text.endsWith("/") ? text : text + "/");
            String scheme = String.valueOf(url.getScheme());
            boolean whole = url.getHost() != null && (scheme.equals(HTTP) || scheme.equals(HTTPS));
            boolean bare = url.getUserInfo() == null && url.getQuery() == null && url.getFragment() == null;
            if (whole && bare) {
                return url;
            }
            throw setting.refused();
        } catch (URISyntaxException e) {
            throw setting.refused();
        }
    }

    private static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || name.equals("[::1]")
                || name.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }
}
