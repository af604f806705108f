package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.slot.Slot;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * tus-js-client, a client of others, by the URL of a slot and in each of the protocols that it speaks: it goes on by itself
 * when its link is cut.
 */
final class TusJsClientTest extends ResumeFixture {
    private static final int SIZE = 12 << 20;
    private static final int CUTS = 8;
    private static final int BUFFERS = 256 << 10;
    private static final Path HOME = Path.of("target", "tus-js-client").toAbsolutePath();

    /** The versions are those of the lock file, so it is fetched once. */
    @BeforeAll
    static void install() throws Exception {
        Files.createDirectories(HOME);
        for (String name : List.of("package.json", "package-lock.json", "upload.cjs")) {
            try (InputStream in = TusJsClientTest.class.getResourceAsStream("tus/" + name)) {
                Files.copy(in, HOME.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (!Files.exists(HOME.resolve("node_modules/tus-js-client/package.json"))) {
            run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--cache=" + HOME.resolve("cache"));
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(HOME, "output", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(HOME.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            String said = Files.readString(output);
            assertThat(ended && process.exitValue() == 0)
                    .as("%s: %s", String.join(" ", command), said)
                    .isTrue();
            return said;
        } finally {
            Files.delete(output);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tus-v1", "ietf-draft-03", "ietf-draft-05"})
    void anUploadOverALinkThatIsCutArrives(String protocol) throws Exception {
        byte[] content = random(SIZE);
        Path file = Files.write(directory.resolve("film.bin"), content);
        Slot slot = service.slot("film.bin", SIZE);
        try (CutLink link = new CutLink(service.port(), CUTS, SIZE / CUTS, 3)) {
            URI url = URI.create("http://localhost:" + link.port() + target(slot.put()));

            String said = run("node", "upload.cjs", url.toString(), file.toString(), protocol);

            assertThat(said).contains("done in");
            assertThat(link.cuts()).isEqualTo(CUTS);
            assertThat(link.passed() - SIZE).isBetween(0L, (long) CUTS * BUFFERS);
        }
        assertThat(get(slot).body()).isEqualTo(content);
    }

    /** The client asks first, and takes an offset that is the length for the end. */
    @ParameterizedTest
    @ValueSource(strings = {"tus-v1", "ietf-draft-03", "ietf-draft-05"})
    void anEmptyFileArrives(String protocol) throws Exception {
        Path file = Files.write(directory.resolve("empty"), new byte[0]);
        Slot slot = service.slot("empty", 0);

        run("node", "upload.cjs", slot.put().toString(), file.toString(), protocol);

        assertThat(get(slot).status()).isEqualTo(200);
    }
}
