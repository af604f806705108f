package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.http.RawHttp.Reply;
import im.sidestream.slot.Inventory;
import im.sidestream.slot.LinkId;
import im.sidestream.slot.Slot;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** House plan §4.16, §4.19 and §4.20: a receiver's own link is a file's, but asked for each time, kept nowhere and counted by its bytes. */
final class PersonalTest {
    private static final byte[] CONTENT = UploadTest.random(10_000);
    private static final byte[] LARGE = UploadTest.random(16 << 20);
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private RunningService service;
    private Slot slot;
    private LinkId link;

    @BeforeEach
    void start() throws IOException {
        service = new RunningService(directory);
        slot = stored("notes.txt", CONTENT);
        link = service.links.make(slot.id());
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void itIsTheFile() throws Exception {
        Reply own = get();
        Reply shared = reply("GET", slot.get().getRawPath());

        assertThat(own.status()).isEqualTo(200);
        assertThat(own.body()).isEqualTo(CONTENT);
        for (String header : List.of(
                "Content-Type",
                "Content-Disposition",
                "Content-Security-Policy",
                "Accept-Ranges",
                "ETag",
                "Last-Modified",
                "Repr-Digest",
                "X-Content-Type-Options",
                "Referrer-Policy",
                "Access-Control-Allow-Origin")) {
            assertThat(own.header(header)).as(header).isNotEmpty().isEqualTo(shared.header(header));
        }
    }

    /** House plan §4.16: what belongs to one receiver is kept by nobody on the way, whatever is answered. */
    @Test
    void nobodyMayKeepIt() throws Exception {
        String etag = get().header("ETag");
        for (Reply reply :
                List.of(get(), get("Range: bytes=1-2"), get("If-None-Match: " + etag), reply("HEAD", path(link)))) {
            assertThat(reply.header("Cache-Control")).isEqualTo("private, no-store");
        }
        service.links.withdraw(link);
        assertThat(get().header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void theIdAloneDecides() throws Exception {
        for (String target : List.of("/p/" + link, "/p/" + link + "/", "/p/" + link + "/other.html?x=y")) {
            assertThat(reply("GET", target).body()).as(target).isEqualTo(CONTENT);
        }
    }

    @Test
    void conditionsAndRangesHold() throws Exception {
        String etag = get().header("ETag");
        assertThat(get("If-None-Match: " + etag).status()).isEqualTo(304);
        assertThat(get("If-Match: \"x\"").status()).isEqualTo(412);
        assertThat(get("Range: bytes=10000-").status()).isEqualTo(416);
        Reply part = get("Range: bytes=100-199", "If-Range: " + etag);
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(CONTENT, 100, 200));
        assertThat(part.header("Content-Range")).isEqualTo("bytes 100-199/10000");
    }

    @Test
    void whatNeverWasIsNotFoundAndWhatWasIsGone() throws Exception {
        assertThat(reply("GET", "/p/" + "A".repeat(27) + "/notes.txt").status()).isEqualTo(404);
        assertThat(reply("GET", "/p/short/notes.txt").status()).isEqualTo(404);
        assertThat(reply("GET", path(new LinkId(slot.id().value()))).status())
                .as("the file's own id")
                .isEqualTo(404);
        assertThat(reply("GET", "/f/" + link + "/notes.txt").status())
                .as("a file's path")
                .isEqualTo(404);

        service.links.withdraw(link);

        for (String method : List.of("GET", "HEAD")) {
            assertThat(reply(method, path(link)).status()).as(method).isEqualTo(410);
        }
        assertThat(reply("GET", slot.get().getRawPath()).status())
                .as("the file itself")
                .isEqualTo(200);
    }

    /** It was there, or nobody had made the link: however long ago the file's row was forgotten, this is no 404. */
    @Test
    void theLinkOfAForgottenFileIsGone() throws Exception {
        LinkId orphan = service.links.make(im.sidestream.catalog.Fixtures.anyId());
        assertThat(reply("GET", path(orphan)).status()).isEqualTo(410);
    }

    @Test
    void itEndsWithItsFile() throws Exception {
        service.clock.advance(RunningService.RETENTION);
        assertThat(get().status()).isEqualTo(410);
    }

    @Test
    void itIsGoneWhenTheOwnerWithdrawsTheFile() throws Exception {
        Inventory inventory = service.catalog.inventory();
        inventory.withdraw(slot.id(), true).join();
        assertThat(get().status()).isEqualTo(410);
        inventory.withdraw(slot.id(), false).join();
        assertThat(get().status()).isEqualTo(200);
    }

    /** House plan §4.16: neither the link's row nor the link's body is remembered, a moment before or not. */
    @Test
    void theLinkIsAskedForEachTime() throws Exception {
        assertThat(get().status()).isEqualTo(200);
        int before = service.links.questions.get();
        assertThat(get().status()).isEqualTo(200);
        assertThat(get().status()).isEqualTo(200);
        assertThat(service.links.questions.get() - before).isEqualTo(2);
        service.links.withdraw(link);
        assertThat(get().status()).isEqualTo(410);
    }

    @Test
    void itOnlyReads() throws Exception {
        for (String method : List.of("DELETE", "PUT", "POST", "PATCH")) {
            Reply reply = reply(method, path(link), "Authorization: Bearer " + deleteToken());
            assertThat(reply.status()).as(method).isEqualTo(405);
            assertThat(reply.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
        }
        assertThat(get().status()).isEqualTo(200);
        Reply preflight = reply("OPTIONS", path(link), "Origin: https://web.example");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("Access-Control-Allow-Headers")).contains("Range");
    }

    private String deleteToken() {
        return slot.deleteToken();
    }

    @Test
    void theWholeFileIsADownload() throws Exception {
        assertThat(get().status()).isEqualTo(200);
        await().atMost(SOON).until(() -> !service.links.downloaded.isEmpty());
        assertThat(service.links.told).containsExactly("0-10000/10000");
        assertThat(get().status()).isEqualTo(200);
        await().atMost(SOON).until(() -> service.links.told.size() == 2);
        assertThat(service.links.downloaded).containsExactly(link);
    }

    @Test
    void anEmptyFileIsADownload() throws Exception {
        LinkId empty = service.links.make(stored("empty", new byte[0]).id());
        assertThat(reply("GET", path(empty)).status()).isEqualTo(200);
        await().atMost(SOON).until(() -> service.links.downloaded.contains(empty));
    }

    /** House plan §4.19: the ranges sent cover the size, in whichever order they were asked for; more than once counts once. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void rangesInAnyOrderThatCoverTheFileAreOneDownload(long seed) throws Exception {
        List<Integer> starts = new ArrayList<>();
        for (int start = 0; start < CONTENT.length; start += 700) {
            starts.add(start);
        }
        Collections.shuffle(starts, new Random(seed));
        for (int start : starts.subList(1, starts.size())) {
            assertThat(get("Range: bytes=" + start + "-" + (start + 699)).status())
                    .isEqualTo(206);
        }
        await().atMost(SOON).until(() -> covered() == CONTENT.length - Math.min(700, CONTENT.length - starts.get(0)));
        assertThat(service.links.downloaded).as("one range is missing").isEmpty();

        assertThat(get("Range: bytes=" + starts.get(0) + "-").status()).isEqualTo(206);
        await().atMost(SOON).until(() -> !service.links.downloaded.isEmpty());
        assertThat(service.links.downloaded).containsExactly(link);
    }

    private long covered() {
        boolean[] bytes = new boolean[CONTENT.length];
        for (String told : service.links.told) {
            String[] range = told.split("[-/]", -1);
            Arrays.fill(bytes, Integer.parseInt(range[0]), Integer.parseInt(range[1]), true);
        }
        int count = 0;
        for (boolean one : bytes) {
            count += one ? 1 : 0;
        }
        return count;
    }

    /** What previews and clients that look first do is no download. */
    @Test
    void aLookIsNone() throws Exception {
        String etag = reply("HEAD", path(link)).header("ETag");
        assertThat(get("If-None-Match: " + etag).status()).isEqualTo(304);
        assertThat(get("If-Match: \"x\"").status()).isEqualTo(412);
        assertThat(get("Range: bytes=10000-").status()).isEqualTo(416);
        assertThat(reply("OPTIONS", path(link)).status()).isEqualTo(204);
        assertThat(reply("DELETE", path(link)).status()).isEqualTo(405);
        assertThat(get("Range: bytes=0-4999", "User-Agent: Twitterbot/1.0").status())
                .isEqualTo(206);
        await().atMost(SOON).until(() -> !service.links.told.isEmpty());
        assertThat(service.links.told).as("the preview's half").containsExactly("0-5000/10000");
        assertThat(service.links.downloaded).isEmpty();
    }

    /** What comes while the catalog is busy is told together: a client of crumbs costs few changes. */
    @Test
    void crumbsAreToldTogether() throws Exception {
        service.links.hold(true);
        for (int start = 0; start < 1000; start += 10) {
            get("Range: bytes=" + start + "-" + (start + 9));
        }
        service.links.hold(false);
        await().atMost(SOON).until(() -> covered() == 1000);
        assertThat(service.links.told)
                .as("the first, the rest, and what came a moment too late")
                .hasSizeLessThanOrEqualTo(4);
    }

    /** A database that is away loses nothing of it while this process lives. */
    @Test
    void whatCannotBeToldIsToldLater() throws Exception {
        service.links.hold(true);
        assertThat(get().status()).isEqualTo(200);
        await().atMost(SOON).until(service.links::isAnybodyHeld);
        service.links.fail();
        assertThat(service.links.told).isEmpty();
        service.personal.flush().join();
        assertThat(service.links.told).containsExactly("0-10000/10000");
        service.personal.flush().join();
        assertThat(service.links.told).hasSize(1);
    }

    /** House plan §4.19: bytes count when they left, so a broken transfer is no download, and what is missing makes it one. */
    @Test
    void aBrokenDownloadCountsWhatWent() throws Exception {
        LinkId large = service.links.make(stored("large.bin", LARGE).id());
        try (RawHttp client = RawHttp.slow(service.port())) {
            client.request("GET", path(large));
            client.reply(false);
            assertThat(client.some(100)).isEqualTo(Arrays.copyOf(LARGE, 100));
            client.reset();
        }
        await().atMost(SOON).until(() -> !service.links.told.isEmpty());
        assertThat(service.links.downloaded).isEmpty();
        String[] range = service.links.told.get(0).split("[-/]", -1);
        assertThat(range[0]).isEqualTo("0");
        assertThat(Long.parseLong(range[1])).isGreaterThan(0).isLessThan(LARGE.length);

        assertThat(reply("GET", path(large), "Range: bytes=" + range[1] + "-").status())
                .isEqualTo(206);
        await().atMost(SOON).until(() -> service.links.downloaded.contains(large));
    }

    /** Whoever withdraws a link holds back what did not go yet, of downloads that run, too. */
    @Test
    void aWithdrawalCutsOffWhatRuns() throws Exception {
        byte[] content = UploadTest.random(32 << 20);
        LinkId large = service.links.make(stored("large.bin", content).id());
        try (RawHttp client = RawHttp.slow(service.port())) {
            client.request("GET", path(large));
            assertThat(client.reply(false).status()).isEqualTo(200);
            service.links.withdraw(large);
            assertThat(client.rest().length).isLessThan(content.length);
        }
        await().atMost(SOON).until(() -> !service.links.told.isEmpty());
        assertThat(service.links.downloaded).isEmpty();
    }

    /** House plan §4.20: what one receiver asks for is handed to no proxy, which could not be told to stop. */
    @Test
    void noProxySendsIt() throws Exception {
        service.close();
        service = new RunningService(
                directory.resolve("accel"),
                settings -> settings.behind(new HttpFront(address -> true, false, Optional.of("/files/"))));
        slot = stored("notes.txt", CONTENT);
        link = service.links.make(slot.id());
        assertThat(reply("GET", slot.get().getRawPath()).header("X-Accel-Redirect"))
                .isNotEmpty();
        assertThat(get().header("X-Accel-Redirect")).isEmpty();
        assertThat(get().body()).isEqualTo(CONTENT);
    }

    private Reply get(String... headers) throws IOException {
        return reply("GET", path(link), headers);
    }

    private static String path(LinkId id) {
        return "/p/" + id + "/notes.txt";
    }

    private Reply reply(String method, String target, String... headers) throws IOException {
        try (RawHttp client = new RawHttp(service.port())) {
            return client.request(method, target, headers).reply(!method.equals("HEAD"));
        }
    }

    private Slot stored(String name, byte[] content) throws IOException {
        Slot made = service.slot(name, content.length, "text/plain");
        try (RawHttp client = new RawHttp(service.port())) {
            URI put = made.put();
            assertThat(client.put(put, content.length).send(content).reply().status())
                    .isEqualTo(201);
        }
        return made;
    }
}
