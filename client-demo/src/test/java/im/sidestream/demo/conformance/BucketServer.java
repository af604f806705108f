package im.sidestream.demo.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A real Ceph with its S3 gateway and one bucket, by a script that ends with this process. */
final class BucketServer {
    private static final int MONITOR_PORTS = 50;
    private static final int FIRST_PORT = 23_000;

    private static final String HOST = "localhost";
    private static final String BUCKET = "sidestream";
    private static final String ACCESS = "sidestream-test";
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

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
        return "storage.s3 { endpoint = \"http://127.0.0.1:" + port + "\", bucket = " + BUCKET + ", access-key = "
                + ACCESS + ", secret-key = " + SECRET + " }";
    }

    /** Returns the lines that name the same bucket in the host's name, which leads to loopback only by {@link #hosts}. */
    String[] virtualHostConfig() {
        return new String[] {
            "storage.s3.endpoint = \"http://" + HOST + ":" + port + "\"", "storage.s3.path-style = false"
        };
    }

    /** Returns what a JVM is told, so that it finds the bucket's host: nothing else of this machine does. */
    static Map<String, String> hosts(Path directory) throws IOException {
        Path file =
                Files.writeString(directory.resolve("hosts"), "127.0.0.1 " + HOST + " " + BUCKET + "." + HOST + "\n");
        return Map.of("SIDESTREAM_JAVA_OPTS", "-Djdk.net.hosts.file=" + file);
    }

    /** Returns the gateway's own list of the bucket's objects. */
    String objects() throws Exception {
        String now = DATE.format(ZonedDateTime.now(ZoneOffset.UTC));
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
        byte[] signed = mac.doFinal(("GET\n\n\n" + now + "\n/" + BUCKET).getBytes(StandardCharsets.UTF_8));
        HttpRequest list = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + BUCKET))
                .header("Date", now)
                .header(
                        "Authorization",
                        "AWS " + ACCESS + ":" + Base64.getEncoder().encodeToString(signed))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(list, BodyHandlers.ofString());
        if (answer.statusCode() != HttpURLConnection.HTTP_OK) {
            throw new IOException(answer.body());
        }
        return answer.body();
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
