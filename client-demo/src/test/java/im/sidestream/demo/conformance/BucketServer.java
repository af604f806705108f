package im.sidestream.demo.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A real Ceph with its S3 gateway and one bucket, by a script that ends with this process. */
final class BucketServer {
    private static final int MONITOR_PORTS = 50;
    private static final int FIRST_PORT = 23_000;

    private final Process script;
    private final int port;

    /** Starts it, which takes some 20 seconds. */
    BucketServer(Path directory) throws IOException {
        Path commands = Path.of(System.getProperty("sidestream.root", ".."), "upload-service/src/test/ceph/ceph.sh");
        // paths of sockets may not be long
        Path own = Files.createTempDirectory(Path.of("/tmp"), "ceph");
        port = freePorts();
        script = new ProcessBuilder(
                        commands.toAbsolutePath().toString(),
                        own.toString(),
                        Integer.toString(port),
                        Integer.toString(port + 1))
                .redirectError(directory.resolve("ceph.log").toFile())
                .start();
        // closed with the process
        BufferedReader said =
                new BufferedReader(new InputStreamReader(script.getInputStream(), StandardCharsets.UTF_8));
        String first = said.readLine();
        if (!"ready".equals(first)) {
            throw new IOException("Ceph did not start; its script said " + first);
        }
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

    /** Returns the line of a configuration that names the bucket. */
    String config() {
        return "storage.s3 { endpoint = \"http://127.0.0.1:" + port + "\", bucket = sidestream,"
                + " access-key = sidestream-test, secret-key = 0123456789abcdef0123456789abcdef }";
    }

    /** Ends all of it. */
    void stop() throws IOException, InterruptedException {
        try (Writer words = script.outputWriter(StandardCharsets.UTF_8)) {
            words.flush();
        }
        if (!script.waitFor(30, TimeUnit.SECONDS)) {
            script.destroy();
            throw new IOException("Ceph does not end");
        }
    }
}
