package im.sidestream.config;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.foreign.ForeignIssuer;
import im.sidestream.foreign.ForeignProtocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sections of foreign: servers whose slots are served, with or without an XMPP server of our own. */
class ForeignConfigTest {
    private static final String ONE =
            "foreign.north { protocol = prosody-v2, path = \"/upload/\", service = Upload.north.example, secret = s3cr3t }\n";

    @TempDir
    private Path directory;

    private ConfigFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new ConfigFixture(directory);
    }

    @Test
    void itNeedsNoXmppServer() throws ConfigException {
        ServerConfig config = fixture.load(ONE);

        assertThat(config.isComponent()).isFalse();
        assertThat(config.foreign())
                .containsExactly(new ForeignIssuer(
                        ForeignProtocol.PROSODY_V2, "/upload/", "upload.north.example", "s3cr3t", Optional.empty()));
        assertThat(config.xmpp().domain()).isEqualTo("upload.north.example");
        assertThat(fixture.load(ConfigFixture.ENOUGH).isComponent()).isTrue();
        assertThat(config.toString()).doesNotContain("s3cr3t");
    }

    @Test
    void severalAreServedBesideOurOwnService() throws IOException, ConfigException {
        Files.writeString(directory.resolve("key"), "from a file\n");
        ServerConfig config = fixture.load(
                ConfigFixture.ENOUGH + ONE
                        + "foreign.south { protocol = metronome, path = \"/\", secret-file = key, delete-secret = d }\n",
                Map.of("SIDESTREAM_FOREIGN_NORTH_SECRET", "other"));

        assertThat(config.isComponent()).isTrue();
        assertThat(config.foreign())
                .containsExactly(
                        new ForeignIssuer(
                                ForeignProtocol.PROSODY_V2,
                                "/upload/",
                                "upload.north.example",
                                "other",
                                Optional.empty()),
                        new ForeignIssuer(
                                ForeignProtocol.METRONOME, "/", "upload.example.org", "from a file", Optional.of("d")));
    }

    @Test
    void aChangeNeedsARestart() throws ConfigException {
        ServerConfig config = fixture.load(ONE);
        ServerConfig other = fixture.load(ONE.replace("s3cr3t", "new"));

        assertThat(config.settings().needingRestart(other.settings())).isEqualTo(List.of(Key.FOREIGN_SECRET));
        assertThat(config.settings().needingRestart(fixture.load(ONE).settings()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "foreign.a.protocol = v3 | sidestream.conf:2: foreign.a.protocol = \"v3\": expected prosody-v1, prosody-v2, prosody-jwt, ejabberd or metronome",
                "foreign.a.protocl = v3 | sidestream.conf:2: unknown key foreign.a.protocl (did you mean foreign.a.protocol?)",
                "foreign.a = 1 | sidestream.conf:2: foreign.a is a section: write foreign.a { protocol = …, … }",
                "foreign.A.path = x | sidestream.conf:2: foreign: \"A\" cannot name a server: expected small letters, digits and dashes",
                "foreign.a.secret = x | foreign.a.protocol is missing: prosody-v1, prosody-v2, prosody-jwt, ejabberd or metronome",
                "foreign.north.path = upload | sidestream.conf:2: foreign.north.path = \"upload\": expected a path such as /stored/ of letters, digits and . _ ~ -, beginning and ending with a slash",
                "foreign.north.secret = \" \" | sidestream.conf:2: foreign.north.secret: expected a text that is not empty",
                "foreign.north.service = \"a b\" | sidestream.conf:2: foreign.north.service = \"a b\": expected a domain name such as upload.example.org",
                "foreign.north.delete-secret = x | sidestream.conf:2: foreign.north.delete-secret: expected a text that is not empty, and the protocol metronome",
                "foreign.north.secret-file = x | sidestream.conf:2: foreign.north.secret and foreign.north.secret-file are both given: keep one",
                "foreign.b { protocol = ejabberd, path = \"/upload/\", service = b.example, secret = x } | sidestream.conf:1: foreign.north.path = \"/upload/\": foreign.b has the same path",
                "xmpp.secret = x | xmpp.domain is missing: a domain name such as upload.example.org"
            })
    void whatCannotBeUsedIsRefused(String line, String refusal) {
        assertThat(fixture.refusal(ONE + line + "\n")).endsWith(refusal);
    }
}
