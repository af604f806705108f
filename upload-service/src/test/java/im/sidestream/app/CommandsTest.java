package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import im.sidestream.config.ConfigException;
import im.sidestream.config.ConfigLoader;
import im.sidestream.config.ServerConfig;
import im.sidestream.http.AdminCommand;
import im.sidestream.slot.FileName;
import im.sidestream.slot.MediaType;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.ServiceAdministration.Search;
import im.sidestream.slot.Slot;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.SlotRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The administrator's commands as the admin listener takes them. */
@Timeout(60)
class CommandsTest {
    private static final String DOMAIN = "upload.example.org";
    private static final String ALICE = "alice@example.org";
    private static final String BOB = "bob@example.org";

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private UploadService service;

    @BeforeEach
    void start() throws Exception {
        service = UploadService.start(config(""), Clock.systemUTC(), new SecureRandom());
        service.health().started();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private void restart(String more) throws Exception {
        service.close();
        service = UploadService.start(config(more), Clock.systemUTC(), new SecureRandom());
        service.health().started();
    }

    private CompletableFuture<Slot> slot(String owner, String name, long size, @Nullable String type) {
        MediaType declared = type == null ? null : new MediaType(type);
        return service.domain()
                .issuer()
                .issue(new SlotRequest(DOMAIN, owner, new FileName(name), size, declared, Purpose.MESSAGE, null));
    }

    private Slot upload(String owner, String name) throws Exception {
        Slot slot = slot(owner, name, 5, "text/plain").get();
        assertThat(put(slot)).isEqualTo(201);
        return slot;
    }

    private int put(Slot slot) throws Exception {
        HttpRequest.Builder put = HttpRequest.newBuilder(here(slot.put()))
                .header("Content-Type", "text/plain")
                .PUT(HttpRequest.BodyPublishers.ofString("hello"));
        return send(put).statusCode();
    }

    private static Reason reason(CompletableFuture<?> future) {
        Throwable failure = catchThrowable(future::join);
        assertThat(failure).isNotNull().hasCauseInstanceOf(Refusal.class);
        return Objects.requireNonNull((Refusal) failure.getCause()).reason();
    }

    @Test
    void filesAreListedWithWhatIsKnownOfThem() throws Exception {
        Slot first = upload(ALICE, "a\tb.txt");
        Slot second = upload(ALICE, "c.txt");
        upload(BOB, "other.txt");

        List<String> lines = admin("files", ALICE).lines().toList();

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith(second.id().value() + "\t5\t").endsWith("\ttext/plain\tc.txt");
        assertThat(lines.get(1)).startsWith(first.id().value() + "\t5\t").endsWith("\ta_b.txt");
        assertThat(lines.get(0).split("\t")).hasSize(10);
        assertThat(admin("top", "").lines()).containsExactly("10\t2\t" + ALICE, "5\t1\t" + BOB);
        assertThat(admin("top", "1").lines()).hasSize(1);
        assertThat(admin("status", "")).contains("\nfiles: 3\nbytes: 15\n").contains("\nowners: 2\n");
    }

    @Test
    void aSearchLooksAtOwnerNameAndType() throws Exception {
        upload(ALICE, "Über uns.txt");
        upload(BOB, "über.txt");
        upload(BOB, "else.txt");

        assertThat(admin("search", "--name\nÜBER").lines()).hasSize(2);
        assertThat(admin("search", "--owner\n" + BOB + "\n--name\nüber").lines())
                .hasSize(1);
        assertThat(admin("search", "--type\ntext/*").lines()).hasSize(3);
        assertThat(admin("search", "--type\nimage/png")).isBlank();
        assertThat(answer("search", "--size\n5").statusCode()).isEqualTo(400);
        assertThat(service.domain()
                        .administration()
                        .search(new Search(null, null, null), null, 2)
                        .join()
                        .next())
                .isNotNull();
    }

    @Test
    void aFileIsRemovedByLinkOrByIdOfThisServiceAlone() throws Exception {
        Slot byLink = upload(ALICE, "a.txt");
        Slot byId = upload(ALICE, "b.txt");
        Slot stays = upload(ALICE, "c.txt");
        String elsewhere = stays.get().toString().replace(DOMAIN, "evil.example");

        for (String nonsense : List.of(elsewhere, "x", "https://" + DOMAIN + ":5443/f/short/a", "file:///etc/passwd")) {
            assertThat(answer("remove", nonsense).body())
                    .isEqualTo("This is neither a link of this service nor an id.\n");
        }
        assertThat(admin("remove", byLink.get().toString())).startsWith("removed\t" + byLink.id());
        assertThat(admin("remove", byId.id().value())).startsWith("removed\t" + byId.id());

        assertThat(get(byLink)).isEqualTo(410);
        assertThat(get(byId)).isEqualTo(410);
        assertThat(get(stays)).isEqualTo(200);
        assertThat(answer("remove", byId.id().value()).statusCode()).isEqualTo(400);
        assertThat(answer("remove", "A".repeat(27)).body()).isEqualTo("There is no such file.\n");
        assertThat(admin("audit", "").lines())
                .hasSize(2)
                .allMatch(line -> line.contains("\tadministrator\t") && line.contains("\tconsole\t"));
    }

    @Test
    void aPurgeMayLeaveYoungFiles() throws Exception {
        Slot slot = upload(ALICE, "a.txt");

        assertThat(admin("purge", ALICE + "\n--older-than\n1h")).isEqualTo(ALICE + ": 0 files deleted\n");
        assertThat(answer("purge", ALICE + "\n--older-than\nlong ago").statusCode())
                .isEqualTo(400);
        assertThat(admin("purge", ALICE)).isEqualTo(ALICE + ": 1 files deleted\n");
        assertThat(get(slot)).isEqualTo(410);
    }

    @Test
    void anAddressMeansTheSameInAnyCaseOfLettersAndNeverADevice() throws Exception {
        upload(ALICE, "a.txt");

        assertThat(admin("usage", "Alice@Example.ORG")).startsWith(ALICE + ": 5 bytes");
        assertThat(admin("search", "--owner\nALICE@example.org").lines()).hasSize(1);
        for (String command : List.of("purge", "usage", "files", "export", "erase", "audit")) {
            assertThat(answer(command, ALICE + "/phone").body())
                    .isEqualTo(ALICE + "/phone has a resource: a bare JID such as user@example.org is needed\n");
        }
        assertThat(admin("purge", "Alice@Example.org")).isEqualTo(ALICE + ": 1 files deleted\n");
    }

    @Test
    void aServiceIsTheSameHoweverItsDomainIsSpelt() throws Exception {
        upload(ALICE, "a.txt");
        service.close();
        service =
                UploadService.start(config("xmpp.domain = Upload.Example.ORG"), Clock.systemUTC(), new SecureRandom());

        assertThat(admin("files", ALICE).lines()).hasSize(1);
        assertThat(admin("status", "")).startsWith("service: " + DOMAIN + "\n");
    }

    @Test
    void aPurgeOfAllLeavesNoSlotAndOneOfOldFilesDoes() throws Exception {
        Slot slot = slot(ALICE, "a.txt", 5, "text/plain").join();

        admin("purge", ALICE + "\n--older-than\n1h");
        assertThat(admin("usage", ALICE)).contains("5");
        admin("purge", ALICE);
        assertThat(put(slot)).isEqualTo(410);
    }

    @Test
    void aBlockHoldsAtOnceAndOverARestart() throws Exception {
        assertThat(answer("block", "user\n@@nonsense").statusCode()).isEqualTo(400);
        assertThat(answer("block", "user\n*").statusCode()).isEqualTo(400);
        assertThat(answer("block", "type\n*/*").statusCode()).isEqualTo(400);
        assertThat(answer("block", "planet\nmars").statusCode()).isEqualTo(400);
        slot(ALICE, "a", 1, null).join();

        admin("block", "user\nALICE@example.org");
        admin("block", "type\nimage/*");
        assertThat(reason(slot(ALICE, "a", 1, null))).isEqualTo(Reason.NOT_ALLOWED);
        assertThat(reason(slot(BOB, "a", 1, "image/png"))).isEqualTo(Reason.TYPE_NOT_ACCEPTED);
        restart("");
        assertThat(reason(slot(ALICE, "a", 1, null))).isEqualTo(Reason.NOT_ALLOWED);
        assertThat(admin("blocks", "").lines()).hasSize(2).first().asString().startsWith("user\t" + ALICE + "\t");

        assertThat(admin("unblock", "user\n" + ALICE)).isEqualTo("unblocked " + ALICE + "\n");
        assertThat(admin("unblock", "user\n" + ALICE)).startsWith("there was no block");
        slot(ALICE, "a", 1, null).join();
    }

    @Test
    void aLimitHoldsOverFileRestartAndReload() throws Exception {
        assertThat(admin("limit", "policy.max-file-size\n10B")).isEqualTo("policy.max-file-size\t10B\n");
        assertThat(reason(slot(ALICE, "a", 11, null))).isEqualTo(Reason.FILE_TOO_LARGE);
        service.reload(config("policy.max-file-size = 1MiB"));
        assertThat(reason(slot(ALICE, "a", 11, null))).isEqualTo(Reason.FILE_TOO_LARGE);
        restart("policy.max-file-size = 1MiB");
        assertThat(reason(slot(ALICE, "a", 11, null))).isEqualTo(Reason.FILE_TOO_LARGE);

        assertThat(admin("limit", "policy.max-file-size\ndefault")).isEqualTo("policy.max-file-size\t1MiB\n");
        slot(ALICE, "a", 11, null).join();
        assertThat(admin("limits", "")).contains("policy.max-file-size\t1MiB\n").doesNotContain("xmpp");
    }

    @Test
    void everyLimitIsShownAsItHoldsAndTakenAsItIsShown() throws Exception {
        restart("policy.max-file-size = 3MiB\npolicy.types.refuse = none");
        assertThat(admin("limits", "").lines())
                .contains("policy.allow\texample.org", "policy.block\tnone", "policy.types.allow\t*/*")
                .contains("policy.types.refuse\tnone", "policy.ephemeral.max-file-size\t3MiB")
                .allSatisfy(line -> {
                    String[] limit = line.split("\t", -1);
                    assertThat(limit[1]).as(line).isNotEmpty();
                    assertThat(admin("limit", limit[0] + "\n" + limit[1])).isEqualTo(line + "\n");
                });
        slot(ALICE, "a", 1, null).join();

        admin("limit", "policy.max-file-size\n4MiB");
        admin("limit", "policy.permanent.max-file-size\ndefault");
        assertThat(admin("limits", "")).contains("policy.permanent.max-file-size\t4MiB\n");
        admin("limit", "policy.block\n*.example.net");
        assertThat(admin("limit", "policy.block\nnone")).isEqualTo("policy.block\tnone\n");
    }

    @Test
    void aWrongLimitIsRefusedAsTheConfigurationWould() throws Exception {
        assertThat(answer("limit", "policy.max-file-size\n10Mb").body())
                .contains("policy.max-file-size = \"10Mb\": expected a size");
        assertThat(answer("limit", "policy.max-file-siz\n10B").body()).contains("did you mean policy.max-file-size?");
        assertThat(answer("limit", "xmpp.secret\nx").statusCode()).isEqualTo(400);
        assertThat(answer("limit", "xmpp.secret\ndefault").statusCode()).isEqualTo(400);
        assertThat(admin("audit", "")).isBlank();
    }

    @Test
    void aKeptLimitThatNoLongerFitsIsIgnoredAtTheStart() throws Exception {
        service.close();
        try (Store store =
                Store.open(config("").storage(), Clock.systemUTC(), config("").policy()::retention)) {
            store.restrictions()
                    .limit(DOMAIN, "policy.max-file-size", "nonsense", "x")
                    .join();
            store.restrictions().limit(DOMAIN, "policy.gone", "1", "x").join();
            store.restrictions()
                    .limit(DOMAIN, "policy.slot-lifetime", "1h", "x")
                    .join();
        }
        restart("");

        assertThat(admin("limits", ""))
                .contains("policy.max-file-size\t100MiB\n")
                .contains("policy.slot-lifetime\t1h\n");
    }

    @Test
    void maintenanceRefusesSlotsAndLetsTransfersEnd() throws Exception {
        Slot open = slot(ALICE, "a.txt", 5, null).join();
        Slot stored = upload(ALICE, "b.txt");

        admin("maintenance", "on");

        assertThat(reason(slot(ALICE, "a", 1, null))).isEqualTo(Reason.UNAVAILABLE);
        assertThat(answer("ready").statusCode()).isEqualTo(503);
        assertThat(get(stored)).isEqualTo(200);
        HttpRequest.Builder put =
                HttpRequest.newBuilder(here(open.put())).PUT(HttpRequest.BodyPublishers.ofString("hello"));
        assertThat(send(put).statusCode()).isEqualTo(201);
        assertThat(answer("maintenance", "perhaps").statusCode()).isEqualTo(400);
        restart("");
        slot(ALICE, "a", 1, null).join();
        assertThat(admin("audit", "")).contains("\tmaintenance on\n");
    }

    @Test
    void aDownloadCountsWhereItCameToTheEnd() throws Exception {
        Slot slot = upload(ALICE, "a.txt");
        HttpResponse<String> whole = send(HttpRequest.newBuilder(here(slot.get())));
        send(HttpRequest.newBuilder(here(slot.get())).header("Range", "bytes=0-2"));
        send(HttpRequest.newBuilder(here(slot.get())).header("Range", "bytes=3-"));
        send(HttpRequest.newBuilder(here(slot.get())).method("HEAD", HttpRequest.BodyPublishers.noBody()));
        String etag = whole.headers().firstValue("ETag").orElseThrow();
        assertThat(send(HttpRequest.newBuilder(here(slot.get())).header("If-None-Match", etag))
                        .statusCode())
                .isEqualTo(304);

        await().until(() -> downloads(slot) >= 2);
        restart("");

        assertThat(downloads(slot)).isEqualTo(2);
    }

    private long downloads(Slot slot) {
        return service.domain()
                .ownUploads()
                .find(new Owner(DOMAIN, ALICE), slot.id())
                .join()
                .downloads();
    }

    @Test
    void aWithdrawnFileAnswersGoneOnEveryPath() throws Exception {
        Slot slot = upload(ALICE, "a.txt");
        HttpResponse<String> whole = send(HttpRequest.newBuilder(here(slot.get())));
        String etag = whole.headers().firstValue("ETag").orElseThrow();

        service.domain()
                .ownUploads()
                .withdraw(new Owner(DOMAIN, ALICE), slot.id())
                .join();

        assertThat(get(slot)).isEqualTo(410);
        URI link = here(slot.get());
        assertThat(send(HttpRequest.newBuilder(link).method("HEAD", HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(410);
        assertThat(send(HttpRequest.newBuilder(link).header("Range", "bytes=0-0"))
                        .statusCode())
                .isEqualTo(410);
        assertThat(send(HttpRequest.newBuilder(link).header("If-None-Match", etag))
                        .statusCode())
                .isEqualTo(410);
    }

    @Test
    void anExportHasEverythingAndCountsForNobody() throws Exception {
        Slot slot = upload(ALICE, "a \"quoted\".txt");
        Slot gone = upload(ALICE, "gone.txt");
        service.domain()
                .ownUploads()
                .delete(new Owner(DOMAIN, ALICE), gone.id())
                .join();

        admin("block", "user\n" + ALICE);

        URI link =
                service.domain().ownUploads().export(new Owner(DOMAIN, ALICE)).join();

        String stored = send(HttpRequest.newBuilder(here(link))).body();
        assertThat(stored)
                .contains("\"account\" : \"" + ALICE + "\"")
                .contains("\"id\" : \"" + slot.id() + "\"")
                .contains("a \\\"quoted\\\".txt")
                .contains("\"file\" : \"" + gone.id() + "\"")
                .containsPattern("\"blocks\" : \\[ \\{\\s+\"since\"");
        assertThat(admin("export", ALICE)).contains("\"id\" : \"" + slot.id() + "\"");
        assertThat(admin("files", ALICE).lines()).hasSize(1);
        assertThat(admin("search", "--name\nexport")).contains("\tephemeral\t");
        assertThat(service.domain()
                        .ownUploads()
                        .usage(new Owner(DOMAIN, ALICE))
                        .join()
                        .total()
                        .bytes())
                .isEqualTo(5);
    }

    /** GDPR article 15: what waits and what is remembered, too. */
    @Test
    void anExportTellsOfSlotsThatAreOpenAndOfWhatIsGone() throws Exception {
        SlotId open = slot(ALICE, "open.txt", 7, null).join().id();
        Slot gone = upload(ALICE, "gone.txt");
        upload(BOB, "other.txt");
        service.domain()
                .ownUploads()
                .delete(new Owner(DOMAIN, ALICE), gone.id())
                .join();
        export(ALICE);

        String told = send(HttpRequest.newBuilder(here(export(ALICE)))).body();
        assertThat(told)
                .containsPattern("\"open-slots\" : \\[ \\{\\s+\"id\" : \"" + open + "\",\\s+\"name\" : \"open.txt\"")
                .containsPattern("\"begun\" : false,\\s+\"begins-before\" : \"20")
                .containsPattern("\"gone\" : \\[ \\{\\s+\"id\" : \"" + gone.id() + "\",\\s+\"name\" : \"gone.txt\"")
                .containsPattern("\"gone\" : \"20[^\"]+\",\\s+\"why\" : \"owner\"")
                .as("the export before")
                .containsPattern("\"name\" : \"export.json\"[^}]+\"why\"")
                .doesNotContain("other.txt");
    }

    @Test
    void anExportLivesOneDayAndUntilTheNextOne() throws Exception {
        restart("policy.retention.ephemeral = 1h");
        URI first = export(ALICE);
        URI ofBob = export(BOB);

        URI second = export(ALICE);

        await().until(() -> status(first) == 410);
        assertThat(status(second)).isEqualTo(200);
        assertThat(status(ofBob)).isEqualTo(200);
        String[] facts = admin("search", "--name\nexport")
                .lines()
                .findFirst()
                .orElseThrow()
                .split("\t", -1);
        assertThat(Duration.between(Instant.parse(facts[2]), Instant.parse(facts[3])))
                .isBetween(Duration.ofHours(23), Duration.ofHours(24));
    }

    @Test
    void anExportLeavesTheStoreWhatTheConfigurationKeeps() throws Exception {
        restart("policy.store.keep-free = 1000TiB");
        assertThat(reason(service.domain().ownUploads().export(new Owner(DOMAIN, ALICE))))
                .isEqualTo(Reason.STORAGE_FULL);
        restart("policy.store.total = 10B");
        assertThat(reason(service.domain().ownUploads().export(new Owner(DOMAIN, ALICE))))
                .isEqualTo(Reason.STORAGE_FULL);
    }

    @Test
    void nobodyExportsAgainAndAgain() {
        for (int i = 0; i < OwnerExports.PACE.count(); i++) {
            export(ALICE);
        }

        assertThat(reason(service.domain().ownUploads().export(new Owner(DOMAIN, ALICE))))
                .isEqualTo(Reason.RATE_EXCEEDED);
        export(BOB);
    }

    @Test
    void aPurgeTakesTheExportToo() throws Exception {
        URI export = export(ALICE);

        assertThat(admin("purge", ALICE)).isEqualTo(ALICE + ": 0 files deleted\n");

        assertThat(status(export)).isEqualTo(410);
    }

    private URI export(String owner) {
        return service.domain().ownUploads().export(new Owner(DOMAIN, owner)).join();
    }

    private int status(URI link) throws Exception {
        return send(HttpRequest.newBuilder(here(link))).statusCode();
    }

    @Test
    void anErasedAccountIsNamedNowhere() throws Exception {
        Slot slot = upload(ALICE, "a.txt");
        export(ALICE);
        URI export = export(ALICE);

        assertThat(admin("erase", ALICE)).startsWith(ALICE + ": 1 files deleted");

        assertThat(get(slot)).isEqualTo(410);
        assertThat(status(export)).isEqualTo(410);
        assertThat(admin("audit", "")).doesNotContain("alice").doesNotContain("a.txt");
        assertThat(admin("audit", "").lines()).hasSize(4);
        assertThat(admin("top", "")).doesNotContain("alice");
        assertThat(admin("search", "")).isBlank();
        assertThat(admin("export", ALICE)).doesNotContain(slot.id().value());
    }

    @Test
    void withoutAServiceTheStoreIsAskedItself() throws Exception {
        Slot slot = upload(ALICE, "a.txt");
        service.close();
        ServerConfig config = config("");
        try (Store store = Store.open(config.storage(), Clock.systemUTC(), config.policy()::retention)) {
            Map<String, AdminCommand> commands = Administration.offline(config, store);

            assertThat(run(commands, "files", ALICE)).startsWith(slot.id().value());
            assertThat(run(commands, "limit", "policy.max-file-size\n3B")).endsWith("\t3B\n");
            assertThat(run(commands, "purge", ALICE)).isEqualTo(ALICE + ": 1 files deleted\n");
            assertThat(catchThrowable(() -> run(commands, "maintenance", "on")))
                    .hasMessage("maintenance is for a running service, and none runs");
        }
        start();
        assertThat(reason(slot(ALICE, "a", 5, null))).isEqualTo(Reason.FILE_TOO_LARGE);
    }

    private static String run(Map<String, AdminCommand> commands, String name, String argument) throws Exception {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        Objects.requireNonNull(commands.get(name)).run(argument, out);
        out.flush();
        return text.toString();
    }

    private int get(Slot slot) throws Exception {
        return send(HttpRequest.newBuilder(here(slot.get()))).statusCode();
    }

    /** The public URL has no port that could be known before the start. */
    private URI here(URI link) {
        return URI.create("http://127.0.0.1:" + service.port() + link.getRawPath()
                + (link.getRawQuery() == null ? "" : "?" + link.getRawQuery()));
    }

    private String admin(String command, String argument) throws Exception {
        HttpResponse<String> answer = answer(command, argument);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private HttpResponse<String> answer(String command, String argument) throws Exception {
        return send(HttpRequest.newBuilder(adminUri(command))
                .header("Sidestream-Command", "1")
                .POST(HttpRequest.BodyPublishers.ofString(argument)));
    }

    private HttpResponse<String> answer(String page) throws Exception {
        return send(HttpRequest.newBuilder(adminUri(page)));
    }

    private URI adminUri(String path) {
        return URI.create("http://127.0.0.1:" + service.adminPort().orElseThrow() + "/" + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private ServerConfig config(String more) throws ConfigException, IOException {
        Path file = directory.resolve("sidestream.conf");
        Files.writeString(
                file,
                "xmpp { domain = upload.example.org, secret = s }\nstorage.directory = files\nwarm-up = false\n"
                        + "http { listen = \"127.0.0.1:0\", admin-listen = \"127.0.0.1:0\" }\n" + more + "\n");
        return new ConfigLoader(Map.of(), directory).load(file);
    }
}
