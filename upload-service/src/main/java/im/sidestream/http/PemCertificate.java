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

/** A PEM chain and its key, for what the JDK's TLS takes. */
public final class PemCertificate {
    /** The key store lives in memory alone; the JDK wants a password for it all the same. */
    static final String PASSWORD = "in-memory";

    private final CertificateFiles files;
    private final PrivateKey key;
    private final X509Certificate[] chain;

    private PemCertificate(CertificateFiles files, PrivateKey key, X509Certificate[] chain) {
        this.files = files;
        this.key = key;
        this.chain = chain;
    }

    /**
     * Loads and checks both files.
     *
     * @throws IOException with a message for the operator: which file, and what is wrong with it
     */
    static PemCertificate load(CertificateFiles files) throws IOException {
        X509Certificate[] chain = chain(files);
        try {
            PrivateKey key = PemPrivateKey.read(files.key());
            if (!PemPrivateKey.belongTogether(key, chain[0].getPublicKey())) {
                throw new IOException(files.key() + " is not the key of " + files.certificate());
            }
            PemCertificate loaded = new PemCertificate(files, key, chain);
            loaded.addTo(emptyStore(), "tried");
            return loaded;
        } catch (GeneralSecurityException e) {
            throw unusable(files, e);
        }
    }

    private static IOException unusable(CertificateFiles files, GeneralSecurityException e) {
        return new IOException(files.key() + " cannot be used: " + e.getMessage(), e);
    }

    static KeyStore emptyStore() throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException("no key store in memory: " + e.getMessage(), e);
        }
    }

    /** Puts chain and key into {@code store}. */
    void addTo(KeyStore store, String alias) throws IOException {
        try {
            store.setKeyEntry(alias, key, PASSWORD.toCharArray(), chain);
        } catch (GeneralSecurityException e) {
            throw unusable(files, e);
        }
    }

    /**
     * Returns the chain in {@code files}, the server's own certificate first, after checking that the key fits.
     *
     * @throws IOException with a message for the operator
     */
    public static X509Certificate[] check(CertificateFiles files) throws IOException {
        return load(files).chain;
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
