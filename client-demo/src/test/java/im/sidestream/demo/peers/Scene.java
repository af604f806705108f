package im.sidestream.demo.peers;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a client must know to upload: the XMPP server, the upload service, the two people and the CA they trust.
 *
 * @param host address of the XMPP server, as digits: several clients look a name up and then take the standard port
 * @param port its client port, where STARTTLS is required
 * @param service JID of the upload service
 * @param sender who uploads
 * @param receiver who is sent the link
 * @param ca PEM file with the one CA that signed the certificates of XMPP and HTTPS
 */
record Scene(String host, int port, String service, Account sender, Account receiver, Path ca) {

    /**
     * An account of the XMPP server.
     *
     * @param jid bare JID
     */
    record Account(String jid, String password) {

        String name() {
            return jid.substring(0, jid.indexOf('@'));
        }

        String domain() {
            return jid.substring(jid.indexOf('@') + 1);
        }
    }

    /** An environment for a client's process: little but this scene, and everything it writes goes to {@code home}. */
    Map<String, String> environment(Path home) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("HOME", home.toString());
        environment.put("TMPDIR", home.toString());
        environment.put("PYTHONDONTWRITEBYTECODE", "1");
        // Go, and Python's own TLS
        environment.put("SSL_CERT_FILE", ca.toString());
        environment.put("SCENE_HOST", host);
        environment.put("SCENE_PORT", Integer.toString(port));
        environment.put("SCENE_SERVICE", service);
        environment.put("SCENE_ACCOUNT", sender.jid());
        environment.put("SCENE_PASSWORD", sender.password());
        environment.put("SCENE_RECEIVER", receiver.jid());
        environment.put("SCENE_CA", ca.toString());
        return environment;
    }
}
