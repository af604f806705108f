package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.config.ConfigLoader;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Offer;
import im.sidestream.delivery.Order;
import im.sidestream.slot.FileName;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Slot;
import im.sidestream.slot.SlotRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** protocol.md §4(b) without XMPP: from a sender's order over receivers' pages and links to the report, on the wired service. */
final class DeliveryJourneyTest {
    private static final Owner ALICE = new Owner("upload.example.org", "alice@example.org");
    private static final String CONTENT = "0123456789";
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private UploadService service;
    private Slot slot;
    private Delivery delivery;

    @BeforeEach
    void start() throws Exception {
        Path file = directory.resolve("sidestream.conf");
        Files.writeString(file, """
                xmpp { domain = upload.example.org, secret = s }
                storage.directory = files
                warm-up = false
                http { listen = "127.0.0.1:0", admin-listen = "127.0.0.1:0" }
                """);
        service = UploadService.start(
                new ConfigLoader(Map.of(), directory).load(file), Clock.systemUTC(), new SecureRandom());
        slot = service.domain()
                .issuer()
                .issue(new SlotRequest(
                        ALICE.service(),
                        ALICE.jid(),
                        new FileName("minutes.txt"),
                        CONTENT.length(),
                        null,
                        Purpose.MESSAGE,
                        null))
                .get();
        assertThat(send(HttpRequest.newBuilder(here(slot.put())).PUT(BodyPublishers.ofString(CONTENT)))
                        .statusCode())
                .isEqualTo(201);
        Order order = new Order(
                ALICE,
                slot.id(),
                List.of("bob@example.org", "carol@example.org", "dave@example.org"),
                "Please read",
                null,
                true,
                "en");
        delivery = service.domain().distributor().start(order).get().delivery();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void halfAFileIsNoDownloadAndBothHalvesAreOne() throws Exception {
        assertThat(decide("bob", "accept")).isEqualTo(303);
        URI link = link("bob");
        assertThat(part(link, "bytes=5-9").body()).isEqualTo("56789");
        assertThat(send(HttpRequest.newBuilder(link).method("HEAD", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(part(link, "bytes=6-9").statusCode()).isEqualTo(206);
        assertThat(offer("bob").state()).isEqualTo(DeliveryState.ACCEPTED);

        assertThat(part(link, "bytes=0-4").body()).isEqualTo("01234");
        await().atMost(SOON).until(() -> offer("bob").state() == DeliveryState.DOWNLOADED);
        assertThat(page("bob").body()).contains("You have the file");
        assertThat(report().body())
                .contains("downloaded: 1", "not answered: 2", "<bdi>bob@example.org</bdi>")
                .doesNotContain("Withdraw from bob@example.org");
    }

    @Test
    void aYesThatIsTakenBackClosesItsLink() throws Exception {
        assertThat(decide("carol", "accept")).isEqualTo(303);
        URI link = link("carol");
        assertThat(send(HttpRequest.newBuilder(link).method("HEAD", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(decide("carol", "decline")).isEqualTo(303);
        assertThat(offer("carol").state()).isEqualTo(DeliveryState.DECLINED);
        assertThat(send(HttpRequest.newBuilder(link)).statusCode()).isEqualTo(410);
        assertThat(page("carol").body()).contains("You said no");
    }

    @Test
    void whatASenderTakesBackIsGoneForThatReceiver() throws Exception {
        assertThat(decide("bob", "accept")).isEqualTo(303);
        assertThat(decide("dave", "accept")).isEqualTo(303);
        URI bobs = link("bob");
        URI daves = link("dave");
        assertThat(post("/r/" + delivery.id(), "receiver=dave%40example.org")).isEqualTo(303);

        assertThat(send(HttpRequest.newBuilder(daves)).statusCode()).isEqualTo(410);
        assertThat(page("dave").statusCode()).isEqualTo(410);
        assertThat(send(HttpRequest.newBuilder(bobs)).body()).isEqualTo(CONTENT);
        await().atMost(SOON).until(() -> offer("bob").state() == DeliveryState.DOWNLOADED);

        assertThat(post("/r/" + delivery.id(), "all=yes")).isEqualTo(303);
        assertThat(page("carol").statusCode()).isEqualTo(410);
        assertThat(offer("bob").state()).isEqualTo(DeliveryState.DOWNLOADED);
    }

    @Test
    void aBlockIsRememberedAndNobodyLearnsTheFile() throws Exception {
        assertThat(decide("bob", "block")).isEqualTo(303);
        assertThat(offer("bob").state()).isEqualTo(DeliveryState.DECLINED);
        assertThat(service.consents()
                        .of(new Owner(ALICE.service(), "bob@example.org"))
                        .get())
                .containsKey(ALICE.jid());
        assertThat(page("bob").body()).doesNotContain("/p/", "/f/");
    }

    private Offer offer(String receiver) throws Exception {
        return service.deliveries().offers(delivery.id(), null, 10).get().items().stream()
                .filter(offer -> offer.receiver().equals(receiver + "@example.org"))
                .findFirst()
                .orElseThrow();
    }

    private HttpResponse<String> page(String receiver) throws Exception {
        return send(HttpRequest.newBuilder(here("/o/" + offer(receiver).id())));
    }

    private HttpResponse<String> report() throws Exception {
        return send(HttpRequest.newBuilder(here("/r/" + delivery.id())));
    }

    private URI link(String receiver) throws Exception {
        Matcher link = Pattern.compile("href=\"\\.\\.(/p/[^\"]+)\"")
                .matcher(page(receiver).body());
        assertThat(link.find()).isTrue();
        return here(link.group(1));
    }

    private HttpResponse<String> part(URI link, String range) throws Exception {
        return send(HttpRequest.newBuilder(link).header("Range", range));
    }

    private int decide(String receiver, String decision) throws Exception {
        return post("/o/" + offer(receiver).id(), "decision=" + decision);
    }

    /** Opens a page and sends its form off, as a browser does. */
    private int post(String path, String fields) throws Exception {
        HttpResponse<String> page = send(HttpRequest.newBuilder(here(path)));
        Matcher token = Pattern.compile("name=\"token\" value=\"([^\"]+)\"").matcher(page.body());
        assertThat(token.find()).isTrue();
        String cookie = page.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
        return send(HttpRequest.newBuilder(here(path))
                        .header("Cookie", cookie)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("token=" + token.group(1) + "&" + fields)))
                .statusCode();
    }

    /** The public URL has no port that could be known before the start. */
    private URI here(URI link) {
        return here(link.getRawPath() + (link.getRawQuery() == null ? "" : "?" + link.getRawQuery()));
    }

    private URI here(String path) {
        return URI.create("http://127.0.0.1:" + service.port() + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
