package im.sidestream.demo.stage;

import java.io.IOException;
import java.io.InputStream;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** A throw-away certificate authority and the certificates it gave out, made by the {@code openssl} program. */
public final class Certificates {
    private static final int DAYS = 30;
    private static final String SETTINGS = """
            [req]
            distinguished_name = name
            prompt = no
            [name]
            CN = Sidestream throw-away CA
            [ca]
            basicConstraints = critical, CA:TRUE
            keyUsage = critical, keyCertSign, cRLSign
            subjectKeyIdentifier = hash
            """;

    private final Path directory;

    /** A certificate with its chain, and its private key; both PEM. */
    public record Issued(Path chain, Path key) {}

    private Certificates(Path directory) {
        this.directory = directory;
    }

    /** Makes the authority in {@code directory}, which must not exist yet. */
    static Certificates create(Path directory) {
        Certificates made = new Certificates(directory);
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("ca.cnf"), SETTINGS);
        } catch (IOException e) {
            throw new StageException("cannot write to " + directory, e);
        }
        made.newKey("ca");
        made.openssl("req -x509 -new -config ca.cnf -extensions ca -key ca.key -out ca.pem -days " + DAYS);
        return made;
    }

    /** The authority's certificate, PEM: what a client has to trust. */
    public Path ca() {
        return directory.resolve("ca.pem");
    }

    /** A valid certificate for the given host names, in any labels, and IPv4 addresses; {@code name} names the files. */
    public Issued issue(String name, String... hosts) {
        return issue(name, DAYS, hosts);
    }

    /** The same, ending {@code days} from now; a negative number gives one that has expired. */
    public Issued issue(String name, int days, String... hosts) {
        String alternatives = List.of(hosts).stream()
                .map(IDN::toASCII)
                .map(host -> (Character.isDigit(host.charAt(host.length() - 1)) ? "IP:" : "DNS:") + host)
                .collect(Collectors.joining(","));
        Path chain = directory.resolve(name + ".pem");
        try {
            Files.writeString(
                    directory.resolve(name + ".ext"),
                    "subjectAltName=" + alternatives + "\nbasicConstraints=CA:FALSE\n"
                            + "extendedKeyUsage=serverAuth,clientAuth\nauthorityKeyIdentifier=keyid\n");
            newKey(name);
            openssl("req -new -config ca.cnf -subj /CN=" + IDN.toASCII(hosts[0]) + " -key " + name + ".key -out " + name
                    + ".csr");
            openssl("x509 -req -in " + name + ".csr -CA ca.pem -CAkey ca.key -CAcreateserial -extfile " + name
                    + ".ext -days " + days + " -out " + name + ".crt");
            Files.writeString(chain, Files.readString(directory.resolve(name + ".crt")) + Files.readString(ca()));
        } catch (IOException e) {
            throw new StageException("cannot write to " + directory, e);
        }
        return new Issued(chain, directory.resolve(name + ".key"));
    }

    /** A TLS context that trusts this authority and nothing else. */
    public SSLContext trust() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trustManager()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new StageException("no TLS", e);
        }
    }

    /** The same for Smack, which gives a context of ours its own trust managers, and so needs this one by name. */
    public X509TrustManager trustManager() {
        try (InputStream pem = Files.newInputStream(ca())) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return (X509TrustManager) trust.getTrustManagers()[0];
        } catch (IOException | GeneralSecurityException e) {
            throw new StageException("cannot read " + ca(), e);
        }
    }

    private void newKey(String name) {
        openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out " + name + ".key");
    }

    private void openssl(String arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new StageException("openssl " + arguments + ": " + said);
            }
        } catch (IOException e) {
            throw new StageException("cannot run openssl: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw StageException.interrupted("openssl", e);
        }
    }
}
