package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The upload checks of XMPP-Interop-Testing as their authors wrote them. No build can fetch that suite,
 * so this runs only when it is asked for by name; the property {@code sidestream.interop} is the suite's class path.
 */
class ExternalSuite extends OnEachHost {
    /** Enough for the checks before that of the rate, and too little for its ten requests behind them. */
    private static final int LOW_RATE = 15;

    @TempDir
    private Path directory;

    @Test
    void every_check_passes_and_none_is_impossible() throws Exception {
        String classes = Objects.requireNonNull(System.getProperty("sidestream.interop"), "sidestream.interop");
        withRate(LOW_RATE);
        String output = new Sinttest(directory)
                .run(
                        host,
                        classes,
                        Map.of(
                                "testPackages",
                                "org.igniterealtime.smack.inttest.xep0363",
                                "enabledTests",
                                "HttpFileUploadExtIntegrationTest"));
        withRate(Host.RATE);
        assertThat(output).contains("finished: 11/11 [0 failed]").doesNotContain("not possible");
    }

    private void withRate(int rate) throws IOException {
        int before = reloads();
        Path file = host.server().configFile();
        Files.writeString(file, Files.readString(file) + "\npolicy.quota.rate = \"" + rate + "/min\"\n");
        host.server().reload();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> reloads() > before);
    }

    private int reloads() {
        return (int) host.server()
                .log()
                .lines()
                .filter(line -> line.contains("the configuration was reloaded"))
                .count();
    }
}
