package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The integration test of uploads that comes with Smack, run as its authors wrote it. */
class SmackConformanceTest extends OnEachHost {

    @TempDir
    private Path directory;

    @Test
    @Requirement({"S-07", "S-08", "S-12"})
    void smacks_own_round_trip_passes() throws Exception {
        String output = new Sinttest(directory).run(host, "", Map.of("enabledTests", "HttpFileUploadIntegrationTest"));
        assertThat(output)
                .contains("HttpFileUploadIntegrationTest.httpFileUploadTest (Normal) Success")
                .contains("finished: 1/1 [0 failed]");
    }
}
