package im.sidestream.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A real Chromium that opens pages of a site of its own, and what these pages report. */
final class Browser implements Closeable {
    private static final int PATIENCE_SECONDS = 60;

    private final HttpServer site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();
    private final Path profile;

    /** Keeps its profile and its log in {@code directory}. */
    Browser(Path directory) throws IOException {
        profile = Files.createDirectory(directory.resolve("browser"));
        site.createContext("/", this::answer);
        site.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/report")) {
                reports.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(204, -1);
                return;
            }
            byte[] page = path.equals("/control")
                    ? script("control").getBytes(StandardCharsets.UTF_8)
                    : resource(path.substring(1));
            exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(page.length == 0 ? 404 : 200, page.length == 0 ? -1 : page.length);
            exchange.getResponseBody().write(page);
        }
    }

    private static byte[] resource(String name) throws IOException {
        if (!name.endsWith(".html")) {
            return new byte[0];
        }
        try (InputStream in = Objects.requireNonNull(Browser.class.getResourceAsStream(name))) {
            return in.readAllBytes();
        }
    }

    /** A script that tells whoever opened or embeds it that it runs. */
    static String script(String name) {
        return "<script>(window.opener || window.parent).postMessage('" + name + "', '*')</script>";
    }

    /** Opens a page of the resources with that fragment and returns what it reports first. */
    String open(String page, String fragment) throws Exception {
        String url = "http://localhost:" + site.getAddress().getPort() + "/" + page + "#" + fragment;
        Process chromium = start(
                profile,
                "--disable-popup-blocking",
                "--autoplay-policy=no-user-gesture-required",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
                url);
        try {
            String report = reports.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return report == null ? "nothing: " + Files.readString(profile.resolve("log")) : report;
        } finally {
            end(chromium);
        }
    }

    /** Starts a Chromium that keeps all it writes in {@code profile}, where its log is as well. */
    static Process start(Path profile, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "chromium",
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--user-data-dir=" + profile));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("log").toFile());
        builder.environment().put("TMPDIR", profile.toString());
        return builder.start();
    }

    /** With all its helpers: one that stays would write into the profile while it is removed. */
    static void end(Process chromium) {
        List<ProcessHandle> all = chromium.descendants().toList();
        chromium.destroy();
        try {
            chromium.onExit().get(10, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            chromium.destroyForcibly().onExit().join();
        } catch (InterruptedException e) {
            chromium.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        for (ProcessHandle helper : all) {
            helper.destroyForcibly();
            helper.onExit().join();
        }
    }

    @Override
    public void close() {
        site.stop(0);
    }
}
