package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.OfferId;
import im.sidestream.http.RawHttp.Reply;
import im.sidestream.slot.LinkId;
import im.sidestream.slot.Slot;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** protocol.md §4(b), 5 and 6: an offer is decided on its page by a form that was sent off there, and by nothing else. */
final class PageTest {
    private static final String BOB = "bob@south.example";
    private static final byte[] CONTENT = UploadTest.random(5_000);

    @TempDir
    Path directory;

    private RunningService service;
    private Delivery delivery;
    private OfferId offer;

    @BeforeEach
    void start() throws IOException {
        service = new RunningService(directory);
        Slot slot = service.slot("minutes.txt", CONTENT.length, "text/plain");
        try (RawHttp client = new RawHttp(service.port())) {
            client.put(slot.put(), CONTENT.length).send(CONTENT).reply();
        }
        delivery = service.deliveries.add(
                slot.id(), new Delivery.Content("minutes.txt", CONTENT.length, "text/plain"), "Please read.\nThanks");
        offer = service.deliveries.invite(delivery, BOB);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void anOfferSaysWhoSendsWhatUntilWhen() throws Exception {
        Reply reply = request("GET", page());
        String text = body(reply);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(text)
                .contains(
                        "<bdi>alice@example.org</bdi>", "<bdi>minutes.txt</bdi>", "<bdi>text/plain</bdi>", "5\u00A0kB")
                .contains("Please read.\nThanks", "UTC</time>", "<html lang=\"en\">", "<title>File offer: minutes.txt")
                .contains("value=\"accept\"", "value=\"decline\"", "value=\"block\"");
        assertThat(text).as("where the file is").doesNotContain("/f/", "/p/", delivery.file() + "");
    }

    /** Nothing loads, runs, frames or remembers it, and nobody is told where its reader came from. */
    @Test
    void everyPageIsShutOff() throws Exception {
        for (Reply reply : List.of(
                request("GET", page()),
                request("HEAD", page()),
                request("GET", report()),
                request("GET", "/o/" + "A".repeat(27)),
                decide("accept", "wrong token", "sidestream-form=" + "A".repeat(22)))) {
            assertThat(reply.header("Content-Security-Policy"))
                    .matches("default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; form-action 'self';"
                            + " base-uri 'none'; frame-ancestors 'none'");
            assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
            assertThat(reply.header("X-Robots-Tag")).startsWith("noindex");
            assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(reply.header("Access-Control-Allow-Origin")).isEmpty();
            assertThat(body(reply)).doesNotContain("<script", "http://", "https://", " style=", " onclick");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"de", "de-AT, en;q=0.5", "fr, de;q=0.8, en;q=0.7"})
    void itSpeaksTheBrowsersLanguage(String accepted) throws Exception {
        Reply reply = request("GET", page(), "Accept-Language: " + accepted);
        assertThat(reply.header("Content-Language")).isEqualTo("de");
        assertThat(reply.header("Vary")).contains("Accept-Language");
        assertThat(body(reply)).contains("<html lang=\"de\">", "Ja, Datei annehmen", "Größe");
        assertThat(body(request("GET", report(), "Accept-Language: " + accepted)))
                .contains("Was aus Ihrer Datei wurde");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fr", "*", "en-GB, de;q=0.9", ";;;q=,"})
    void itElseSpeaksEnglish(String accepted) throws Exception {
        assertThat(body(request("GET", page(), "Accept-Language: " + accepted))).contains("<html lang=\"en\">");
    }

    /** Crawlers and previews fetch what they see in a chat: with GET or HEAD, under any name, as often as they like. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Twitterbot/1.0",
                "facebookexternalhit/1.1",
                "Mozilla/5.0 (compatible; Googlebot/2.1)",
                "Slackbot-LinkExpanding 1.0",
                "WhatsApp/2.23",
                "Conversations/2.12",
                "curl/8.0"
            })
    void lookingChangesNothing(String agent) throws Exception {
        for (String method : List.of("GET", "HEAD", "OPTIONS")) {
            for (String query : List.of("", "?decision=accept", "?decision=accept&token=x")) {
                request(method, page() + query, "User-Agent: " + agent);
                request(method, report() + query.replace("decision=accept", "all=yes"), "User-Agent: " + agent);
            }
        }
        assertThat(service.deliveries.changes).isZero();
        assertThat(state()).isEqualTo(DeliveryState.PENDING);
    }

    @Test
    void aYesIsADecisionAndALink() throws Exception {
        Visit visit = visit(page());
        Reply reply = visit.send("decision=accept");
        assertThat(reply.status()).isEqualTo(303);
        assertThat(reply.header("Location")).isEqualTo(offer.value());
        assertThat(state()).isEqualTo(DeliveryState.ACCEPTED);

        String text = body(request("GET", page()));
        LinkId link = Objects.requireNonNull(service.deliveries.offer(offer).link());
        assertThat(text)
                .contains("You said yes", "href=\"../p/" + link + "/minutes.txt\"", "Take my yes back")
                .doesNotContain("value=\"accept\"");
        assertThat(request("GET", "/p/" + link + "/minutes.txt").body()).isEqualTo(CONTENT);
    }

    @Test
    void aYesCanBeTakenBackUntilTheFileGoes() throws Exception {
        visit(page()).send("decision=accept");
        assertThat(visit(page()).send("decision=decline").status()).isEqualTo(303);
        assertThat(state()).isEqualTo(DeliveryState.DECLINED);
        assertThat(body(request("GET", page()))).contains("You said no").doesNotContain("<form", "/p/");

        OfferId other = service.deliveries.invite(delivery, "carol@south.example");
        visit("/o/" + other).send("decision=accept");
        Visit late = visit("/o/" + other);
        service.deliveries.become(other, DeliveryState.SENT);
        assertThat(body(request("GET", "/o/" + other))).contains("/p/").doesNotContain("<form");
        assertThat(late.send("decision=decline").status()).isEqualTo(409);
        assertThat(service.deliveries.offer(other).state()).isEqualTo(DeliveryState.SENT);
    }

    @Test
    void theFirstDecisionHolds() throws Exception {
        Visit first = visit(page());
        Visit second = visit(page());
        assertThat(first.send("decision=decline").status()).isEqualTo(303);
        assertThat(second.send("decision=accept").status()).isEqualTo(409);
        assertThat(state()).isEqualTo(DeliveryState.DECLINED);
        assertThat(second.send("decision=decline").status())
                .as("the same again")
                .isEqualTo(303);
    }

    @ParameterizedTest
    @EnumSource(
            value = DeliveryState.class,
            names = {"NO_ANSWER", "UNREACHABLE", "EXPIRED", "WITHDRAWN", "FAILED"})
    void whatIsOverIsGone(DeliveryState state) throws Exception {
        service.deliveries.become(offer, state);
        Reply reply = request("GET", page());
        assertThat(reply.status()).isEqualTo(410);
        assertThat(body(reply)).contains("<h1>This is over</h1>").doesNotContain("alice", "minutes", "<form");
    }

    @Test
    void silenceIsNoOnceTheTimeIsOver() throws Exception {
        Visit visit = visit(page());
        service.clock.advance(Duration.ofHours(24));
        assertThat(request("GET", page()).status()).isEqualTo(410);
        assertThat(visit.send("decision=accept").status()).isEqualTo(409);
        assertThat(state()).isEqualTo(DeliveryState.PENDING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/o/AAAAAAAAAAAAAAAAAAAAAAAAAAA", "/r/AAAAAAAAAAAAAAAAAAAAAAAAAAA", "/o/x", "/o/", "/r"})
    void whatNeverWasIsNotFound(String path) throws Exception {
        assertThat(request("GET", path).status()).isEqualTo(404);
    }

    @Test
    void theIdOfOneThingIsNoOther() throws Exception {
        assertThat(request("GET", "/r/" + offer).status()).isEqualTo(404);
        assertThat(request("GET", "/o/" + delivery.id()).status()).isEqualTo(404);
        assertThat(request("GET", page() + "/more").status()).isEqualTo(404);
    }

    @Test
    void aForgedFormDecidesNothing() throws Exception {
        Visit visit = visit(page());
        OfferId other = service.deliveries.invite(delivery, "carol@south.example");
        Visit elsewhere = visit("/o/" + other);
        String[] parts = visit.token.split("\\.", -1);
        String later = parts[0] + "." + Long.toString(Long.parseLong(parts[1], 36) + 1, 36) + "." + parts[2];
        for (Reply reply : List.of(
                visit.with("").send("decision=accept"),
                visit.with("x").send("decision=accept"),
                visit.with("...").send("decision=accept"),
                visit.with(later).send("decision=accept"),
                visit.with(visit.token + "x").send("decision=accept"),
                visit.with(elsewhere.token).send("decision=accept"),
                visit.with(service.deleteToken(Objects.requireNonNull(delivery.file())))
                        .send("decision=accept"),
                new Visit(page(), visit.token, null).send("decision=accept"),
                new Visit(page(), visit.token, "sidestream-form=" + "A".repeat(22)).send("decision=accept"),
                new Visit(page(), visit.token, elsewhere.cookie).send("decision=accept"))) {
            assertThat(reply.status()).isEqualTo(403);
            assertThat(body(reply)).contains("Nothing has changed");
        }
        assertThat(service.deliveries.changes).isZero();
        assertThat(visit.send("decision=accept").status()).as("control").isEqualTo(303);
    }

    /** A form of ours that another site sends off: browsers say so, and send no cookie. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: https://evil.example",
                "Origin: https://files.example.org.evil.example",
                "Origin: http://files.example.org",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: none"
            })
    void aFormOfAnotherSiteDecidesNothing(String header) throws Exception {
        Visit visit = visit(page());
        assertThat(visit.send("decision=accept", header).status()).isEqualTo(403);
        assertThat(visit(report()).send("all=yes", header).status()).isEqualTo(403);
        assertThat(service.deliveries.changes).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: https://files.example.org",
                "Origin: null\r\nSec-Fetch-Site: same-origin",
                "Sec-Fetch-Site: same-origin"
            })
    void aFormOfOurOwnDecides(String header) throws Exception {
        assertThat(visit(page()).send("decision=accept", header).status()).isEqualTo(303);
    }

    @Test
    void aFormIsGoodForADay() throws Exception {
        Visit visit = visit(report());
        service.clock.advance(Duration.ofHours(24).plusSeconds(1));
        assertThat(visit.send("all=yes").status()).isEqualTo(403);
        assertThat(service.deliveries.changes).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "decision=", "decision=ACCEPT", "decision=yes", "all=yes", "%zz=%zz"})
    void whatIsNoAnswerDecidesNothing(String fields) throws Exception {
        assertThat(visit(page()).send(fields).status()).isIn(400, 403);
        assertThat(service.deliveries.changes).isZero();
    }

    @Test
    void aFormIsShort() throws Exception {
        Visit visit = visit(page());
        assertThat(visit.send("decision=accept&x=" + "x".repeat(5_000)).status())
                .isEqualTo(413);
        try (RawHttp client = new RawHttp(service.port())) {
            String chunk = Integer.toHexString(5_000) + "\r\n" + "x".repeat(5_000) + "\r\n0\r\n\r\n";
            Reply reply = client.request(
                            "POST",
                            page(),
                            "Content-Type: application/x-www-form-urlencoded",
                            "Transfer-Encoding: chunked")
                    .send(chunk)
                    .reply();
            assertThat(reply.status()).isEqualTo(413);
        }
        try (RawHttp client = new RawHttp(service.port())) {
            assertThat(client.request("POST", page(), "Content-Type: text/plain", "Content-Length: 1")
                            .send("x")
                            .reply()
                            .status())
                    .isEqualTo(415);
        }
        assertThat(service.deliveries.changes).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH"})
    void otherMethodsAreRefused(String method) throws Exception {
        Reply reply = request(method, page());
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow")).isEqualTo("GET, HEAD, POST, OPTIONS");
    }

    /** The cookie says nothing but who gets the form, and no script and no other site has it. */
    @Test
    void theCookieBelongsToThePage() throws Exception {
        Reply reply = request("GET", page());
        assertThat(reply.header("Set-Cookie"))
                .matches("sidestream-form=[A-Za-z0-9_-]{22}; Path=/; HttpOnly; SameSite=Strict; Secure");
        String cookie = reply.header("Set-Cookie").replaceFirst(";.*", "");
        assertThat(request("GET", page(), "Cookie: " + cookie).header("Set-Cookie"))
                .as("a second page leaves the first one's form good")
                .isEmpty();
        assertThat(request("GET", page(), "Cookie: sidestream-form=\r\nCookie: sidestream-form=.form.x")
                        .header("Set-Cookie"))
                .isNotEmpty();
    }

    /** On the same host others may set what they like. */
    @ParameterizedTest
    @ValueSource(strings = {"a=\"b; c", "=;;=; \u00ff", "sidestream-form=x", "a=b, c=d"})
    void cookiesOfOthersDoNoHarm(String others) throws Exception {
        Visit visit = visit(page());
        assertThat(request("GET", page(), "Cookie: " + others).status()).isEqualTo(200);
        Visit among = new Visit(page(), visit.token, others + "; " + visit.cookie);
        assertThat(among.send("decision=accept").status()).isEqualTo(303);
    }

    /** What senders write is shown, and is neither markup nor a header, nor does it turn the text around it. */
    @Test
    void whatSendersWriteIsTextAlone() throws Exception {
        String[] hostile = {
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "' onmouseover='alert(1)",
            "</bdi></title></style><style>*{display:none}",
            "{{token}}{{style}}",
            "a\r\nSet-Cookie: x=y\r\n\r\n<html>",
            "photo\u202Egpj.exe",
            "\u2066\u2067x\u200F\u061C",
            "\u0000\u0007\u001b[31m"
        };
        for (String text : hostile) {
            Delivery bad = service.deliveries.add(
                    Objects.requireNonNull(delivery.file()), new Delivery.Content(text, 1, text), text);
            OfferId id = service.deliveries.invite(bad, "x" + text + "@south.example");
            for (String path : List.of("/o/" + id, "/r/" + bad.id())) {
                Reply reply = request("GET", path);
                String page = body(reply);
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.header("Set-Cookie")).doesNotContain("x=y");
                assertThat(page)
                        .as(path + " " + text)
                        .doesNotContain("<script", "<img", "onerror=alert(1)>", "' onmouseover", "</bdi></title>")
                        .doesNotContain("\u202E", "\u2066", "\u2067", "\u200F", "\u061C", "\u0000", "\u0007", "\u001b");
                assertThat(elements(page)).as(path + " " + text).isEqualTo(elements(body(request("GET", plain(path)))));
            }
        }
    }

    /** The same page about nothing hostile. */
    private String plain(String path) {
        return path.startsWith("/o/") ? page() : report();
    }

    private static List<String> elements(String page) {
        List<String> names = new ArrayList<>();
        Matcher tags = Pattern.compile("<[a-z0-9/!]+").matcher(page);
        while (tags.find()) {
            names.add(tags.group());
        }
        return names;
    }

    @Test
    void aReportShowsEveryReceiverInPages() throws Exception {
        for (int i = 0; i < 450; i++) {
            service.deliveries.invite(delivery, "r" + i + "@south.example");
        }
        service.deliveries.become(offer, DeliveryState.DOWNLOADED);
        List<String> seen = new ArrayList<>();
        String path = report();
        int pages = 0;
        while (path != null) {
            String text = body(request("GET", path));
            assertThat(text).contains("minutes.txt", "not answered: 450", "downloaded: 1");
            Matcher rows = Pattern.compile("<tr role=\"row\"><td role=\"cell\"><bdi>([^<]*)</bdi>")
                    .matcher(text);
            while (rows.find()) {
                seen.add(rows.group(1));
            }
            Matcher next =
                    Pattern.compile("rel=\"next\" href=\"(\\?after=[^\"]*)\"").matcher(text);
            path = next.find() ? report() + next.group(1) : null;
            pages++;
        }
        assertThat(pages).isEqualTo(3);
        assertThat(seen).hasSize(451).doesNotHaveDuplicates().startsWith(BOB, "r0@south.example");
    }

    @Test
    void aSenderTakesBackOneOrAll() throws Exception {
        OfferId second = service.deliveries.invite(delivery, "carol@south.example");
        OfferId third = service.deliveries.invite(delivery, "dave@south.example");
        service.deliveries.become(third, DeliveryState.DOWNLOADED);

        Reply one = visit(report()).send("receiver=carol%40south.example");
        assertThat(one.status()).isEqualTo(303);
        assertThat(one.header("Location")).isEqualTo(delivery.id().value());
        assertThat(service.deliveries.offer(second).state()).isEqualTo(DeliveryState.WITHDRAWN);
        assertThat(state()).isEqualTo(DeliveryState.PENDING);

        assertThat(visit(report()).send("all=yes").status()).isEqualTo(303);
        assertThat(state()).isEqualTo(DeliveryState.WITHDRAWN);
        assertThat(service.deliveries.offer(third).state()).isEqualTo(DeliveryState.DOWNLOADED);
        assertThat(body(request("GET", report()))).doesNotContain("<button");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "all=no", "all=yes&receiver=bob%40south.example", "decision=accept"})
    void aSenderSaysWhatIsTakenBack(String fields) throws Exception {
        assertThat(visit(report()).send(fields).status()).isEqualTo(400);
        assertThat(service.deliveries.changes).isZero();
    }

    /** Whoever reads the log must not be able to decide for others. */
    @Test
    void noIdOfAPageIsLogged() throws Exception {
        visit(page()).send("decision=accept");
        request("GET", report());
        request("GET", "/p/" + "A".repeat(27));
        await().until(() -> service.outcomes.size() >= 4);
        assertThat(service.outcomes.stream().skip(1).map(Outcome::slotId).toList())
                .containsOnlyNulls();
    }

    private String page() {
        return "/o/" + offer;
    }

    private String report() {
        return "/r/" + delivery.id();
    }

    private DeliveryState state() {
        return service.deliveries.offer(offer).state();
    }

    private static String body(Reply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    private Reply decide(String decision, String token, String cookie) throws IOException {
        return new Visit(page(), token, cookie).send("decision=" + decision);
    }

    private Visit visit(String path) throws IOException {
        Reply reply = request("GET", path);
        Matcher token = Pattern.compile("name=\"token\" value=\"([^\"]+)\"").matcher(body(reply));
        String found = token.find() ? token.group(1) : "none";
        return new Visit(path, found, reply.header("Set-Cookie").replaceFirst(";.*", ""));
    }

    /** A page that was opened, with what its browser keeps of it. */
    private final class Visit {
        private final String path;
        private final String token;
        private final @Nullable String cookie;

        Visit(String path, String token, @Nullable String cookie) {
            this.path = path;
            this.token = token;
            this.cookie = cookie;
        }

        Visit with(String other) {
            return new Visit(path, other, cookie);
        }

        Reply send(String fields, String... headers) throws IOException {
            String form = "token=" + URLEncoder.encode(token, StandardCharsets.UTF_8) + "&" + fields;
            List<String> all = new ArrayList<>(
                    List.of("Content-Type: application/x-www-form-urlencoded", "Content-Length: " + form.length()));
            all.addAll(Arrays.asList(headers));
            if (cookie != null) {
                all.add("Cookie: " + cookie);
            }
            try (RawHttp client = new RawHttp(service.port())) {
                return client.request("POST", path, all.toArray(String[]::new))
                        .send(form)
                        .reply();
            }
        }
    }

    private Reply request(String method, String target, String... headers) throws IOException {
        try (RawHttp client = new RawHttp(service.port())) {
            return client.request(method, target, headers).reply(!method.equals("HEAD"));
        }
    }
}
