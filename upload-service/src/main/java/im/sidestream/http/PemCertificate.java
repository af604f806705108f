package im.sidestream.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;

/** Turns a PEM chain and its key into what the JDK's TLS takes. */
public final class PemCertificate {
    /** The key store lives in memory alone; the JDK wants a password for it all the same. */
    static final String PASSWORD = "in-memory";

    private PemCertificate() {}

    /**
     * Loads and checks both files.
     *
     * @throws IOException with a message for the operator: which file, and what is wrong with it
     */
    static KeyStore load(CertificateFiles files) throws IOException {
        X509Certificate[] chain = chain(files);
        try {
            PrivateKey key = PemPrivateKey.read(files.key());
            if (!PemPrivateKey.belongTogether(key, chain[0].getPublicKey())) {
                throw new IOException(files.key() + " is not the key of " + files.certificate());
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", key, PASSWORD.toCharArray(), chain);
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException(files.key() + " cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Returns the chain in {@code files}, the server's own certificate first, after checking that the key fits.
     *
     * @throws IOException with a message for the operator
     */
    public static X509Certificate[] check(CertificateFiles files) throws IOException {
        load(files);
        return chain(files);
    }

    private static X509Certificate[] chain(CertificateFiles files) throws IOException {
        String pem = Files.readString(files.certificate(), StandardCharsets.ISO_8859_1);
        try {
            Collection<? extends Certificate> chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)));
            if (chain.isEmpty()) {
                throw new IOException(files.certificate() + " holds no certificate");
            }
            return chain.toArray(X509Certificate[]::new);
        } catch (GeneralSecurityException e) {
            throw new IOException(files.certificate() + " is not a PEM certificate: " + e.getMessage(), e);
        }
    }
}
