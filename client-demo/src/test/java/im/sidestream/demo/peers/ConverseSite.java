package im.sidestream.demo.peers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A page with Converse.js, which tells this server what it showed. On loopback only. */
final class ConverseSite implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 90;
    private static final Map<String, String> TYPES = Map.of(
            "js", "text/javascript",
            "html", "text/html",
            "css", "text/css",
            "json", "application/json",
            "wasm", "application/wasm",
            "svg", "image/svg+xml");

    private final HttpServer server;
    private final Path converse;
    private final String settings;
    private final CompletableFuture<String> report = new CompletableFuture<>();

    private ConverseSite(HttpServer server, Path converse, String settings) {
        this.server = server;
        this.converse = converse;
        this.settings = settings;
    }

    /**
     * Opens it.
     *
     * @param converse the unpacked package of Converse.js
     * @param settings what the page is to do, as JSON
     */
    static ConverseSite open(Path converse, String settings) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ConverseSite site = new ConverseSite(server, converse, settings);
        server.createContext("/", site::answer);
        server.start();
        return site;
    }

    URI page() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/converse.html");
    }

    /** What the page told, as JSON; an AssertionError if it tells nothing. */
    String report() throws InterruptedException, ExecutionException {
        try {
            return report.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("the page told nothing", e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/report")) {
            report.complete(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
        } else {
            send(exchange, path);
        }
        exchange.close();
    }

    private void send(HttpExchange exchange, String path) throws IOException {
        byte[] content = content(path);
        if (content.length == 0) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        String type = TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "application/octet-stream");
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content);
    }

    /** What lies there; nothing for what does not. */
    private byte[] content(String path) throws IOException {
        if (path.equals("/settings.json")) {
            return settings.getBytes(StandardCharsets.UTF_8);
        }
        if (path.startsWith("/dist/")) {
            Path file = converse.resolve(path.substring(1)).normalize();
            return file.startsWith(converse) && Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
        }
        try (InputStream in = ConverseSite.class.getResourceAsStream(path.substring(1))) {
            return in == null ? new byte[0] : in.readAllBytes();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
