package im.sidestream.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reload takes some keys and names the others. */
class ReloadTest {
    @TempDir
    private Path directory;

    @Test
    void keysThatNeedARestartAreNamed() throws ConfigException {
        ConfigFixture fixture = new ConfigFixture(directory);
        ServerConfig before = fixture.load(ConfigFixture.ENOUGH);
        ServerConfig after = fixture.load("xmpp { domain = upload.example.org, secret = changed, port = 5347 }\n"
                + "http.listen = \"0.0.0.0:5444\", policy.max-file-size = 1GiB, log-level = warn");

        assertThat(before.settings().needingRestart(after.settings()))
                .containsExactly(Key.XMPP_SECRET, Key.HTTP_LISTEN);
        assertThat(after.settings().needingRestart(before.settings())).hasSize(2);
        assertThat(before.settings().needingRestart(before.settings())).isEmpty();
    }
}
