package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.app.Neighbours.Terms;
import im.sidestream.config.ConfigLoader;
import im.sidestream.config.ServerConfig;
import im.sidestream.observe.Metrics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configuration that must agree is checked at the start; who was killed keeps nobody out (design.md §4.14). */
final class NeighboursTest {
    private static final Terms TERMS = new Terms(Duration.ofSeconds(15), Duration.ofMillis(1));
    private static final String KEY = "http.signing-key = Zm9vYmFyYmF6Zm9vYmFyYmF6Zm9vYmFyYmF6Zm9vYmFyYmE\n";
    private static final String OTHER_KEY = "http.signing-key = YmF6Zm9vYmFyYmF6Zm9vYmFyYmF6Zm9vYmFyYmF6Zm9vYmE\n";

    @TempDir
    private Path directory;

    private final InMemoryNodes nodes = new InMemoryNodes();

    private ServerConfig config(String more) throws Exception {
        Path file = Files.writeString(
                directory.resolve("a.conf"), "xmpp { domain = upload.example.org, secret = s }\n" + more);
        return new ConfigLoader(Map.of(), directory).load(file);
    }

    private static Identification name(String process) {
        return new Identification(process, "store");
    }

    private Neighbours join(String process, String more) throws Exception {
        return Neighbours.join(nodes, config(more), Role.ALL, name(process), TERMS);
    }

    /** Another process, which says that it lives each time that somebody asks. */
    private void runs(String process, String more) throws Exception {
        var node = Neighbours.node(config(more), Role.UPLOAD, name(process));
        nodes.put(node, TERMS.life());
        nodes.meanwhile(() -> nodes.put(node, TERMS.life()));
    }

    private void refuses(String here, String there, String line) throws Exception {
        runs("there/7/x", there);
        assertThatThrownBy(() -> join("here/8/y", here))
                .isInstanceOf(DisagreementException.class)
                .hasMessage(line + " not what node there/7/x (upload) has, which runs on the same catalog: links of one"
                        + " would not work at the other");
        assertThat(nodes.ids()).containsExactly("there/7/x");
    }

    private void warns(String here, String there, String keys) throws Exception {
        runs("there/7/x", there);
        try (Neighbours neighbours = join("here/8/y", here)) {
            assertThat(neighbours.words())
                    .isEqualTo("2, configured otherwise: " + keys + " at node there/7/x (upload)");
            assertThat(nodes.ids()).containsExactly("here/8/y", "there/7/x");
        }
        assertThat(nodes.ids()).containsExactly("there/7/x");
    }

    @Test
    void anotherSigningKeyIsRefused() throws Exception {
        refuses(KEY, OTHER_KEY, "http.signing-key is");
    }

    @Test
    void aSigningKeyWhereTheOthersHaveThoseOfTheCatalogIsRefused() throws Exception {
        refuses(KEY, "", "http.signing-key is");
        refuses("", KEY, "http.signing-key is");
    }

    @Test
    void anotherSecretOfTheSameForeignServerIsRefused() throws Exception {
        String host = "foreign.host { protocol = ejabberd, path = \"/upload/\", service = localhost, secret = %s }\n";

        refuses(host.formatted("one"), host.formatted("two"), "foreign.host.secret is");
        refuses(
                host.formatted("one"),
                host.formatted("two").replace("/upload/", "/files/"),
                "foreign.host.path, foreign.host.secret are");
    }

    @Test
    void aForeignServerThatOneDoesNotKnowYetIsTold() throws Exception {
        String host = "foreign.host { protocol = ejabberd, path = \"/upload/\", service = localhost, secret = x }\n";

        warns(host, "", "foreign.host");
        warns("", host, "foreign.host");
    }

    /** As after a migration that reached one machine: both stores may carry the same id. */
    @Test
    void filesElsewhereAreRefused() throws Exception {
        String s3 = "storage.s3 { endpoint = \"http://127.0.0.1:9\", bucket = files, prefix = %s }\n";

        refuses(s3.formatted("a"), "", "storage is");
        refuses(s3.formatted("a"), s3.formatted("b"), "storage is");
        refuses(s3.formatted("a"), s3.formatted("a").replace("bucket = files", "bucket = file5"), "storage is");
    }

    @Test
    void whatMayDifferForAWhileIsToldByItsKeys() throws Exception {
        warns("policy.max-file-size = 1MiB\n", "", "policy.max-file-size");
        warns(
                "http.public-url = \"https://a.example/\"\naudit-retention = 5d\n",
                "",
                "audit-retention, http.public-url");
        warns(
                "policy.groups.staff { members = [a.example], max-file-size = 1GiB }\n",
                "policy.groups.staff { members = [a.example], max-file-size = 2GiB }\n",
                "policy.groups.staff.max-file-size");
    }

    /** Another service on the same catalog has limits and links of its own. */
    @Test
    void ofAnotherDomainOnlyThatIsTold() throws Exception {
        warns("policy.max-file-size = 1MiB\nxmpp.domain = files.example.org\n", "", "xmpp.domain");
        refuses(KEY + "xmpp.domain = files.example.org\n", OTHER_KEY, "http.signing-key is");
    }

    @Test
    void theSameInOtherWordsIsTheSame() throws Exception {
        Files.writeString(directory.resolve("key"), KEY.substring(KEY.indexOf('=') + 2));
        runs("there/7/x", KEY + "storage.directory = a\nlog-level = debug\npolicy.max-file-size = 100MiB\n");

        try (Neighbours neighbours = join("here/8/y", "http.signing-key-file = key\nstorage.directory = b\n")) {
            assertThat(neighbours.words()).isEqualTo("2");
        }
    }

    @Test
    void whoWasKilledKeepsNobodyOut() throws Exception {
        nodes.put(Neighbours.node(config(OTHER_KEY), Role.ALL, name("killed/7/x")), TERMS.life());

        try (Neighbours neighbours = join("here/8/y", KEY)) {
            assertThat(neighbours.words()).isEqualTo("1");
        }
    }

    @Test
    void aDifferenceIsToldUntilItEnds() throws Exception {
        Metrics metrics = new Metrics();
        runs("there/7/x", "policy.max-file-size = 1MiB\n");
        try (Neighbours neighbours = join("here/8/y", "")) {
            Neighbours.show(Optional.of(neighbours), metrics);
            assertThat(new String(metrics.text(), StandardCharsets.UTF_8))
                    .contains("\nsidestream_nodes 2.0\n", "\nsidestream_nodes_differing 1.0\n");

            neighbours.reload(config("policy.max-file-size = 1MiB\n"));
            neighbours.stay();
            assertThat(neighbours.words()).isEqualTo("2");
            assertThat(new String(metrics.text(), StandardCharsets.UTF_8))
                    .contains("\nsidestream_nodes 2.0\n", "\nsidestream_nodes_differing 0.0\n");
        }
    }
}
