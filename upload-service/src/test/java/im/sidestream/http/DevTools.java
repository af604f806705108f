package im.sidestream.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** A real Chromium with one page open, driven by its DevTools protocol: keys that are pressed, and what it makes of a page. */
final class DevTools implements Closeable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ConfigParseOptions JSON = ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON);

    private final Path profile;
    private final Process chromium;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<Integer, CompletableFuture<Config>> waiting = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicInteger loaded = new AtomicInteger();
    private final WebSocket socket;

    /** Starts one that keeps its profile and its log in {@code directory}. */
    DevTools(Path directory) throws IOException, InterruptedException {
        profile = Files.createDirectory(directory.resolve("browser"));
        chromium = Browser.start(
                profile,
                "--force-renderer-accessibility",
                "--remote-debugging-port=0",
                "--remote-allow-origins=*",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
                "about:blank");
        boolean opened = false;
        try {
            socket = client.newWebSocketBuilder()
                    .buildAsync(page(), new Messages())
                    .join();
            opened = true;
        } finally {
            if (!opened) {
                close();
            }
        }
        call("Page.enable", Map.of());
    }

    private URI page() throws IOException, InterruptedException {
        Path port = profile.resolve("DevToolsActivePort");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> Files.exists(port) && !Files.readAllLines(port).isEmpty());
        URI list = URI.create("http://127.0.0.1:" + Files.readAllLines(port).get(0) + "/json/list");
        String pages = client.send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        return ConfigFactory.parseString("{\"pages\":" + pages + "}", JSON).getConfigList("pages").stream()
                .filter(one -> one.getString("type").equals("page"))
                .map(one -> URI.create(one.getString("webSocketDebuggerUrl")))
                .findFirst()
                .orElseThrow();
    }

    /** Calls a method of the protocol and returns its result. */
    Config call(String method, Map<String, ?> parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<Config> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        String text = ConfigValueFactory.fromMap(Map.of("id", id, "method", method, "params", parameters))
                .render(ConfigRenderOptions.concise());
        socket.sendText(text, true).join();
        Config said = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        if (said.hasPath("error")) {
            throw new IllegalStateException(method + ": " + said.getConfig("error"));
        }
        return said.getConfig("result");
    }

    /** Opens a page and waits until it is there. */
    void open(String url) {
        load(() -> call("Page.navigate", Map.of("url", url)));
    }

    /** Does what leads to another page and waits until that is there. */
    void load(Runnable action) {
        int before = loaded.get();
        action.run();
        Awaitility.await().atMost(PATIENCE).until(() -> loaded.get() > before);
    }

    void tab() {
        press(Map.of("key", "Tab", "code", "Tab", "windowsVirtualKeyCode", 9), "rawKeyDown");
    }

    void enter() {
        press(Map.of("key", "Enter", "code", "Enter", "windowsVirtualKeyCode", 13, "text", "\r"), "keyDown");
    }

    private void press(Map<String, Object> key, String down) {
        Map<String, Object> event = new java.util.HashMap<>(key);
        event.put("type", down);
        call("Input.dispatchKeyEvent", event);
        event.put("type", "keyUp");
        event.remove("text");
        call("Input.dispatchKeyEvent", event);
    }

    /** Returns what an expression is in the page, as text. */
    String evaluate(String expression) {
        Config result = call("Runtime.evaluate", Map.of("expression", "String(" + expression + ")"));
        if (result.hasPath("exceptionDetails")) {
            throw new IllegalStateException(result.toString());
        }
        return result.getString("result.value");
    }

    /** Returns the page as assistive technology is told of it, without what it is not told. */
    List<Node> tree() {
        return call("Accessibility.getFullAXTree", Map.of()).getConfigList("nodes").stream()
                .filter(node -> !node.getBoolean("ignored"))
                .map(Node::of)
                .toList();
    }

    /** What assistive technology is told of an element. */
    record Node(String role, String name, String description, Map<String, String> properties) {
        private static Node of(Config node) {
            Map<String, String> properties = new ConcurrentHashMap<>();
            if (node.hasPath("properties")) {
                node.getConfigList("properties").stream()
                        .filter(one -> one.hasPath("value.value"))
                        .forEach(one -> properties.put(
                                one.getString("name"),
                                one.getValue("value.value").unwrapped().toString()));
            }
            return new Node(text(node, "role"), text(node, "name"), text(node, "description"), properties);
        }

        private static String text(Config node, String key) {
            return node.hasPath(key + ".value") ? node.getString(key + ".value") : "";
        }
    }

    @Override
    public void close() {
        Browser.end(chromium);
    }

    /** Puts the parts of a message together and hands it on. */
    private final class Messages implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                take(ConfigFactory.parseString(text.toString(), JSON));
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void take(Config message) {
            CompletableFuture<Config> answer = message.hasPath("id") ? waiting.remove(message.getInt("id")) : null;
            if (answer != null) {
                answer.complete(message);
            } else if (message.hasPath("method") && message.getString("method").equals("Page.loadEventFired")) {
                loaded.incrementAndGet();
            }
        }
    }
}
