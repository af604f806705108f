package im.sidestream.demo.session;

import java.net.InetAddress;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.jivesoftware.smack.ConnectionConfiguration.SecurityMode;
import org.jivesoftware.smack.ReconnectionManager;
import org.jivesoftware.smack.Smack;
import org.jivesoftware.smack.SmackConfiguration;
import org.jivesoftware.smack.parsing.ExceptionLoggingCallback;
import org.jivesoftware.smack.roster.Roster;
import org.jivesoftware.smack.sasl.SASLErrorException;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.jivesoftware.smackx.receipts.DeliveryReceiptManager;
import org.jxmpp.jid.EntityBareJid;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.stringprep.XmppStringprepException;

/** Sets Smack up the way this client needs it. */
final class Connections {

    private static final int CONNECT_MILLIS = 20_000;
    private static final int REPLY_MILLIS = 20_000;

    private Connections() {}

    static XMPPTCPConnection create(Endpoint endpoint, Account account) throws SessionException {
        // it would look for upload services by itself at each login, and remember that there are none
        SmackConfiguration.addDisabledSmackClass("org.jivesoftware.smackx.httpfileupload.HttpFileUploadManager");
        Smack.ensureInitialized();
        XMPPTCPConnection connection = new XMPPTCPConnection(configuration(endpoint, account));
        connection.setUseStreamManagement(true);
        connection.setUseStreamManagementResumption(true);
        connection.setReplyTimeout(REPLY_MILLIS);
        // Smack's default ends the stream at the first stanza it cannot parse: anyone could do that to us
        connection.setParsingExceptionCallback(new ExceptionLoggingCallback());
        ReconnectionManager.getInstanceFor(connection).enableAutomaticReconnection();
        Roster.getInstanceFor(connection).setRosterLoadedAtLogin(false);
        // receipts are sent by hand, once a file is there
        DeliveryReceiptManager.getInstanceFor(connection)
                .setAutoReceiptMode(DeliveryReceiptManager.AutoReceiptMode.disabled);
        return connection;
    }

    private static XMPPTCPConnectionConfiguration configuration(Endpoint endpoint, Account account)
            throws SessionException {
        try {
            EntityBareJid jid = JidCreate.entityBareFrom(account.jid());
            XMPPTCPConnectionConfiguration.Builder builder = XMPPTCPConnectionConfiguration.builder()
                    .setXmppAddressAndPassword(jid, account.password())
                    .setSecurityMode(SecurityMode.required)
                    .setCustomX509TrustManager(endpoint.trust().manager())
                    .setCompressionEnabled(false)
                    .setSocketFactory(new PromptSockets())
                    .setConnectTimeout(CONNECT_MILLIS);
            String host = endpoint.host();
            if (host != null) {
                builder.setHostAddress(InetAddress.getByName(host)).setPort(endpoint.port());
            }
            return builder.build();
        } catch (XmppStringprepException e) {
            throw new SessionException("not an XMPP address: " + account.jid(), e);
        } catch (java.net.UnknownHostException e) {
            throw new SessionException("unknown host " + endpoint.host(), e);
        }
    }

    /** The part of a failed login that tells the user something. */
    static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SASLErrorException) {
                return "the server refuses user name or password";
            }
            if (cause instanceof CertificateException || cause instanceof SSLException) {
                return "the server's certificate is not trusted or not for this domain (" + cause.getMessage() + ")";
            }
        }
        String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
