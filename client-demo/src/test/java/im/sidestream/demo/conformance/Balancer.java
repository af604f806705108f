package im.sidestream.demo.conformance;

import static org.awaitility.Awaitility.await;

import im.sidestream.demo.stage.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real nginx that ends TLS in front of several nodes, as the operator guide configures it. */
final class Balancer implements AutoCloseable {
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
                upstream sidestream {
                    server 127.0.0.1:%3$d max_fails=1 fail_timeout=5s;
                    server 127.0.0.1:%4$d max_fails=1 fail_timeout=5s;
                    keepalive 32;
                }
                server {
                    listen 127.0.0.1:%5$d ssl;
                    ssl_certificate %6$s;
                    ssl_certificate_key %7$s;
                    client_max_body_size 0;
                    location / {
                        proxy_pass http://sidestream;
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_set_header Host $host;
                        proxy_request_buffering off;
                        proxy_buffering off;
                        proxy_connect_timeout 2s;
                        proxy_next_upstream error timeout;
                        proxy_next_upstream_tries 2;
                    }
                }
            }
            """;

    private final Process process;

    Balancer(Path parent, int port, int one, int other, Certificates.Issued tls) throws IOException {
        Path directory = Files.createDirectory(parent.resolve("nginx"));
        String user = System.getProperty("user.name");
        Path file = Files.writeString(
                directory.resolve("nginx.conf"),
                CONFIGURATION.formatted(user, directory, one, other, port, tls.chain(), tls.key()));
        process = new ProcessBuilder(
                        List.of("/usr/sbin/nginx", "-p", directory.toString(), "-c", file.toString(), "-e", "stderr"))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        await().failFast("nginx ended: " + directory.resolve("output"), () -> !process.isAlive())
                .until(() -> isThere(port));
    }

    private static boolean isThere(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
