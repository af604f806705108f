package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.config.ConfigLoader;
import im.sidestream.config.ServerConfig;
import im.sidestream.slot.ServiceAdministration.Block;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another process writes into the catalog holds here after the next reading. */
class StandingPolicyTest {
    private static final String DOMAIN = "upload.example.org";

    @TempDir
    private Path directory;

    @Test
    void whatAnotherProcessDecidedHoldsAfterTheNextReading() throws Exception {
        ServerConfig config = config("");
        try (Store store = Store.open(config.storage(), Clock.systemUTC(), config.policy()::retention)) {
            StandingPolicy policy = new StandingPolicy(config);
            policy.heed(store.restrictions());
            policy.maintain(true);
            store.restrictions()
                    .block(DOMAIN, Block.Kind.USER, "bob@example.org", "other")
                    .join();
            store.restrictions()
                    .limit(DOMAIN, "policy.max-file-size", "7B", "other")
                    .join();
            assertThat(policy.policy().admission().entitles("bob@example.org")).isTrue();

            policy.refresh();

            assertThat(policy.policy().admission().entitles("bob@example.org")).isFalse();
            assertThat(policy.policy().maxFileSize()).isEqualTo(7);
            assertThat(policy.inMaintenance()).isTrue();
        }
    }

    @Test
    void whatWasDecidedHoldsUnderAnotherConfigurationToo() throws Exception {
        ServerConfig config = config("");
        try (Store store = Store.open(config.storage(), Clock.systemUTC(), config.policy()::retention)) {
            StandingPolicy policy = new StandingPolicy(config);
            store.restrictions()
                    .block(DOMAIN, Block.Kind.USER, "bob@example.org", "other")
                    .join();
            store.restrictions()
                    .limit(DOMAIN, "policy.max-file-size", "7B", "other")
                    .join();
            policy.heed(store.restrictions());
            policy.maintain(true);

            policy.reload(config("policy { max-file-size = 9B, allow = [\"north.example\"] }\n"));

            assertThat(policy.policy().maxFileSize()).isEqualTo(7);
            assertThat(policy.inMaintenance()).isTrue();
            policy.maintain(false);
            assertThat(policy.policy().admission().entitles("bob@example.org")).isFalse();
            assertThat(policy.policy().admission().entitles("romeo@north.example"))
                    .isTrue();
        }
    }

    private ServerConfig config(String more) throws Exception {
        Path file = directory.resolve("sidestream.conf");
        Files.writeString(file, "xmpp { domain = " + DOMAIN + ", secret = s }\nstorage.directory = files\n" + more);
        return new ConfigLoader(Map.of(), directory).load(file);
    }
}
