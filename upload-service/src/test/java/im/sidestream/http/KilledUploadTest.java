package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.http.RawHttp.Reply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed in the middle of a part loses nothing that it told a client it has (draft "Offset"). */
final class KilledUploadTest {
    private static final int SIZE = 40 << 20;

    @TempDir
    private Path directory;

    /** A server until it is killed; says its port and the links of a slot. */
    static final class Killed {
        private Killed() {}

        public static void main(String[] args) throws IOException {
            try (RunningService service = new RunningService(Path.of(args[0]))) {
                var slot = service.slot("film.bin", SIZE);
                System.out.println(service.port() + " " + slot.put() + " " + slot.get());
                System.in.read();
            }
        }
    }

    @Test
    void whatWasToldIsThereAfterAKillAndTheUploadGoesOn() throws Exception {
        byte[] content = ResumeFixture.random(SIZE);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Killed.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        URI put;
        URI get;
        long told;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String[] said = out.readLine().split(" ", 3);
            put = URI.create(said[1]);
            get = URI.create(said[2]);
            told = killWhenSomethingIsTold(process, Integer.parseInt(said[0]), put, content);
        } finally {
            process.destroyForcibly().waitFor();
        }
        try (RunningService again = new RunningService(directory)) {
            int offset = offset(again, put);
            assertThat(offset).isGreaterThanOrEqualTo((int) told).isLessThan(SIZE);
            assertThat(append(again, put, offset, content)).isEqualTo(201);
            try (RawHttp client = new RawHttp(again.port())) {
                assertThat(client.get(get).reply().body()).isEqualTo(content);
            }
            again.sweepOrphans();
            assertThat(again.blobs())
                    .hasSameSizeAs(again.catalog.stored(null, 9).join().stream()
                            .flatMap(row -> again.catalog.pieces(row.id()).join().stream())
                            .toList());
        }
    }

    private static long killWhenSomethingIsTold(Process process, int port, URI put, byte[] content) throws Exception {
        try (RawHttp client = new RawHttp(port)) {
            client.request("PATCH", ResumeFixture.target(put), headers(0, SIZE));
            client.send(Arrays.copyOf(content, SIZE - 1));
            Reply news = client.reply();
            assertThat(news.status()).isEqualTo(104);
            process.destroyForcibly().waitFor();
            return Long.parseLong(news.header("Upload-Offset"));
        }
    }

    private static String[] headers(int offset, int length) {
        return new String[] {
            "Content-Type: application/partial-upload",
            "Upload-Offset: " + offset,
            "Upload-Complete: ?1",
            "Upload-Draft-Interop-Version: 8",
            "Content-Length: " + length
        };
    }

    private static int offset(RunningService service, URI put) throws IOException {
        try (RawHttp client = new RawHttp(service.port())) {
            Reply head = client.request("HEAD", ResumeFixture.target(put)).reply(false);
            return Integer.parseInt(head.header("Upload-Offset"));
        }
    }

    private static int append(RunningService service, URI put, int offset, byte[] content) throws IOException {
        try (RawHttp client = new RawHttp(service.port())) {
            client.request("PATCH", ResumeFixture.target(put), headers(offset, SIZE - offset));
            client.send(Arrays.copyOfRange(content, offset, SIZE));
            Reply reply = client.reply();
            while (reply.status() == 104) {
                reply = client.reply();
            }
            return reply.status();
        }
    }
}
