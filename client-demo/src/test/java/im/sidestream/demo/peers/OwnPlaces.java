package im.sidestream.demo.peers;

import im.sidestream.demo.stage.OperatorStage;
import java.nio.file.Path;

/**
 * What this machine has where the guides have their examples.
 *
 * @param directory for what programs keep
 * @param sockets with a short path
 * @param port that clients reach
 * @param inner that a proxy passes on to
 * @param away at which nothing listens
 */
record OwnPlaces(OperatorStage stage, Path directory, Path sockets, int port, int inner, int away) {
    private static final String SECRET = GuidesTest.SECRET;

    /** Everything that an operator puts in the place of an example, in this order. */
    Filling filling() {
        String own = "localhost:" + port;
        return new Filling()
                .with("5347", Integer.toString(stage.listening().component()))
                .with("listen 443 ssl", "listen 127.0.0.1:" + port + " ssl")
                .with("listen [::]:443 ssl", "listen 127.0.0.2:" + port + " ssl")
                .with("127.0.0.1:5443", "127.0.0.1:" + inner)
                .with("192.0.2.21:5443", "127.0.0.1:" + away)
                .with("192.0.2.22:5443", "127.0.0.1:" + inner)
                .with("192.0.2.20", "127.0.0.1")
                .with("/run/sidestream", sockets.toString())
                .with("/var/log/nginx", directory.toString())
                .with("/etc/letsencrypt/live/upload.example.org/fullchain.pem", chain())
                .with("/etc/letsencrypt/live/upload.example.org/privkey.pem", key())
                .with("/etc/sidestream/tls/fullchain.pem", chain())
                .with("/etc/sidestream/tls/privkey.pem", key())
                .with("/etc/ssl/upload.pem", chain())
                .with("/etc/ssl/upload.key", key())
                .with("/etc/ssl/certs/ca-certificates.crt", stage.ca().toString())
                .with("directory = \"/var/lib/sidestream\"", "directory = \"" + directory + "\"")
                .with("directory = \"/srv/sidestream\"", "directory = \"" + directory + "\"")
                .with("https://upload.example.org:5443/", "https://" + own + "/")
                .with("https://upload.example.org/", "https://" + own + "/")
                .with("server_name upload.example.org", "server_name localhost")
                .with("proxy_ssl_name upload.example.org", "proxy_ssl_name localhost")
                .with("xmpp.example.org", "127.0.0.1")
                .with("upload.example.org", "upload.localhost")
                .with("files.example.org", "files.localhost")
                .with("\"example.org\"", "\"localhost\"")
                .with("\"the same secret\"", "\"" + SECRET + "\"")
                .with("\"a long random secret\"", "\"" + SECRET + "\"")
                .with("\"the secret\"", "\"" + SECRET + "\"");
    }

    private String chain() {
        return stage.certificate().chain().toString();
    }

    private String key() {
        return stage.certificate().key().toString();
    }
}
