package im.sidestream.blob.s3;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A real Ceph with its S3 gateway, started for the tests by a script that ends with this process. */
public final class CephGateway {
    private static final int MONITOR_PORTS = 50;
    private static final int FIRST_PORT = 22_000;

    private final Process script;
    private final BufferedReader answers;
    private final Writer words;
    private final int port;

    private CephGateway(Process script, int port) {
        this.script = script;
        this.port = port;
        this.answers = new BufferedReader(new InputStreamReader(script.getInputStream(), StandardCharsets.UTF_8));
        this.words = script.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts it, which takes some 20 seconds. */
    public static CephGateway start() throws IOException {
        Path tests = Path.of(System.getProperty("sidestream.root", ".."), "upload-service/src/test/ceph/ceph.sh");
        // paths of sockets may not be long
        Path directory = Files.createTempDirectory(Path.of("/tmp"), "ceph");
        Path logs = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")));
        int base = freePorts();
        Process script = new ProcessBuilder(
                        tests.toString(), directory.toString(), Integer.toString(base), Integer.toString(base + 1))
                .redirectError(logs.resolve("ceph-" + base + ".log").toFile())
                .start();
        CephGateway gateway = new CephGateway(script, base);
        gateway.expect("ready");
        return gateway;
    }

    private static int freePorts() {
        int base = FIRST_PORT + (int) (ProcessHandle.current().pid() % 18) * MONITOR_PORTS;
        while (!isFree(base) || !isFree(base + 1)) {
            base += MONITOR_PORTS;
        }
        return base;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private void expect(String word) throws IOException {
        String answer = answers.readLine();
        if (!word.equals(answer)) {
            throw new IOException("Ceph did not start; its script said " + answer);
        }
    }

    /** Returns how the bucket is reached, below a prefix that nobody used. */
    public S3Settings fresh() {
        return new S3Settings(
                Optional.of(URI.create("http://127.0.0.1:" + port)),
                "sidestream",
                "us-east-1",
                Optional.of(new S3Settings.Keys("sidestream-test", "0123456789abcdef0123456789abcdef")),
                true,
                UUID.randomUUID() + "/",
                S3Settings.Objects.DEFAULT,
                Duration.ofSeconds(5),
                Duration.ofSeconds(60));
    }

    /** Returns the keys of what is being sent in parts there, or was when whoever sent it ended. */
    public List<String> sendings(S3Settings settings) throws IOException {
        try (S3Bucket bucket = new S3Bucket(settings, failure -> {})) {
            List<String> keys = new ArrayList<>();
            bucket.sendings(settings.prefix(), (key, sending) -> keys.add(key));
            return keys;
        }
    }

    /** Returns the keys of all objects there. */
    public List<String> objects(S3Settings settings) throws IOException {
        try (S3Bucket bucket = new S3Bucket(settings, failure -> {})) {
            List<String> keys = new ArrayList<>();
            bucket.list(settings.prefix(), keys::add);
            return keys;
        }
    }

    /** Tells the script one of its words, and waits until it is done. */
    public void say(String word) throws IOException {
        words.write(word + "\n");
        words.flush();
        expect("done");
    }

    /** Ends all of it. */
    public void stop() throws IOException, InterruptedException {
        words.close();
        if (!script.waitFor(30, TimeUnit.SECONDS)) {
            script.destroy();
            throw new IOException("Ceph does not end");
        }
    }
}
