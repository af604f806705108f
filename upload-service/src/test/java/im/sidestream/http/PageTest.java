package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.OfferId;
import im.sidestream.http.RawHttp.Reply;
import im.sidestream.slot.LinkId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** protocol.md §4(b), 5 and 6: an offer is shown and decided on its page, and what is shown is text alone. */
final class PageTest {
    @TempDir
    Path directory;

    private OfferedFile offered;
    private RunningService service;
    private Delivery delivery;
    private OfferId offer;

    @BeforeEach
    void start() throws IOException {
        offered = new OfferedFile(directory);
        service = offered.service;
        delivery = offered.delivery;
        offer = offered.offer;
    }

    @AfterEach
    void stop() {
        offered.close();
    }

    @Test
    void anOfferSaysWhoSendsWhatUntilWhen() throws Exception {
        Reply reply = offered.request("GET", offered.page());
        String text = OfferedFile.body(reply);

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
                offered.request("GET", offered.page()),
                offered.request("HEAD", offered.page()),
                offered.request("GET", offered.report()),
                offered.request("GET", "/o/" + "A".repeat(27)),
                offered.decide("accept", "wrong token", "sidestream-form=" + "A".repeat(22)))) {
            assertThat(reply.header("Content-Security-Policy"))
                    .matches("default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; form-action 'self';"
                            + " base-uri 'none'; frame-ancestors 'none'");
            assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
            assertThat(reply.header("X-Robots-Tag")).startsWith("noindex");
            assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(reply.header("Access-Control-Allow-Origin")).isEmpty();
            assertThat(OfferedFile.body(reply)).doesNotContain("<script", "http://", "https://", " style=", " onclick");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"de", "de-AT, en;q=0.5", "fr, de;q=0.8, en;q=0.7"})
    void itSpeaksTheBrowsersLanguage(String accepted) throws Exception {
        Reply reply = offered.request("GET", offered.page(), "Accept-Language: " + accepted);
        assertThat(reply.header("Content-Language")).isEqualTo("de");
        assertThat(reply.header("Vary")).contains("Accept-Language");
        assertThat(OfferedFile.body(reply)).contains("<html lang=\"de\">", "Ja, Datei annehmen", "Größe");
        assertThat(OfferedFile.body(offered.request("GET", offered.report(), "Accept-Language: " + accepted)))
                .contains("Was aus Ihrer Datei wurde");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fr", "*", "en-GB, de;q=0.9", ";;;q=,"})
    void itElseSpeaksEnglish(String accepted) throws Exception {
        assertThat(OfferedFile.body(offered.request("GET", offered.page(), "Accept-Language: " + accepted)))
                .contains("<html lang=\"en\">");
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
                offered.request(method, offered.page() + query, "User-Agent: " + agent);
                offered.request(
                        method, offered.report() + query.replace("decision=accept", "all=yes"), "User-Agent: " + agent);
            }
        }
        assertThat(service.deliveries.changes).isZero();
        assertThat(offered.state()).isEqualTo(DeliveryState.PENDING);
    }

    @Test
    void aYesIsADecisionAndALink() throws Exception {
        OfferedFile.Visit visit = offered.visit(offered.page());
        Reply reply = visit.send("decision=accept");
        assertThat(reply.status()).isEqualTo(303);
        assertThat(reply.header("Location")).isEqualTo(offer.value());
        assertThat(offered.state()).isEqualTo(DeliveryState.ACCEPTED);

        String text = OfferedFile.body(offered.request("GET", offered.page()));
        LinkId link = Objects.requireNonNull(service.deliveries.offer(offer).link());
        assertThat(text)
                .contains("You said yes", "href=\"../p/" + link + "/minutes.txt\"", "Take my yes back")
                .doesNotContain("value=\"accept\"");
        assertThat(offered.request("GET", "/p/" + link + "/minutes.txt").body()).isEqualTo(OfferedFile.CONTENT);
    }

    /** protocol.md §4(b): a block is revocable, also by those who know the page alone; to look at it changes nothing. */
    @Test
    void aBlockIsTakenBackWhereItWasGiven() throws Exception {
        offered.visit(offered.page()).send("decision=block");
        assertThat(OfferedFile.body(offered.request("GET", offered.page())))
                .contains("You said no, and blocked this sender", "value=\"again\"");
        assertThat(OfferedFile.body(offered.request("GET", offered.page(), "Accept-Language: de")))
                .contains("diesen Absender gesperrt", "Für diesen Absender wieder fragen");
        for (String method : List.of("GET", "HEAD")) {
            offered.request(method, offered.page() + "?decision=again");
        }
        assertThat(service.deliveries.blocks(offer).join()).isTrue();

        OfferedFile.Visit visit = offered.visit(offered.page());
        for (int time = 0; time < 2; time++) {
            Reply reply = visit.send("decision=again");
            assertThat(reply.status()).isEqualTo(303);
            assertThat(reply.header("Location")).isEqualTo(offer.value());
        }
        assertThat(service.deliveries.blocks(offer).join()).isFalse();
        assertThat(offered.state()).isEqualTo(DeliveryState.DECLINED);
        assertThat(OfferedFile.body(offered.request("GET", offered.page())))
                .contains("You said no<")
                .doesNotContain("value=\"again\"");
    }

    @Test
    void whoOnlyDeclinedHasNothingToTakeBack() throws Exception {
        offered.visit(offered.page()).send("decision=decline");
        assertThat(OfferedFile.body(offered.request("GET", offered.page()))).doesNotContain("<form");
    }

    @Test
    void aYesCanBeTakenBackUntilTheFileGoes() throws Exception {
        offered.visit(offered.page()).send("decision=accept");
        assertThat(offered.visit(offered.page()).send("decision=decline").status())
                .isEqualTo(303);
        assertThat(offered.state()).isEqualTo(DeliveryState.DECLINED);
        assertThat(OfferedFile.body(offered.request("GET", offered.page())))
                .contains("You said no")
                .doesNotContain("<form", "/p/");

        OfferId other = service.deliveries.invite(delivery, "carol@south.example");
        offered.visit("/o/" + other).send("decision=accept");
        OfferedFile.Visit late = offered.visit("/o/" + other);
        service.deliveries.become(other, DeliveryState.SENT);
        assertThat(OfferedFile.body(offered.request("GET", "/o/" + other)))
                .contains("/p/")
                .doesNotContain("<form");
        assertThat(late.send("decision=decline").status()).isEqualTo(409);
        assertThat(service.deliveries.offer(other).state()).isEqualTo(DeliveryState.SENT);
    }

    @Test
    void theFirstDecisionHolds() throws Exception {
        OfferedFile.Visit first = offered.visit(offered.page());
        OfferedFile.Visit second = offered.visit(offered.page());
        assertThat(first.send("decision=decline").status()).isEqualTo(303);
        assertThat(second.send("decision=accept").status()).isEqualTo(409);
        assertThat(offered.state()).isEqualTo(DeliveryState.DECLINED);
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
        Reply reply = offered.request("GET", offered.page());
        assertThat(reply.status()).isEqualTo(410);
        assertThat(OfferedFile.body(reply))
                .contains("<h1>This is over</h1>")
                .doesNotContain("alice", "minutes", "<form");
    }

    @Test
    void silenceIsNoOnceTheTimeIsOver() throws Exception {
        OfferedFile.Visit visit = offered.visit(offered.page());
        service.clock.advance(Duration.ofHours(24));
        assertThat(offered.request("GET", offered.page()).status()).isEqualTo(410);
        assertThat(visit.send("decision=accept").status()).isEqualTo(409);
        assertThat(offered.state()).isEqualTo(DeliveryState.PENDING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/o/AAAAAAAAAAAAAAAAAAAAAAAAAAA", "/r/AAAAAAAAAAAAAAAAAAAAAAAAAAA", "/o/x", "/o/", "/r"})
    void whatNeverWasIsNotFound(String path) throws Exception {
        assertThat(offered.request("GET", path).status()).isEqualTo(404);
    }

    @Test
    void theIdOfOneThingIsNoOther() throws Exception {
        assertThat(offered.request("GET", "/r/" + offer).status()).isEqualTo(404);
        assertThat(offered.request("GET", "/o/" + delivery.id()).status()).isEqualTo(404);
        assertThat(offered.request("GET", offered.page() + "/more").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH"})
    void otherMethodsAreRefused(String method) throws Exception {
        Reply reply = offered.request(method, offered.page());
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow")).isEqualTo("GET, HEAD, POST, OPTIONS");
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
                Reply reply = offered.request("GET", path);
                String page = OfferedFile.body(reply);
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.header("Set-Cookie")).doesNotContain("x=y");
                assertThat(page)
                        .as(path + " " + text)
                        .doesNotContain("<script", "<img", "onerror=alert(1)>", "' onmouseover", "</bdi></title>")
                        .doesNotContain("\u202E", "\u2066", "\u2067", "\u200F", "\u061C", "\u0000", "\u0007", "\u001b");
                assertThat(elements(page))
                        .as(path + " " + text)
                        .isEqualTo(elements(OfferedFile.body(offered.request("GET", plain(path)))));
            }
        }
    }

    /** The same page about nothing hostile. */
    private String plain(String path) {
        return path.startsWith("/o/") ? offered.page() : offered.report();
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
        String path = offered.report();
        int pages = 0;
        while (path != null) {
            String text = OfferedFile.body(offered.request("GET", path));
            assertThat(text).contains("minutes.txt", "not answered: 450", "downloaded: 1");
            Matcher rows = Pattern.compile("<tr role=\"row\"><td role=\"cell\"><bdi>([^<]*)</bdi>")
                    .matcher(text);
            while (rows.find()) {
                seen.add(rows.group(1));
            }
            Matcher next =
                    Pattern.compile("rel=\"next\" href=\"(\\?after=[^\"]*)\"").matcher(text);
            path = next.find() ? offered.report() + next.group(1) : null;
            pages++;
        }
        assertThat(pages).isEqualTo(3);
        assertThat(seen).hasSize(451).doesNotHaveDuplicates().startsWith(OfferedFile.BOB, "r0@south.example");
    }

    @Test
    void aSenderTakesBackOneOrAll() throws Exception {
        OfferId second = service.deliveries.invite(delivery, "carol@south.example");
        OfferId third = service.deliveries.invite(delivery, "dave@south.example");
        service.deliveries.become(third, DeliveryState.DOWNLOADED);

        Reply one = offered.visit(offered.report()).send("receiver=carol%40south.example");
        assertThat(one.status()).isEqualTo(303);
        assertThat(one.header("Location")).isEqualTo(delivery.id().value());
        assertThat(service.deliveries.offer(second).state()).isEqualTo(DeliveryState.WITHDRAWN);
        assertThat(offered.state()).isEqualTo(DeliveryState.PENDING);

        assertThat(offered.visit(offered.report()).send("all=yes").status()).isEqualTo(303);
        assertThat(offered.state()).isEqualTo(DeliveryState.WITHDRAWN);
        assertThat(service.deliveries.offer(third).state()).isEqualTo(DeliveryState.DOWNLOADED);
        assertThat(OfferedFile.body(offered.request("GET", offered.report()))).doesNotContain("<button");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "all=no", "all=yes&receiver=bob%40south.example", "decision=accept"})
    void aSenderSaysWhatIsTakenBack(String fields) throws Exception {
        assertThat(offered.visit(offered.report()).send(fields).status()).isEqualTo(400);
        assertThat(service.deliveries.changes).isZero();
    }

    /** Whoever reads the log must not be able to decide for others. */
    @Test
    void noIdOfAPageIsLogged() throws Exception {
        offered.visit(offered.page()).send("decision=accept");
        offered.request("GET", offered.report());
        offered.request("GET", "/p/" + "A".repeat(27));
        await().until(() -> service.outcomes.size() >= 4);
        assertThat(service.outcomes.stream().skip(1).map(Outcome::slotId).toList())
                .containsOnlyNulls();
    }
}
