package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.config.ConfigLoader;
import im.sidestream.config.ServerConfig;
import im.sidestream.slot.FileName;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Slot;
import im.sidestream.slot.SlotRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process, two domains, each with a certificate of its own: curl accepts both on one port, and what follows them. */
final class DomainCertificatesTest {
    private static final String CONFIG = """
            http { listen = "127.0.0.1:0", admin-listen = off }
            storage { directory = files, sync = false }
            warm-up = false
            policy.allow = ["example.org"]
            xmpp = [
              { domain = upload.north.example, secret = n, public-url = "https://files.north.example/"
                certificate = north.pem, certificate-key = north-key.pem }
              { domain = upload.south.example, secret = s, public-url = "https://files.south.example/x/"
                certificate = south.pem, certificate-key = south-key.pem }
            ]
            """;

    @TempDir
    private Path directory;

    private ServerConfig config() throws Exception {
        Path file = Files.writeString(directory.resolve("sidestream.conf"), CONFIG);
        return new ConfigLoader(Map.of(), directory).load(file);
    }

    @Test
    void eachDomainsLinksAreAcceptedByAClientThatChecksTheirHost() throws Exception {
        issue("north");
        issue("south");
        try (UploadService service = UploadService.start(config(), Clock.systemUTC(), new SecureRandom())) {
            shares(service, service.domains().get(0), "north");
            shares(service, service.domains().get(1), "south");
            String before = Files.readString(directory.resolve("south.pem"));

            issue("south");
            service.reload(config());

            assertThat(Files.readString(directory.resolve("south.pem"))).isNotEqualTo(before);
            shares(service, service.domains().get(0), "north");
            shares(service, service.domains().get(1), "south");
        }
    }

    /** Trusts the certificate of that name alone, so another one in its place is refused. */
    private void shares(UploadService service, Domain domain, String name) throws Exception {
        Slot slot = domain.issuer()
                .issue(new SlotRequest(
                        domain.name(), "alice@example.org", new FileName("a.txt"), 5, null, Purpose.MESSAGE, null))
                .join();
        Files.writeString(directory.resolve("a.txt"), "hello");
        assertThat(curl(service.port(), name, slot.put(), "-T", "a.txt", "-o", "answer", "-w", "%{response_code}"))
                .isEqualTo("201");
        assertThat(curl(service.port(), name, slot.get())).isEqualTo("hello");
    }

    private String curl(int port, String name, URI link, String... more) throws Exception {
        String resolved = link.getHost() + ":443:127.0.0.1:" + port;
        List<String> command =
                new ArrayList<>(List.of("curl", "-sS", "-f", "--max-time", "20", "--cacert", name + ".pem"));
        command.addAll(List.of("--connect-to", resolved));
        command.addAll(Arrays.asList(more));
        command.add(link.toString());
        return run(command);
    }

    /** Makes a certificate for {@code files.<name>.example}, with another key each time. */
    private void issue(String name) throws Exception {
        String command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN="
                + name + " -addext subjectAltName=DNS:files." + name + ".example -keyout " + name + "-key.pem -out "
                + name + ".pem";
        run(List.of(command.split(" ", -1)));
    }

    private String run(List<String> command) throws Exception {
        Path complaints = directory.resolve("complaints");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(complaints.toFile())
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(complaints)).isZero();
        return said;
    }
}
