package im.sidestream.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http2.HTTP2Cipher;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the TLS context in step with the certificate's files. Connections that are open keep what they agreed on. */
final class CertificateReload {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateReload.class);
    private static final long SECONDS_BETWEEN_LOOKS = 10;

    private final CertificateFiles files;
    private final SslContextFactory.Server context = new SslContextFactory.Server();
    private Stamp loaded;

    CertificateReload(CertificateFiles files, TlsOptions offers) throws IOException {
        this.files = files;
        if (offers.ocspStapling()) {
            OcspStapling.enable();
        }
        this.loaded = stamp();
        context.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        context.setCipherComparator(HTTP2Cipher.COMPARATOR);
        // what is left authenticates each record; every client of the last ten years has it
        context.addExcludeCipherSuites("^.*_CBC_.*$");
        use(context, PemCertificate.load(files));
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

    synchronized void reloadIfChanged() {
        try {
            Stamp now = stamp();
            if (now.equals(loaded)) {
                return;
            }
            // a pair that is bad is looked at again when it has changed again
            loaded = now;
            KeyStore fresh = PemCertificate.load(files);
            context.reload(reloaded -> use((SslContextFactory.Server) reloaded, fresh));
            LOG.info("the certificate {} was reloaded", files.certificate());
        } catch (Exception e) {
            LOG.warn("the changed certificate is not used, the old one stays: {}", e.getMessage());
        }
    }

    private Stamp stamp() throws IOException {
        return new Stamp(
                Files.getLastModifiedTime(files.certificate()),
                Files.getLastModifiedTime(files.key()),
                Files.size(files.certificate()));
    }

    private static void use(SslContextFactory.Server context, KeyStore store) {
        context.setKeyStore(store);
        context.setKeyStorePassword(PemCertificate.PASSWORD);
    }

    private record Stamp(FileTime certificate, FileTime key, long size) {}
}
