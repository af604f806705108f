package im.sidestream.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets come from files of their own where one wants that, and show up nowhere. */
class SecretsTest {
    private static final String DOMAIN = "xmpp.domain = upload.example.org\n";

    @TempDir
    private Path directory;

    private ConfigFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new ConfigFixture(directory);
    }

    @Test
    void aSecretIsReadFromItsFileWithoutTheLineEnd() throws ConfigException, IOException {
        Files.writeString(directory.resolve("secret"), " from file \r\n");

        assertThat(fixture.load(DOMAIN + "xmpp.secret-file = secret").xmpp().secret())
                .isEqualTo(new Secret(" from file "));
    }

    @Test
    void aSecretFileNamedByTheEnvironmentWinsOverASecretInTheFile() throws ConfigException, IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "from file\n");

        assertThat(fixture.load(
                                DOMAIN + "xmpp.secret = inline",
                                Map.of("SIDESTREAM_XMPP_SECRET_FILE", secret.toString()))
                        .xmpp()
                        .secret()
                        .value())
                .isEqualTo("from file");
    }

    @Test
    void aSecretTwiceInOnePlaceIsRefused() throws IOException {
        Files.writeString(directory.resolve("f"), "x");

        assertThat(fixture.refusal(DOMAIN + "xmpp.secret = a\nxmpp.secret-file = f"))
                .endsWith("xmpp.secret and xmpp.secret-file are both given: keep one");
    }

    @Test
    void anUnreadableOrEmptySecretFileIsNamed() throws IOException {
        Files.writeString(directory.resolve("empty"), "\n");

        assertThat(fixture.refusal(DOMAIN + "xmpp.secret-file = absent"))
                .isEqualTo("sidestream.conf:2: xmpp.secret-file: absent cannot be read (NoSuchFileException)");
        assertThat(fixture.refusal(DOMAIN + "xmpp.secret-file = empty"))
                .isEqualTo("empty: xmpp.secret: expected a text that is not empty");
    }

    /** House plan §4.1: keys may be given by file. */
    @Test
    void aSigningKeyIsReadFromItsFile() throws ConfigException, IOException {
        String key = "0123456789-_abcdefghijklmnopqrstuvwxyzABCDE=";
        Files.writeString(directory.resolve("key"), key + "\n");

        assertThat(fixture.load(ConfigFixture.ENOUGH + "http.signing-key-file = key")
                        .http()
                        .signingKey())
                .contains(new Secret(key));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0123456789-_abcdefghijklmnopqrstuvwxyzABCD", "not a key, however long it may be in letters"})
    void aSigningKeyThatIsTooShortOrNoneIsRefusedAndNotShown(String key) {
        assertThat(fixture.refusal(ConfigFixture.ENOUGH + "http.signing-key = \"" + key + "\""))
                .isEqualTo("sidestream.conf:2: http.signing-key: expected 32 to 1024 random bytes in base64url");
    }

    @Test
    void noTextFormOfTheConfigurationShowsASecret() throws ConfigException {
        ServerConfig config = fixture.load(DOMAIN + "xmpp.secret = hunter2");

        assertThat(config.toString()).contains("upload.example.org").doesNotContain("hunter2");
        assertThat(fixture.refusal(DOMAIN + "xmpp.secret = [hunter2]")).doesNotContain("hunter2");
    }
}
