package im.sidestream.component.app;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.config.ConfigLoader;
import im.sidestream.config.ServerConfig;
import im.sidestream.slot.SlotPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xmpp.packet.JID;

/** Who may give commands, and under which name. */
class CommandServicesTest {

    @TempDir
    private Path directory;

    private ServerConfig config(String domain) throws Exception {
        Path file = directory.resolve("sidestream.conf");
        Files.writeString(file, "xmpp { domain = \"" + domain + "\", secret = s }\nstorage.directory = files\n");
        return new ConfigLoader(Map.of(), directory).load(file);
    }

    @Test
    void whoeverIsAllowedNowIsAUser() throws Exception {
        ServerConfig config = config("upload.example.org");
        AtomicReference<SlotPolicy> policy = new AtomicReference<>(config.policy());
        CommandServices services = new CommandServices(config, policy::get, Clock.systemUTC());
        assertThat(services.isUser("alice@example.org")).isTrue();

        policy.set(SlotPolicy.unlimited("other.example"));

        assertThat(services.isUser("alice@example.org")).isFalse();
        assertThat(services.isUser("bob@other.example")).isTrue();
    }

    @Test
    void administratorsAreNamedInAnySpelling() throws Exception {
        ServerConfig config = config("upload.example.org\", admins = [\"Root@bücher.example\"], host = \"127.0.0.1");
        CommandServices services = new CommandServices(config, config::policy, Clock.systemUTC());
        assertThat(services.isAdministrator("root@xn--bcher-kva.example")).isTrue();
        assertThat(services.isAdministrator("root@Bücher.example")).isTrue();
        assertThat(services.isAdministrator("root@example.org")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "upload.example.org",
                "Upload.Example.ORG",
                "upload.Bücher.example",
                "upload.BÜCHER.example",
                "upload.straße.example",
                "upload.XN--BCHER-KVA.example",
                "ΕΛΛΆΣ.example"
            })
    void theServiceIsNamedAsStanzasNameIt(String domain) throws Exception {
        assertThat(config(domain).xmpp().domain()).isEqualTo(JID.domainprep(domain));
    }
}
