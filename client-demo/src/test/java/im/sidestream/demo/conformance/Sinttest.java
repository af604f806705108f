package im.sidestream.demo.conformance;

import im.sidestream.demo.stage.Account;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs integration tests that were written for Smack's framework, in a JVM and with a Smack of their own. */
final class Sinttest {
    private static final String FRAMEWORK = "org.igniterealtime.smack.inttest.SmackIntegrationTestFramework";
    private static final String PASSWORD = "changeit";

    private final Path directory;
    private final Foreign foreign;
    private final String java =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** Works in {@code directory}. */
    Sinttest(Path directory) {
        this.directory = directory;
        this.foreign = new Foreign(directory);
    }

    /**
     * What the framework printed; it must not fail.
     *
     * @param classes a class path for tests that the framework does not bring; may be empty
     * @param settings the framework's own, without their prefix
     */
    String run(Host host, String classes, Map<String, String> settings) throws Exception {
        try (StandardPort port = StandardPort.before(host.xmpp().ports().c2s())) {
            List<String> command = new ArrayList<>(List.of(java, "-Xmx256m"));
            command.addAll(List.of("-XX:-UsePerfData", "-Djavax.net.ssl.trustStore=" + trustStore(host)));
            command.addAll(List.of("-Djavax.net.ssl.trustStorePassword=" + PASSWORD, "-Duser.home=" + directory));
            command.add("-Djava.io.tmpdir=" + directory);
            settings(host, port.host()).forEach((key, value) -> command.add("-Dsinttest." + key + "=" + value));
            settings.forEach((key, value) -> command.add("-Dsinttest." + key + "=" + value));
            command.addAll(
                    List.of("-cp", classes + ":" + libraries().resolve("*").toString(), FRAMEWORK));
            return foreign.run(command);
        }
    }

    private static Map<String, String> settings(Host host, String address) {
        List<Account> accounts = List.of(host.account("one"), host.account("two"), host.account("three"));
        return Map.of(
                "service", host.xmpp().domain(),
                "host", address,
                "securityMode", "required",
                "enabledConnections", "tcp",
                "accountOneUsername", accounts.get(0).user(),
                "accountOnePassword", accounts.get(0).password(),
                "accountTwoUsername", accounts.get(1).user(),
                "accountTwoPassword", accounts.get(1).password(),
                "accountThreeUsername", accounts.get(2).user(),
                "accountThreePassword", accounts.get(2).password());
    }

    /** The framework with all that it needs; fetched from Maven's repository the first time. */
    private Path libraries() throws IOException, InterruptedException {
        Path module = Path.of(System.getProperty("sidestream.root", ""))
                .toAbsolutePath()
                .resolve("client-demo");
        Path libraries = module.resolve("target/interop");
        Path pom = module.resolve("src/test/interop/pom.xml");
        foreign.run(List.of(
                "mvn",
                "-q",
                "-B",
                "-f",
                pom.toString(),
                "-Dinterop.directory=" + libraries,
                "dependency:copy-dependencies"));
        try (var files = Files.list(libraries)) {
            if (files.findAny().isEmpty()) {
                throw new AssertionError("nothing in " + libraries);
            }
        }
        return libraries;
    }

    private Path trustStore(Host host) throws IOException, GeneralSecurityException {
        Path file = directory.resolve("trust-" + host.kind() + ".p12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(host.certificates().ca());
                OutputStream out = Files.newOutputStream(file)) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            store.store(out, PASSWORD.toCharArray());
        }
        return file;
    }
}
