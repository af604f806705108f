package im.sidestream.demo.peers;

import java.io.IOException;
import java.net.InetAddress;
import javax.net.ssl.X509TrustManager;
import org.jivesoftware.smack.ConnectionConfiguration.SecurityMode;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPException;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;

/** Smack sessions on a scene. */
final class Login {

    private Login() {}

    /** Returns a session that is logged in, over TLS; the caller disconnects it. */
    static XMPPTCPConnection of(Scene scene, Scene.Account account) throws IOException, InterruptedException {
        X509TrustManager trust = Trust.in(scene.ca());
        XMPPTCPConnection connection = new XMPPTCPConnection(XMPPTCPConnectionConfiguration.builder()
                .setXmppDomain(account.domain())
                .setHostAddress(InetAddress.getByName(scene.host()))
                .setPort(scene.port())
                .setUsernameAndPassword(account.name(), account.password())
                .setSecurityMode(SecurityMode.required)
                .setCustomX509TrustManager(trust)
                .build());
        try {
            connection.connect().login();
            return connection;
        } catch (XMPPException | SmackException e) {
            connection.disconnect();
            throw new IOException("no login as " + account.jid(), e);
        }
    }
}
