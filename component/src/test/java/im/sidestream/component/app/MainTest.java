package im.sidestream.component.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exit codes: 0 done, 2 wrong configuration or command line with one line, 1 else. */
class MainTest {
    @TempDir
    private Path directory;

    @Test
    void versionAndHelpAreAnswered() {
        Ran version = Ran.main(directory, "--version");
        assertThat(version.code()).isZero();
        assertThat(version.out()).startsWith("sidestream ");

        Ran help = Ran.main(directory, "--help");
        assertThat(help.code()).isZero();
        assertThat(help.out())
                .contains(
                        "serve",
                        "check",
                        "status",
                        "usage JID",
                        "purge JID",
                        "fsck",
                        "migrate --to FILE",
                        "rotate-keys",
                        "erase JID",
                        "maintenance on|off");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dance | sidestream: unknown command dance: see sidestream --help",
                "serve --confg x | sidestream: unknown option --confg",
                "serve --config | sidestream: --config needs a value",
                "serve now | sidestream: serve takes no now",
                "serve --role both | sidestream: --role is all, component or upload, not both",
                "migrate | sidestream: migrate needs --to and the new configuration's file",
                "migrate --to | sidestream: --to needs a value",
                "usage | sidestream: usage needs a JID",
                "files | sidestream: files needs a JID",
                "block user | sidestream: block needs user or type, and a pattern",
                "limits now | sidestream: limits takes no now",
                "purge a@b.example --older-than | sidestream: --older-than needs a value",
                "search --size 5 | sidestream: unknown option --size",
                "serve | sidestream: xmpp.domain is missing: a domain name such as upload.example.org",
            })
    void wrongUseIsOneLineAndTwo(String words, String line) {
        Ran ran = Ran.main(directory, words.split(" "));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).isEqualTo(line + "\n");
        assertThat(ran.out()).isEmpty();
    }

    /** SQLite belongs to one process, so one role of several would serve nobody. */
    @ParameterizedTest
    @CsvSource({"component", "upload"})
    void aRoleWithoutASharedDatabaseIsOneLineAndTwo(String role) throws IOException {
        Files.writeString(
                directory.resolve("c.conf"),
                "xmpp { domain = upload.example.org, secret = x }\nstorage.directory = files\n");

        Ran ran = Ran.main(directory, "serve", "--config", "c.conf", "--role", role);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .isEqualTo("sidestream: --role " + role + " needs a PostgreSQL database that the other roles share:"
                        + " set catalog.url, or use --role all\n");
        assertThat(directory.resolve("files")).doesNotExist();
    }

    /** Other servers' slots are served over HTTP alone. */
    @Test
    void aComponentWithoutXmppIsOneLineAndTwo() throws IOException {
        Files.writeString(directory.resolve("c.conf"), """
                foreign.host { protocol = ejabberd, path = "/upload/", service = localhost, secret = x }
                catalog.url = "jdbc:postgresql://127.0.0.1:1/files"
                """);

        Ran ran = Ran.main(directory, "serve", "--config", "c.conf", "--role", "component");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).isEqualTo("sidestream: --role component needs xmpp.domain and xmpp.secret\n");
    }

    @Test
    void aMissingCertificateIsOneLineAndTwo() throws IOException {
        Files.writeString(directory.resolve("c.conf"), """
                xmpp { domain = upload.example.org, secret = x }
                storage.directory = files
                http.tls { certificate = absent.pem, key = k.pem }
                """);

        Ran ran = Ran.main(directory, "serve", "--config", "c.conf");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .isEqualTo("sidestream: http.tls.certificate: " + directory
                        + "/absent.pem cannot be read: no such file\n");
    }

    @Test
    void aWrongConfigurationIsOneLineAndTwo() throws IOException {
        Files.writeString(directory.resolve("c.conf"), "xmpp { domain = upload.example.org, secrt = x }\n");

        Ran ran = Ran.main(directory, "serve", "--config", "c.conf");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .isEqualTo("sidestream: " + directory.resolve("c.conf")
                        + ":1: unknown key xmpp.secrt (did you mean xmpp.secret?)\n");
    }

    @Test
    void aPortThatIsTakenIsOneLineAndOne() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String listen = "127.0.0.1:" + taken.getLocalPort();
            Files.writeString(
                    directory.resolve("c.conf"),
                    "xmpp { domain = upload.example.org, secret = x }\nstorage.directory = files\nhttp.listen = \""
                            + listen + "\"\nhttp.admin-listen = off\n");

            Ran ran = Ran.main(directory, "serve", "--config", "c.conf");

            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.err()).startsWith("sidestream: ").contains(listen).hasLineCount(1);
        }
    }
}
