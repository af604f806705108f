package im.sidestream.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import java.io.Closeable;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** A page of a real {@link Chromium}, driven by its DevTools protocol: keys that are pressed, and what is made of a page. */
final class DevTools implements Closeable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ConfigParseOptions JSON = ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON);

    private final Map<Integer, CompletableFuture<Config>> waiting = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicInteger loaded = new AtomicInteger();
    private final WebSocket socket;
    private final Runnable end;

    /** Takes hold of the page, or of all of the browser, behind that socket; {@code end} is what closing it does first. */
    DevTools(HttpClient client, URI target, Runnable end) {
        this.end = end;
        socket = client.newWebSocketBuilder().buildAsync(target, new Messages()).join();
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

    /** Closes the page. */
    @Override
    public void close() {
        end.run();
        socket.abort();
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
