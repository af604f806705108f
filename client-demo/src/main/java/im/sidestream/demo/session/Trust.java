package im.sidestream.demo.session;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom to trust: the same for the XMPP stream and for HTTPS.
 *
 * @param context for HTTPS
 * @param manager for the XMPP stream: Smack initialises any context it is given anew, and so empties its trust
 */
public record Trust(SSLContext context, X509TrustManager manager) {

    /**
     * Trust in the authorities of one file, or in those of the JDK.
     *
     * @param authorities PEM file with one or more certificates, or null for those of the JDK
     * @throws IOException if the file cannot be read or holds no certificate
     */
    public static Trust in(@Nullable Path authorities) throws IOException {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities == null ? null : store(authorities));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return new Trust(context, manager(trust));
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot read certificates from " + authorities + ": " + e.getMessage(), e);
        }
    }

    private static X509TrustManager manager(TrustManagerFactory trust) throws GeneralSecurityException {
        for (TrustManager manager : trust.getTrustManagers()) {
            if (manager instanceof X509TrustManager certificates) {
                return certificates;
            }
        }
        throw new GeneralSecurityException("the JDK cannot check certificates");
    }

    private static KeyStore store(Path authorities) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(authorities)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            int number = 0;
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
        }
        if (store.size() == 0) {
            throw new IOException("no certificate in " + authorities);
        }
        return store;
    }
}
