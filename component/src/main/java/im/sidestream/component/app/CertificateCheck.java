package im.sidestream.component.app;

import im.sidestream.config.Key;
import im.sidestream.config.ServerConfig;
import im.sidestream.config.TlsFiles;
import im.sidestream.config.Transport;
import im.sidestream.http.CertificateFiles;
import im.sidestream.http.PemCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether clients will accept the certificates: their keys, their time, their names (RFC 6125 §6.4). */
final class CertificateCheck {
    private static final Duration SOON = Duration.ofDays(14);

    private CertificateCheck() {}

    static void run(ServerConfig config, Clock clock, Findings findings) {
        if (config.http().transport() == Transport.SELF_SIGNED) {
            findings.problem("http.tls: no certificate is configured, and most clients refuse the self-signed one that"
                    + " stands in for it");
        }
        for (TlsFiles files : config.certificates()) {
            List<String> hosts = config.domains().stream()
                    .map(ServerConfig::http)
                    .filter(http -> http.tls().equals(Optional.of(files)))
                    .map(http -> http.publicUrl().getHost())
                    .distinct()
                    .toList();
            judge(files, hosts, clock.instant(), findings);
        }
    }

    /** Returns why a configured certificate or its key cannot be used, in one line; empty if all can be, or none is. */
    static Optional<String> unusable(ServerConfig config) {
        return config.certificates().stream()
                .flatMap(files -> unusable(files).stream())
                .findFirst();
    }

    private static Optional<String> unusable(TlsFiles files) {
        return unreadable(Key.HTTP_TLS_CERTIFICATE, files.certificate())
                .or(() -> unreadable(Key.HTTP_TLS_KEY, files.key()))
                .or(() -> refused(files));
    }

    private static Optional<String> unreadable(Key key, Path file) {
        String reason;
        try (InputStream content = Files.newInputStream(file)) {
            content.read();
            return Optional.empty();
        } catch (NoSuchFileException e) {
            reason = "no such file";
        } catch (AccessDeniedException e) {
            reason = "permission denied";
        } catch (FileSystemException e) {
            reason = String.valueOf(e.getReason());
        } catch (IOException e) {
            reason = String.valueOf(e.getMessage());
        }
        return Optional.of(key.path() + ": " + file + " cannot be read: " + reason);
    }

    private static Optional<String> refused(TlsFiles files) {
        try {
            PemCertificate.check(new CertificateFiles(files.certificate(), files.key()));
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of("http.tls: " + e.getMessage());
        }
    }

    private static void judge(TlsFiles files, List<String> hosts, Instant now, Findings findings) {
        Optional<String> unusable = unusable(files);
        if (unusable.isPresent()) {
            findings.problem(unusable.get());
            return;
        }
        String name = "http.tls.certificate: " + files.certificate();
        try {
            X509Certificate certificate =
                    PemCertificate.check(new CertificateFiles(files.certificate(), files.key()))[0];
            time(name, certificate, now, findings);
            for (String host : hosts) {
                if (!names(certificate, host)) {
                    findings.problem(name + " is not for " + host + ", the host of http.public-url");
                }
            }
        } catch (IOException | CertificateParsingException e) {
            findings.problem("http.tls: " + e.getMessage());
        }
    }

    private static void time(String name, X509Certificate certificate, Instant now, Findings findings) {
        Instant begin = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            findings.problem(name + " expired on " + end);
        } else if (now.isBefore(begin)) {
            findings.problem(name + " is not valid before " + begin);
        } else if (now.plus(SOON).isAfter(end)) {
            findings.note(name + " expires on " + end);
        }
    }

    private static boolean names(X509Certificate certificate, String host) throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names != null
                && names.stream().map(name -> String.valueOf(name.get(1))).anyMatch(name -> matches(name, host));
    }

    private static boolean matches(String name, String host) {
        String pattern = name.toLowerCase(Locale.ROOT);
        String wanted = host.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
        int dot = wanted.indexOf('.');
        return pattern.equals(wanted)
                || (pattern.equals("0:0:0:0:0:0:0:1") && wanted.equals("::1"))
                || (pattern.startsWith("*.") && dot > 0 && pattern.substring(1).equals(wanted.substring(dot)));
    }
}
