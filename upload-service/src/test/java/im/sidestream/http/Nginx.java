package im.sidestream.http;

import static org.awaitility.Awaitility.await;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real nginx that ends TLS on a port of loopback, with everything it writes below one directory. */
public final class Nginx implements Closeable {
    private static final String CONFIGURATION = """
            user %1$s;
            worker_processes 1;
            daemon off;
            pid %2$s/nginx.pid;
            error_log %2$s/error.log warn;
            events { worker_connections 256; }
            http {
                access_log off;
                client_body_temp_path %2$s/body;
                proxy_temp_path %2$s/proxy;
                fastcgi_temp_path %2$s/fastcgi;
                uwsgi_temp_path %2$s/uwsgi;
                scgi_temp_path %2$s/scgi;
                %4$s
                server {
                    listen 127.0.0.1:%3$d%5$s
                    %6$s
                }
            }
            """;

    private final int port;
    private final Process process;
    private final Path directory;

    /** Starts it with the {@code locations} of its one server. */
    Nginx(Path parent, CertificateFiles tls, String locations) throws IOException {
        this(
                parent,
                " ssl http2;\nssl_certificate %s;\nssl_certificate_key %s;".formatted(tls.certificate(), tls.key()),
                "",
                locations);
    }

    /** Starts it in plain HTTP, with {@code upstreams} beside its one server. */
    public Nginx(Path parent, String upstreams, String locations) throws IOException {
        this(parent, ";", upstreams, locations);
    }

    private Nginx(Path parent, String listening, String upstreams, String locations) throws IOException {
        directory = Files.createDirectory(parent.resolve("nginx"));
        port = free();
        Path file = Files.writeString(
                directory.resolve("nginx.conf"),
                CONFIGURATION.formatted(
                        System.getProperty("user.name"), directory, port, upstreams, listening, locations));
        process = new ProcessBuilder(
                        List.of("/usr/sbin/nginx", "-p", directory.toString(), "-c", file.toString(), "-e", "stderr"))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        await().failFast("nginx ended: " + directory.resolve("output"), () -> !process.isAlive())
                .until(this::isThere);
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean isThere() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    /** Returns what it complained of. */
    String log() throws IOException {
        return Files.readString(directory.resolve("output"))
                + (Files.exists(directory.resolve("error.log"))
                        ? Files.readString(directory.resolve("error.log"))
                        : "");
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
