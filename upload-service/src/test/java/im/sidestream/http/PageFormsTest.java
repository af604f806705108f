package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.OfferId;
import im.sidestream.http.RawHttp.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** protocol.md §4(b), 5 and 6: an offer is decided by a form that was sent off on its page, and by nothing else. */
final class PageFormsTest {
    @TempDir
    Path directory;

    private OfferedFile offered;
    private RunningService service;
    private Delivery delivery;

    @BeforeEach
    void start() throws IOException {
        offered = new OfferedFile(directory);
        service = offered.service;
        delivery = offered.delivery;
    }

    @AfterEach
    void stop() {
        offered.close();
    }

    @Test
    void aForgedFormDecidesNothing() throws Exception {
        OfferedFile.Visit visit = offered.visit(offered.page());
        OfferId other = service.deliveries.invite(delivery, "carol@south.example");
        OfferedFile.Visit elsewhere = offered.visit("/o/" + other);
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
                offered.new Visit(offered.page(), visit.token, null).send("decision=accept"),
                offered.new Visit(offered.page(), visit.token, "sidestream-form=" + "A".repeat(22))
                        .send("decision=accept"),
                offered.new Visit(offered.page(), visit.token, elsewhere.cookie).send("decision=accept"))) {
            assertThat(reply.status()).isEqualTo(403);
            assertThat(OfferedFile.body(reply)).contains("Nothing has changed");
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
        OfferedFile.Visit visit = offered.visit(offered.page());
        assertThat(visit.send("decision=accept", header).status()).isEqualTo(403);
        assertThat(offered.visit(offered.report()).send("all=yes", header).status())
                .isEqualTo(403);
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
        assertThat(offered.visit(offered.page()).send("decision=accept", header).status())
                .isEqualTo(303);
    }

    /** The form that takes a block back is guarded as the others are. */
    @Test
    void aForgedFormTakesNoBlockBack() throws Exception {
        offered.visit(offered.page()).send("decision=block");
        OfferedFile.Visit visit = offered.visit(offered.page());
        int before = service.deliveries.changes;
        assertThat(visit.with("forged").send("decision=again").status()).isEqualTo(403);
        assertThat(visit.send("decision=again", "Sec-Fetch-Site: cross-site").status())
                .isEqualTo(403);
        assertThat(service.deliveries.changes).isEqualTo(before);
        assertThat(service.deliveries.blocks(offered.offer).join()).isTrue();
    }

    @Test
    void aFormIsGoodForADay() throws Exception {
        OfferedFile.Visit visit = offered.visit(offered.report());
        service.clock.advance(Duration.ofHours(24).plusSeconds(1));
        assertThat(visit.send("all=yes").status()).isEqualTo(403);
        assertThat(service.deliveries.changes).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "decision=", "decision=ACCEPT", "decision=yes", "all=yes", "%zz=%zz"})
    void whatIsNoAnswerDecidesNothing(String fields) throws Exception {
        assertThat(offered.visit(offered.page()).send(fields).status()).isIn(400, 403);
        assertThat(service.deliveries.changes).isZero();
    }

    @Test
    void aFormIsShort() throws Exception {
        OfferedFile.Visit visit = offered.visit(offered.page());
        assertThat(visit.send("decision=accept&x=" + "x".repeat(5_000)).status())
                .isEqualTo(413);
        try (RawHttp client = new RawHttp(service.port())) {
            String chunk = Integer.toHexString(5_000) + "\r\n" + "x".repeat(5_000) + "\r\n0\r\n\r\n";
            Reply reply = client.request(
                            "POST",
                            offered.page(),
                            "Content-Type: application/x-www-form-urlencoded",
                            "Transfer-Encoding: chunked")
                    .send(chunk)
                    .reply();
            assertThat(reply.status()).isEqualTo(413);
        }
        try (RawHttp client = new RawHttp(service.port())) {
            assertThat(client.request("POST", offered.page(), "Content-Type: text/plain", "Content-Length: 1")
                            .send("x")
                            .reply()
                            .status())
                    .isEqualTo(415);
        }
        assertThat(service.deliveries.changes).isZero();
    }

    /** The cookie says nothing but who gets the form, and no script and no other site has it. */
    @Test
    void theCookieBelongsToThePage() throws Exception {
        Reply reply = offered.request("GET", offered.page());
        assertThat(reply.header("Set-Cookie"))
                .matches("sidestream-form=[A-Za-z0-9_-]{22}; Path=/; HttpOnly; SameSite=Strict; Secure");
        String cookie = reply.header("Set-Cookie").replaceFirst(";.*", "");
        assertThat(offered.request("GET", offered.page(), "Cookie: " + cookie).header("Set-Cookie"))
                .as("a second page leaves the first one's form good")
                .isEmpty();
        assertThat(offered.request("GET", offered.page(), "Cookie: sidestream-form=\r\nCookie: sidestream-form=.form.x")
                        .header("Set-Cookie"))
                .isNotEmpty();
    }

    /** On the same host others may set what they like. */
    @ParameterizedTest
    @ValueSource(strings = {"a=\"b; c", "=;;=; \u00ff", "sidestream-form=x", "a=b, c=d"})
    void cookiesOfOthersDoNoHarm(String others) throws Exception {
        OfferedFile.Visit visit = offered.visit(offered.page());
        assertThat(offered.request("GET", offered.page(), "Cookie: " + others).status())
                .isEqualTo(200);
        OfferedFile.Visit among = offered.new Visit(offered.page(), visit.token, others + "; " + visit.cookie);
        assertThat(among.send("decision=accept").status()).isEqualTo(303);
    }
}
