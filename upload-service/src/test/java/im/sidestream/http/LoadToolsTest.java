package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.slot.Slot;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that ask as fast as they can: h2load over TLS and HTTP/2, wrk over plain HTTP/1.1. Every answer is a good one. */
final class LoadToolsTest {
    private static final byte[] CONTENT = UploadTest.random(4000);
    private static final Pattern WRK_REQUESTS = Pattern.compile("(\\d+) requests in ");

    @TempDir
    Path directory;

    @Test
    @Requirement("R-26")
    void h2loadGetsEveryAnswer() throws Exception {
        Optional<CertificateFiles> tls = Optional.of(Command.certificate(directory));
        try (RunningService service = new RunningService(directory.resolve("store"), tls, store -> store)) {
            String said = Command.run(
                    directory,
                    "h2load",
                    "-n",
                    "2000",
                    "-c",
                    "10",
                    "-m",
                    "10",
                    stored(service, tls).toString());
            assertThat(said)
                    .contains("Application protocol: h2")
                    .contains("2000 succeeded, 0 failed, 0 errored, 0 timeout")
                    .contains("status codes: 2000 2xx, 0 3xx, 0 4xx, 0 5xx");
        }
    }

    @Test
    void wrkGetsNoBadAnswer() throws Exception {
        try (RunningService service = new RunningService(directory.resolve("store"))) {
            String said = Command.run(
                    directory,
                    "wrk",
                    "-d2s",
                    "-t1",
                    "-c10",
                    stored(service, Optional.empty()).toString());
            Matcher requests = WRK_REQUESTS.matcher(said);
            assertThat(requests.find()).as(said).isTrue();
            assertThat(Long.parseLong(requests.group(1))).isPositive();
            assertThat(said).doesNotContain("Socket errors", "Non-2xx");
        }
    }

    private URI stored(RunningService service, Optional<CertificateFiles> tls) throws Exception {
        Slot slot = service.slot("a.bin", CONTENT.length);
        Path file = java.nio.file.Files.write(directory.resolve("a.bin"), CONTENT);
        String trusted = tls.map(files -> files.certificate().toString()).orElse("/dev/null");
        Command.run(
                directory,
                "curl",
                "-sf",
                "--cacert",
                trusted,
                "-T",
                file.toString(),
                slot.put().toString());
        return slot.get();
    }
}
