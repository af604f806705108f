package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.config.ConfigException;
import im.sidestream.config.ConfigLoader;
import im.sidestream.config.XmppConfig;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdentityTest {
    private static final String NONCE = "0123456789abcdef";

    @Test
    void theSameConfigurationIsRecognisedAndAnotherSecretIsNot() throws ConfigException {
        Identity mine = Identity.of(xmpp("right"), NONCE);

        assertThat(Identity.parse(mine.line() + "\n")).contains(mine);
        assertThat(Identity.of(xmpp("right"), NONCE)).isEqualTo(mine);
        assertThat(Identity.of(xmpp("wrong"), NONCE)).isNotEqualTo(mine);
        assertThat(Identity.of(xmpp("right"), NONCE + "0")).isNotEqualTo(mine);
    }

    @Test
    void theSecretIsNotInIt() throws ConfigException {
        assertThat(Identity.of(xmpp("hunter2"), NONCE).line())
                .startsWith("127.0.0.1 5347 upload.example.org ")
                .doesNotContain("hunter2");
    }

    @Test
    void aSaltThatSomebodyCouldHavePreparedForIsRefused() throws ConfigException {
        XmppConfig xmpp = xmpp("s");

        assertThatThrownBy(() -> Identity.of(xmpp, "")).isInstanceOf(IllegalArgumentException.class);
        assertThat(Identity.parse("no such command")).isEmpty();
    }

    private static XmppConfig xmpp(String secret) throws ConfigException {
        Map<String, String> environment =
                Map.of("SIDESTREAM_XMPP_DOMAIN", "upload.example.org", "SIDESTREAM_XMPP_SECRET", secret);
        return new ConfigLoader(environment, Path.of("").toAbsolutePath())
                .load(null)
                .xmpp();
    }
}
