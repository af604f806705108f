package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of others that a test runs. */
final class Command {
    private static final long PATIENCE_SECONDS = 60;

    private Command() {}

    /** Returns what a program says, which must end well. */
    static String run(Path directory, String... command) throws IOException, InterruptedException {
        Said said = ask(directory, command);
        assertThat(said.code())
                .as("%s: %s", String.join(" ", command), said.text())
                .isZero();
        return said.text();
    }

    /** How a program ended. */
    record Said(int code, String text) {}

    /** Runs a program to its end, whichever that is. */
    static Said ask(Path directory, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "command", ".out");
        Process process = new ProcessBuilder(List.of(command))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(output, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(ended).as("%s ends: %s", command[0], text).isTrue();
        return new Said(process.exitValue(), text);
    }

    /** Makes a certificate for localhost that nobody has signed. */
    static CertificateFiles certificate(Path directory) throws IOException, InterruptedException {
        run(
                directory,
                ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
                                + " -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout key.pem -out cert.pem")
                        .split(" ", -1));
        return new CertificateFiles(directory.resolve("cert.pem"), directory.resolve("key.pem"));
    }
}
