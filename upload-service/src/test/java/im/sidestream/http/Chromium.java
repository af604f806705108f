package im.sidestream.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A real Chromium that opens pages to be driven; they share its profile, and nothing that is set in one of them. */
final class Chromium implements Closeable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path profile;
    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();

    /** Starts one that keeps its profile and its log in {@code directory}. */
    Chromium(Path directory) throws IOException {
        profile = Files.createDirectory(directory.resolve("browser"));
        process = Browser.start(
                profile,
                "--force-renderer-accessibility",
                "--remote-debugging-port=0",
                "--remote-allow-origins=*",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
                "about:blank");
    }

    /** Opens a page in a context of its own: closing it ends its connections, too. */
    DevTools page() throws IOException {
        DevTools browser = new DevTools(client, browser(), () -> {});
        String context = browser.call("Target.createBrowserContext", Map.of()).getString("browserContextId");
        String target = browser.call("Target.createTarget", Map.of("url", "about:blank", "browserContextId", context))
                .getString("targetId");
        DevTools page = new DevTools(client, browser().resolve("/devtools/page/" + target), () -> {
            browser.call("Target.disposeBrowserContext", Map.of("browserContextId", context));
            browser.close();
        });
        page.call("Page.enable", Map.of());
        return page;
    }

    /** Where it is spoken to: it writes its port and a path. */
    private URI browser() throws IOException {
        Path file = profile.resolve("DevToolsActivePort");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> Files.exists(file) && Files.readAllLines(file).size() == 2);
        List<String> lines = Files.readAllLines(file);
        return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
    }

    @Override
    public void close() {
        Browser.end(process);
    }
}
