package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.http.RawHttp.Reply;
import im.sidestream.slot.Slot;
import im.sidestream.slot.UploadState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110 §13 where lists, other methods and wrong forms come in; the usual ways are in {@link DownloadTest}. */
final class ConditionsTest {
    private static final byte[] CONTENT = UploadTest.random(100);

    @TempDir
    Path directory;

    private RunningService service;
    private Slot slot;
    private String etag;

    @BeforeEach
    void start() throws IOException {
        service = new RunningService(directory);
        slot = service.slot("a.txt", CONTENT.length);
        assertThat(put(slot).status()).isEqualTo(201);
        etag = request("HEAD").header("ETag");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    /** §8.8.3, §13.1.1, §13.1.2: E is the file's own entity tag. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "If-None-Match: E | 304",
                "If-None-Match: W/E | 304",
                "If-None-Match: \"a,b\" , , E | 304",
                "If-None-Match: \"a,*,b\" | 200",
                "If-None-Match: \"a\", * | 200",
                "If-None-Match: * | 304",
                "If-None-Match: w/E | 200",
                "If-None-Match: x.E | 200",
                "If-None-Match: \"x\" E | 200",
                "If-None-Match: rubbish, E | 200",
                "If-None-Match: \"x\"~If-None-Match: E | 304",
                "If-Match: E | 200",
                "If-Match: \"a,b\",E | 200",
                "If-Match: \"x\"~If-Match: E | 200",
                "If-Match: W/E | 412",
                "If-Match: \"a,*,b\" | 412",
                "If-Match: * | 200",
                "If-Match: E~If-None-Match: E | 304",
                "If-Match: \"x\"~If-None-Match: E | 412",
                "If-Match: E~If-Unmodified-Since: Sat, 01 Jan 2000 00:00:00 GMT | 200",
                "If-Unmodified-Since: Fri, 31 Dec 9999 23:59:59 GMT | 200",
                "If-Unmodified-Since: rubbish | 200",
                "If-Modified-Since: Friday, 31-Dec-99 23:59:59 GMT | 200",
                "If-Modified-Since: Fri Dec 31 23:59:59 9999 | 304"
            })
    @Requirement({"R-01", "R-02"})
    void listsAreReadAsLists(String headers, int status) throws Exception {
        String[] lines = headers.replaceAll("\\bE\\b|E$", etag).split("~", -1);
        for (String method : new String[] {"GET", "HEAD"}) {
            Reply reply = request(method, lines);
            assertThat(reply.status()).isEqualTo(status);
        }
    }

    /** §15.4.5, §8.6: a 304 has what the 200 would have said of caching, and no content. */
    @Test
    @Requirement("R-08")
    void whatIsNotModifiedSaysHowLongThatHolds() throws Exception {
        Reply whole = request("GET");
        Reply unchanged;
        try (RawHttp client = new RawHttp(service.port())) {
            unchanged = client.get(slot.get(), "If-None-Match: " + etag).reply(false);
            assertThat(client.get(slot.get()).reply().body())
                    .as("what follows on the connection")
                    .isEqualTo(CONTENT);
        }
        for (String name : new String[] {"ETag", "Last-Modified", "Cache-Control"}) {
            assertThat(unchanged.header(name)).isNotEmpty().isEqualTo(whole.header(name));
        }
        assertThat(unchanged.header("Content-Length")).isEqualTo("100");
    }

    /** §13.1.3: If-Modified-Since is for GET and HEAD alone. */
    @Test
    @Requirement("R-03")
    void aDeletionHeedsItsConditions() throws Exception {
        assertThat(delete("If-Match: \"x\"")).isEqualTo(412);
        assertThat(delete("If-Match: W/" + etag)).isEqualTo(412);
        assertThat(delete("If-None-Match: " + etag)).isEqualTo(412);
        assertThat(delete("If-None-Match: *")).isEqualTo(412);
        assertThat(delete("If-Unmodified-Since: Sat, 01 Jan 2000 00:00:00 GMT")).isEqualTo(412);
        assertThat(request("GET").status()).isEqualTo(200);
        assertThat(delete("If-Match: " + etag, "If-Modified-Since: Fri, 31 Dec 9999 23:59:59 GMT"))
                .isEqualTo(204);
        assertThat(request("GET").status()).isEqualTo(410);
    }

    /** §13.2.1: what would be refused without a condition is refused as ever. */
    @Test
    @Requirement("R-03")
    void aDeletionWithoutTheRightIsRefusedBeforeItsConditions() throws Exception {
        assertThat(request("DELETE", "If-Match: \"x\"").status()).isEqualTo(401);
        assertThat(request("DELETE", "If-Match: \"x\"", "Authorization: Bearer wrong")
                        .status())
                .isEqualTo(403);
        Slot empty = service.slot("b.txt", 3);
        try (RawHttp client = new RawHttp(service.port())) {
            assertThat(client.request(
                                    "DELETE",
                                    empty.get().getRawPath(),
                                    "If-Match: *",
                                    "Authorization: Bearer " + empty.deleteToken())
                            .reply()
                            .status())
                    .isEqualTo(404);
        }
    }

    /** §13.1.1: where nothing is stored yet nothing matches; §13.1.2: and that is what If-None-Match: * asks for. */
    @Test
    @Requirement("R-03")
    void anUploadHeedsItsConditions() throws Exception {
        Slot fresh = service.slot("b.txt", CONTENT.length);
        assertThat(put(fresh, "If-Match: *").status()).isEqualTo(412);
        assertThat(put(fresh, "If-Match: " + etag).status()).isEqualTo(412);
        assertThat(service.row(fresh).state()).isEqualTo(UploadState.ISSUED);
        assertThat(put(fresh, "If-None-Match: *").status()).isEqualTo(201);
    }

    private Reply put(Slot which, String... headers) throws IOException {
        try (RawHttp client = new RawHttp(service.port())) {
            return client.put(which.put(), CONTENT.length, headers)
                    .send(CONTENT)
                    .reply();
        }
    }

    private int delete(String... headers) throws IOException {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Authorization: Bearer " + slot.deleteToken();
        return request("DELETE", all).status();
    }

    private Reply request(String method, String... headers) throws IOException {
        try (RawHttp client = new RawHttp(service.port())) {
            return client.request(method, slot.get().getRawPath(), headers).reply(false);
        }
    }
}
