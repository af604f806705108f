package im.sidestream.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http2.HTTP2Cipher;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the TLS context in step with the certificates' files. Who names a host gets the certificate that has it (RFC 6066 §3),
 * everybody else the first one. Connections that are open keep what they agreed on.
 */
final class CertificateReload {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateReload.class);
    private static final long SECONDS_BETWEEN_LOOKS = 10;

    private final List<Watched> certificates = new ArrayList<>();
    private final SslContextFactory.Server context = new SslContextFactory.Server();

    CertificateReload(List<CertificateFiles> files, TlsOptions offers) throws IOException {
        if (offers.ocspStapling()) {
            OcspStapling.enable();
        }
        for (CertificateFiles each : files) {
            certificates.add(new Watched(each));
        }
        context.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        context.setCipherComparator(HTTP2Cipher.COMPARATOR);
        // what is left authenticates each record; every client of the last ten years has it
        context.addExcludeCipherSuites("^.*_CBC_.*$");
        context.setCertAlias(alias(0));
        use(context, store());
    }

    SslContextFactory.Server context() {
        return context;
    }

    /** Looks at the files from time to time. */
    void watch(Scheduler scheduler) {
        scheduler.schedule(
                () -> {
                    reloadIfChanged();
                    watch(scheduler);
                },
                SECONDS_BETWEEN_LOOKS,
                TimeUnit.SECONDS);
    }

    /** One that is bad keeps none of the others back. */
    synchronized void reloadIfChanged() {
        boolean changed = false;
        for (Watched each : certificates) {
            changed |= each.readAgain();
        }
        if (!changed) {
            return;
        }
        try {
            KeyStore fresh = store();
            context.reload(reloaded -> use((SslContextFactory.Server) reloaded, fresh));
        } catch (Exception e) {
            LOG.warn("the changed certificate is not used, the old one stays: {}", e.getMessage());
        }
    }

    private KeyStore store() throws IOException {
        KeyStore store = PemCertificate.emptyStore();
        for (int i = 0; i < certificates.size(); i++) {
            certificates.get(i).loaded.addTo(store, alias(i));
        }
        return store;
    }

    private static String alias(int number) {
        return "server" + number;
    }

    private static void use(SslContextFactory.Server context, KeyStore store) {
        context.setKeyStore(store);
        context.setKeyStorePassword(PemCertificate.PASSWORD);
    }

    /** One certificate, as its files were when it could be used last. */
    private static final class Watched {
        private final CertificateFiles files;
        private Stamp seen;
        private PemCertificate loaded;

        Watched(CertificateFiles files) throws IOException {
            this.files = files;
            this.seen = stamp();
            this.loaded = PemCertificate.load(files);
        }

        /** Returns whether there is another one now. */
        boolean readAgain() {
            try {
                Stamp now = stamp();
                if (now.equals(seen)) {
                    return false;
                }
                // a pair that is bad is looked at again when it has changed again
                seen = now;
                loaded = PemCertificate.load(files);
                LOG.info("the certificate {} was reloaded", files.certificate());
                return true;
            } catch (IOException | RuntimeException e) {
                LOG.warn("the changed certificate is not used, the old one stays: {}", e.getMessage());
                return false;
            }
        }

        private Stamp stamp() throws IOException {
            return new Stamp(
                    Files.getLastModifiedTime(files.certificate()),
                    Files.getLastModifiedTime(files.key()),
                    Files.size(files.certificate()));
        }
    }

    private record Stamp(FileTime certificate, FileTime key, long size) {}
}
