package im.sidestream.component.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a monitor scrapes from a real process that took and gave a file, and what the documents say of it. */
class MetricsTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern LINK = Pattern.compile("<(put|get) url=['\"]([^'\"]+)['\"]");
    private static final Pattern FAMILY = Pattern.compile("(?:sidestream|jvm|process)_[a-z0-9_]+");
    private static final Pattern ROW =
            Pattern.compile("\\| `([a-z0-9_]+)(?:\\{[a-z, ]+})?` \\| (counter|gauge) \\| .+ \\|");
    private static final Pattern NAME = Pattern.compile("[a-z]+(_[a-z]+)*");

    @TempDir
    private static Path directory;

    private static TinyXmppServer xmpp;
    private static ServerProcess server;
    private static Exposition scraped = new Exposition("");

    @BeforeAll
    static void share() throws Exception {
        xmpp = new TinyXmppServer("secret");
        server = new ServerProcess(directory, xmpp.port(), "");
        server.awaitReady();
        TinyXmppServer.Stream stream = xmpp.awaitComponent();
        Map<String, URI> links = links(stream.requestSlot(5));
        links(stream.requestSlot(7));
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest put = HttpRequest.newBuilder(links.get("put"))
                .PUT(HttpRequest.BodyPublishers.ofString("hello"))
                .build();
        assertThat(http.send(put, BodyHandlers.discarding()).statusCode()).isEqualTo(201);
        HttpRequest get = HttpRequest.newBuilder(links.get("get")).build();
        for (int i = 0; i < 2; i++) {
            assertThat(http.send(get, BodyHandlers.ofString()).body()).isEqualTo("hello");
        }
        // requests are counted when they have ended, which is after the client has its answer
        await().untilAsserted(() -> {
            scraped = new Exposition(server.page("metrics"));
            assertThat(scraped.samples())
                    .containsEntry("sidestream_http_requests_total{method=\"GET\",status=\"200\"}", 2.0);
        });
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        xmpp.close();
    }

    private static Map<String, URI> links(String answer) {
        Map<String, URI> links = new TreeMap<>();
        Matcher link = LINK.matcher(answer);
        while (link.find()) {
            links.put(link.group(1), URI.create(link.group(2).replace("&amp;", "&")));
        }
        assertThat(links).as(answer).containsOnlyKeys("put", "get");
        return links;
    }

    @Test
    void whatWasSharedIsCounted() {
        assertThat(scraped.samples())
                .containsEntry("sidestream_slots_issued_total", 2.0)
                .containsEntry("sidestream_slots_issued_bytes_total", 12.0)
                .containsEntry("sidestream_http_requests_total{method=\"PUT\",status=\"201\"}", 1.0)
                .containsEntry("sidestream_http_received_bytes_total", 5.0)
                .containsEntry("sidestream_http_sent_bytes_total", 10.0)
                .containsEntry("sidestream_store_files", 1.0)
                .containsEntry("sidestream_store_bytes", 5.0)
                .containsEntry("sidestream_store_owners", 1.0)
                .containsEntry("sidestream_slots_open", 1.0)
                .containsEntry("sidestream_slots_open_bytes", 7.0)
                .containsEntry("sidestream_slots_refused_total{reason=\"QUOTA_EXCEEDED\"}", 0.0);
        assertThat(scraped.value("sidestream_store_free_bytes")).isGreaterThan(1 << 20);
    }

    @Test
    void everyQueuePoolAndCacheTells() {
        assertThat(scraped.value("sidestream_catalog_changes_total")).isGreaterThanOrEqualTo(3);
        assertThat(scraped.value("sidestream_catalog_commits_total")).isBetween(3.0, 1000.0);
        assertThat(scraped.samples())
                .containsEntry("sidestream_catalog_connections{state=\"idle\"}", 4.0)
                .containsEntry("sidestream_catalog_connections{state=\"active\"}", 0.0)
                .containsEntry("sidestream_catalog_waiting_changes", 0.0)
                .containsEntry("sidestream_body_cache_bytes", bodies())
                .containsEntry("sidestream_row_cache_rows", 1.0)
                .containsEntry(
                        "sidestream_row_cache_misses_total", 2 - scraped.value("sidestream_row_cache_hits_total"))
                .containsEntry("sidestream_digest_free_buffers", 32.0)
                .containsEntry("sidestream_claims_held", 0.0)
                .containsEntry("sidestream_uploads_running", 0.0)
                .containsEntry("sidestream_downloads_running", 0.0);
        assertThat(scraped.value("sidestream_body_cache_hits_total")
                        + scraped.value("sidestream_body_cache_misses_total"))
                .isPositive();
        assertThat(scraped.value("sidestream_http_threads")).isBetween(1.0, 24.0);
        for (String pool : List.of("disk", "catalog-answers", "digest", "steps", "admin-steps")) {
            assertThat(scraped.samples()).containsEntry("sidestream_pool_queued_tasks{pool=\"" + pool + "\"}", 0.0);
        }
    }

    private static double bodies() {
        double held = scraped.value("sidestream_body_cache_bytes");
        assertThat(held).isBetween(5.0, 9.0 * (1 << 20));
        return held;
    }

    @Test
    void theStreamTells() {
        assertThat(scraped.samples())
                .containsEntry("sidestream_stream_connected{domain=\"upload.xmpp.test\"}", 1.0)
                .containsEntry("sidestream_stream_state{domain=\"upload.xmpp.test\",state=\"connected\"}", 1.0)
                .containsEntry("sidestream_stream_state{domain=\"upload.xmpp.test\",state=\"connecting\"}", 0.0)
                .containsEntry("sidestream_stream_connects_total{domain=\"upload.xmpp.test\"}", 1.0)
                .containsEntry("sidestream_stanzas_received_total{domain=\"upload.xmpp.test\"}", 2.0)
                .containsEntry("sidestream_stanzas_refused_total{domain=\"upload.xmpp.test\"}", 0.0)
                .containsEntry("sidestream_stanza_requests_open{domain=\"upload.xmpp.test\"}", 0.0)
                .containsEntry("sidestream_ready", 1.0);
    }

    /** Prometheus, "Metric and label naming": what is counted ends in _total, and nothing else does. */
    @Test
    void namesFollowTheConventions() {
        scraped.types().forEach((name, type) -> {
            assertThat(name).matches(NAME).doesNotContain("millis").doesNotContain("percent");
            assertThat(name.endsWith("_total")).as(name).isEqualTo(type.equals("counter"));
        });
    }

    @Test
    void theDocumentNamesEveryFamilyAndNoOther() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        for (String line : Files.readAllLines(DOCS.resolve("metrics.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                documented.put(row.group(1), row.group(2));
            }
        }

        assertThat(documented).isEqualTo(scraped.types());
    }

    @Test
    void theDashboardAsksForNothingElse() throws IOException {
        String dashboard = Files.readString(DOCS.resolve("grafana-dashboard.json"));
        Set<String> asked = new TreeSet<>();
        Matcher expression =
                Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\"").matcher(dashboard);
        while (expression.find()) {
            Matcher family = FAMILY.matcher(expression.group(1));
            while (family.find()) {
                asked.add(family.group());
            }
        }

        assertThat(asked).hasSizeGreaterThan(20);
        assertThat(scraped.types().keySet()).containsAll(asked);
    }
}
