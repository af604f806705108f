package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.http.RawHttp.Reply;
import im.sidestream.slot.Slot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9457 and RFC 9110 §12.5.1: who asks for a page gets one, and machines get what they can read. */
final class ProblemTest {
    private static final String UNKNOWN = "/f/" + "A".repeat(27) + "/a.png";

    @TempDir
    Path directory;

    private RunningService service;

    @BeforeEach
    void start() throws IOException {
        service = new RunningService(directory);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "| application/problem+json",
                "*/* | application/problem+json",
                "application/json | application/problem+json",
                "application/problem+json, text/html;q=0.9 | application/problem+json",
                "image/avif,image/webp,*/*;q=0.8 | application/problem+json",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | text/html;charset=utf-8",
                "application/json;q=0.1, TEXT/HTML;level=1;q=0.2 | text/html;charset=utf-8",
                "text/html;q=0, */* | application/problem+json",
                "text/plain | text/plain;charset=utf-8",
                "image/png | application/problem+json"
            })
    @Requirement("R-17")
    void theFormOfARefusalFollowsWhatIsAccepted(String accepted, String type) throws Exception {
        String[] headers = accepted == null ? new String[0] : new String[] {"Accept: " + accepted};
        for (String path : new String[] {UNKNOWN, "/f/short", "/", "/f/"}) {
            Reply reply = request("GET", path, headers);
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.header("Content-Type")).isEqualTo(type);
            assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
            assertThat(text(reply)).contains("There is no such file.");
        }
    }

    /** Nobody learns from an answer whether an id was ever given out, or whether a path could be one. */
    @Test
    @Requirement("G-09")
    void whatNeverWasIsAnsweredInOneWay() throws Exception {
        Slot waiting = service.slot("a.bin", 3);
        Reply unknown = request("GET", UNKNOWN);
        for (String path : new String[] {waiting.get().getRawPath(), "/f/short", "/f/", "/u/", "/", "/etc/passwd"}) {
            Reply reply = request("GET", path);
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.headers().keySet()).isEqualTo(unknown.headers().keySet());
            assertThat(reply.body()).isEqualTo(unknown.body());
        }
        String token = "?" + waiting.put().getRawQuery();
        Reply given = request("PUT", waiting.put().getRawPath() + "?t=wrong", "Content-Length: 3");
        Reply foreign = request("PUT", UNKNOWN.replace("/f/", "/u/") + token, "Content-Length: 3");
        assertThat(given.status()).isEqualTo(403);
        assertThat(foreign.status()).isEqualTo(403);
        assertThat(foreign.body()).isEqualTo(given.body());
        Reply undeletable = request("DELETE", waiting.get().getRawPath(), "Authorization: Bearer wrong");
        Reply nothing = request("DELETE", UNKNOWN, "Authorization: Bearer wrong");
        assertThat(undeletable.status()).isEqualTo(403);
        assertThat(nothing.body()).isEqualTo(undeletable.body());
        assertThat(nothing.status()).isEqualTo(403);
    }

    @Test
    @Requirement("R-17")
    void aProblemNamesItsTypeStatusAndDetail() throws Exception {
        assertThat(text(request("GET", UNKNOWN)))
                .isEqualTo("{\"type\":\"sidestream:transfer:0#not-found\",\"title\":\"not found\",\"status\":404,"
                        + "\"detail\":\"There is no such file.\"}\n");
        Slot slot = service.slot("a.bin", 3);
        String target = slot.put().getRawPath() + "?" + slot.put().getRawQuery();
        assertThat(text(request("PUT", target, "Content-Length: 4")))
                .startsWith(
                        "{\"type\":\"sidestream:transfer:0#file-too-large\",\"title\":\"file too large\",\"status\":413,");
        assertThat(text(request("POST", target, "Content-Length: 0")))
                .startsWith("{\"type\":\"about:blank\",\"title\":\"Method Not Allowed\",\"status\":405,");
    }

    /** A quotation mark in a sentence ends neither the string nor, with a less-than sign, the paragraph. */
    @Test
    void whatIsSaidIsEscaped() {
        Problem problem = new Problem(400, null, "a \"b\\\" <c> & d");
        assertThat(problem.to(org.eclipse.jetty.http.HttpFields.EMPTY).text())
                .contains("\"detail\":\"a \\\"b\\\\\\\" <c> & d\"}");
        assertThat(problem.to(org.eclipse.jetty.http.HttpFields.build().put("Accept", "text/html"))
                        .text())
                .contains("<p>a \"b\\\" &lt;c> &amp; d</p>")
                .contains("<title>400 Bad Request</title>");
    }

    /** What the server itself turns away is told in the same forms, and with the same headers. */
    @Test
    @Requirement("R-17")
    void aRequestThatIsNoneIsAProblemToo() throws Exception {
        try (RawHttp client = new RawHttp(service.port())) {
            Reply reply = client.send("GET / HTTP/1.1\r\n\r\n").reply();
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(reply.header("Content-Security-Policy")).contains("default-src 'none'");
            assertThat(text(reply)).contains("\"status\":400", "\"type\":\"about:blank\"");
        }
    }

    private Reply request(String method, String target, String... headers) throws IOException {
        try (RawHttp client = new RawHttp(service.port())) {
            return client.request(method, target, headers).reply();
        }
    }

    private static String text(Reply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }
}
