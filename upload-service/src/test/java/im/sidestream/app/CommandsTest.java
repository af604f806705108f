package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import im.sidestream.config.ServerConfig;
import im.sidestream.http.AdminCommand;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Reason;
import im.sidestream.slot.ServiceAdministration.Search;
import im.sidestream.slot.Slot;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The administrator's commands as the admin listener takes them. */
@Timeout(60)
class CommandsTest {
    private static final String DOMAIN = AdministeredService.DOMAIN;
    private static final String ALICE = AdministeredService.ALICE;
    private static final String BOB = AdministeredService.BOB;

    @TempDir
    private Path directory;

    private AdministeredService running;

    @BeforeEach
    void start() throws Exception {
        running = new AdministeredService(directory);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void filesAreListedWithWhatIsKnownOfThem() throws Exception {
        Slot first = running.upload(ALICE, "a\tb.txt");
        Slot second = running.upload(ALICE, "c.txt");
        running.upload(BOB, "other.txt");

        List<String> lines = running.admin("files", ALICE).lines().toList();

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith(second.id().value() + "\t5\t").endsWith("\ttext/plain\tc.txt");
        assertThat(lines.get(1)).startsWith(first.id().value() + "\t5\t").endsWith("\ta_b.txt");
        assertThat(lines.get(0).split("\t")).hasSize(10);
        assertThat(running.admin("top", "").lines()).containsExactly("10\t2\t" + ALICE, "5\t1\t" + BOB);
        assertThat(running.admin("top", "1").lines()).hasSize(1);
        assertThat(running.admin("status", ""))
                .contains("\nfiles: 3\nbytes: 15\n")
                .contains("\nowners: 2\n");
    }

    @Test
    void aSearchLooksAtOwnerNameAndType() throws Exception {
        running.upload(ALICE, "Über uns.txt");
        running.upload(BOB, "über.txt");
        running.upload(BOB, "else.txt");

        assertThat(running.admin("search", "--name\nÜBER").lines()).hasSize(2);
        assertThat(running.admin("search", "--owner\n" + BOB + "\n--name\nüber").lines())
                .hasSize(1);
        assertThat(running.admin("search", "--type\ntext/*").lines()).hasSize(3);
        assertThat(running.admin("search", "--type\nimage/png")).isBlank();
        assertThat(running.answer("search", "--size\n5").statusCode()).isEqualTo(400);
        assertThat(running.domain()
                        .administration()
                        .search(new Search(null, null, null), null, 2)
                        .join()
                        .next())
                .isNotNull();
    }

    @Test
    void aFileIsRemovedByLinkOrByIdOfThisServiceAlone() throws Exception {
        Slot byLink = running.upload(ALICE, "a.txt");
        Slot byId = running.upload(ALICE, "b.txt");
        Slot stays = running.upload(ALICE, "c.txt");
        String elsewhere = stays.get().toString().replace(DOMAIN, "evil.example");

        for (String nonsense : List.of(elsewhere, "x", "https://" + DOMAIN + ":5443/f/short/a", "file:///etc/passwd")) {
            assertThat(running.answer("remove", nonsense).body())
                    .isEqualTo("This is neither a link of this service nor an id.\n");
        }
        assertThat(running.admin("remove", byLink.get().toString())).startsWith("removed\t" + byLink.id());
        assertThat(running.admin("remove", byId.id().value())).startsWith("removed\t" + byId.id());

        assertThat(running.get(byLink)).isEqualTo(410);
        assertThat(running.get(byId)).isEqualTo(410);
        assertThat(running.get(stays)).isEqualTo(200);
        assertThat(running.answer("remove", byId.id().value()).statusCode()).isEqualTo(400);
        assertThat(running.answer("remove", "A".repeat(27)).body()).isEqualTo("There is no such file.\n");
        assertThat(running.admin("audit", "").lines())
                .hasSize(2)
                .allMatch(line -> line.contains("\tadministrator\t") && line.contains("\tconsole\t"));
    }

    @Test
    void aPurgeMayLeaveYoungFiles() throws Exception {
        Slot slot = running.upload(ALICE, "a.txt");

        assertThat(running.admin("purge", ALICE + "\n--older-than\n1h")).isEqualTo(ALICE + ": 0 files deleted\n");
        assertThat(running.answer("purge", ALICE + "\n--older-than\nlong ago").statusCode())
                .isEqualTo(400);
        assertThat(running.admin("purge", ALICE)).isEqualTo(ALICE + ": 1 files deleted\n");
        assertThat(running.get(slot)).isEqualTo(410);
    }

    @Test
    void anAddressMeansTheSameInAnyCaseOfLettersAndNeverADevice() throws Exception {
        running.upload(ALICE, "a.txt");

        assertThat(running.admin("usage", "Alice@Example.ORG")).startsWith(ALICE + ": 5 bytes");
        assertThat(running.admin("search", "--owner\nALICE@example.org").lines())
                .hasSize(1);
        for (String command : List.of("purge", "usage", "files", "export", "erase", "audit")) {
            assertThat(running.answer(command, ALICE + "/phone").body())
                    .isEqualTo(ALICE + "/phone has a resource: a bare JID such as user@example.org is needed\n");
        }
        assertThat(running.admin("purge", "Alice@Example.org")).isEqualTo(ALICE + ": 1 files deleted\n");
    }

    @Test
    void aServiceIsTheSameHoweverItsDomainIsSpelt() throws Exception {
        running.upload(ALICE, "a.txt");
        running.restart("xmpp.domain = Upload.Example.ORG");

        assertThat(running.admin("files", ALICE).lines()).hasSize(1);
        assertThat(running.admin("status", "")).startsWith("service: " + DOMAIN + "\n");
    }

    @Test
    void aPurgeOfAllLeavesNoSlotAndOneOfOldFilesDoes() throws Exception {
        Slot slot = running.slot(ALICE, "a.txt", 5, "text/plain").join();

        running.admin("purge", ALICE + "\n--older-than\n1h");
        assertThat(running.admin("usage", ALICE)).contains("5");
        running.admin("purge", ALICE);
        assertThat(running.put(slot)).isEqualTo(410);
    }

    @Test
    void aBlockHoldsAtOnceAndOverARestart() throws Exception {
        assertThat(running.answer("block", "user\n@@nonsense").statusCode()).isEqualTo(400);
        assertThat(running.answer("block", "user\n*").statusCode()).isEqualTo(400);
        assertThat(running.answer("block", "type\n*/*").statusCode()).isEqualTo(400);
        assertThat(running.answer("block", "planet\nmars").statusCode()).isEqualTo(400);
        running.slot(ALICE, "a", 1, null).join();

        running.admin("block", "user\nALICE@example.org");
        running.admin("block", "type\nimage/*");
        assertThat(AdministeredService.reason(running.slot(ALICE, "a", 1, null)))
                .isEqualTo(Reason.NOT_ALLOWED);
        assertThat(AdministeredService.reason(running.slot(BOB, "a", 1, "image/png")))
                .isEqualTo(Reason.TYPE_NOT_ACCEPTED);
        running.restart("");
        assertThat(AdministeredService.reason(running.slot(ALICE, "a", 1, null)))
                .isEqualTo(Reason.NOT_ALLOWED);
        assertThat(running.admin("blocks", "").lines())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("user\t" + ALICE + "\t");

        assertThat(running.admin("unblock", "user\n" + ALICE)).isEqualTo("unblocked " + ALICE + "\n");
        assertThat(running.admin("unblock", "user\n" + ALICE)).startsWith("there was no block");
        running.slot(ALICE, "a", 1, null).join();
    }

    @Test
    void aLimitHoldsOverFileRestartAndReload() throws Exception {
        assertThat(running.admin("limit", "policy.max-file-size\n10B")).isEqualTo("policy.max-file-size\t10B\n");
        assertThat(AdministeredService.reason(running.slot(ALICE, "a", 11, null)))
                .isEqualTo(Reason.FILE_TOO_LARGE);
        running.service().reload(running.config("policy.max-file-size = 1MiB"));
        assertThat(AdministeredService.reason(running.slot(ALICE, "a", 11, null)))
                .isEqualTo(Reason.FILE_TOO_LARGE);
        running.restart("policy.max-file-size = 1MiB");
        assertThat(AdministeredService.reason(running.slot(ALICE, "a", 11, null)))
                .isEqualTo(Reason.FILE_TOO_LARGE);

        assertThat(running.admin("limit", "policy.max-file-size\ndefault")).isEqualTo("policy.max-file-size\t1MiB\n");
        running.slot(ALICE, "a", 11, null).join();
        assertThat(running.admin("limits", ""))
                .contains("policy.max-file-size\t1MiB\n")
                .doesNotContain("xmpp");
    }

    @Test
    void everyLimitIsShownAsItHoldsAndTakenAsItIsShown() throws Exception {
        running.restart("policy.max-file-size = 3MiB\npolicy.types.refuse = none");
        assertThat(running.admin("limits", "").lines())
                .contains("policy.allow\texample.org", "policy.block\tnone", "policy.types.allow\t*/*")
                .contains("policy.types.refuse\tnone", "policy.ephemeral.max-file-size\t3MiB")
                .allSatisfy(line -> {
                    String[] limit = line.split("\t", -1);
                    assertThat(limit[1]).as(line).isNotEmpty();
                    assertThat(running.admin("limit", limit[0] + "\n" + limit[1]))
                            .isEqualTo(line + "\n");
                });
        running.slot(ALICE, "a", 1, null).join();

        running.admin("limit", "policy.max-file-size\n4MiB");
        running.admin("limit", "policy.permanent.max-file-size\ndefault");
        assertThat(running.admin("limits", "")).contains("policy.permanent.max-file-size\t4MiB\n");
        running.admin("limit", "policy.block\n*.example.net");
        assertThat(running.admin("limit", "policy.block\nnone")).isEqualTo("policy.block\tnone\n");
    }

    @Test
    void aWrongLimitIsRefusedAsTheConfigurationWould() throws Exception {
        assertThat(running.answer("limit", "policy.max-file-size\n10Mb").body())
                .contains("policy.max-file-size = \"10Mb\": expected a size");
        assertThat(running.answer("limit", "policy.max-file-siz\n10B").body())
                .contains("did you mean policy.max-file-size?");
        assertThat(running.answer("limit", "xmpp.secret\nx").statusCode()).isEqualTo(400);
        assertThat(running.answer("limit", "xmpp.secret\ndefault").statusCode()).isEqualTo(400);
        assertThat(running.admin("audit", "")).isBlank();
    }

    @Test
    void aKeptLimitThatNoLongerFitsIsIgnoredAtTheStart() throws Exception {
        running.close();
        try (Store store = Store.open(
                running.config("").storage(),
                Clock.systemUTC(),
                running.config("").policy()::retention)) {
            store.restrictions()
                    .limit(DOMAIN, "policy.max-file-size", "nonsense", "x")
                    .join();
            store.restrictions().limit(DOMAIN, "policy.gone", "1", "x").join();
            store.restrictions()
                    .limit(DOMAIN, "policy.slot-lifetime", "1h", "x")
                    .join();
        }
        running.restart("");

        assertThat(running.admin("limits", ""))
                .contains("policy.max-file-size\t100MiB\n")
                .contains("policy.slot-lifetime\t1h\n");
    }

    @Test
    void maintenanceRefusesSlotsAndLetsTransfersEnd() throws Exception {
        Slot open = running.slot(ALICE, "a.txt", 5, null).join();
        Slot stored = running.upload(ALICE, "b.txt");

        running.admin("maintenance", "on");

        assertThat(AdministeredService.reason(running.slot(ALICE, "a", 1, null)))
                .isEqualTo(Reason.UNAVAILABLE);
        assertThat(running.answer("ready").statusCode()).isEqualTo(503);
        assertThat(running.get(stored)).isEqualTo(200);
        HttpRequest.Builder put =
                HttpRequest.newBuilder(running.here(open.put())).PUT(HttpRequest.BodyPublishers.ofString("hello"));
        assertThat(running.send(put).statusCode()).isEqualTo(201);
        assertThat(running.answer("maintenance", "perhaps").statusCode()).isEqualTo(400);
        running.restart("");
        running.slot(ALICE, "a", 1, null).join();
        assertThat(running.admin("audit", "")).contains("\tmaintenance on\n");
    }

    @Test
    void aDownloadCountsWhereItCameToTheEnd() throws Exception {
        Slot slot = running.upload(ALICE, "a.txt");
        HttpResponse<String> whole = running.send(HttpRequest.newBuilder(running.here(slot.get())));
        running.send(HttpRequest.newBuilder(running.here(slot.get())).header("Range", "bytes=0-2"));
        running.send(HttpRequest.newBuilder(running.here(slot.get())).header("Range", "bytes=3-"));
        running.send(
                HttpRequest.newBuilder(running.here(slot.get())).method("HEAD", HttpRequest.BodyPublishers.noBody()));
        String etag = whole.headers().firstValue("ETag").orElseThrow();
        assertThat(running.send(HttpRequest.newBuilder(running.here(slot.get())).header("If-None-Match", etag))
                        .statusCode())
                .isEqualTo(304);

        await().until(() -> downloads(slot) >= 2);
        running.restart("");

        assertThat(downloads(slot)).isEqualTo(2);
    }

    private long downloads(Slot slot) {
        return running.domain()
                .ownUploads()
                .find(new Owner(DOMAIN, ALICE), slot.id())
                .join()
                .downloads();
    }

    @Test
    void aWithdrawnFileAnswersGoneOnEveryPath() throws Exception {
        Slot slot = running.upload(ALICE, "a.txt");
        HttpResponse<String> whole = running.send(HttpRequest.newBuilder(running.here(slot.get())));
        String etag = whole.headers().firstValue("ETag").orElseThrow();

        running.domain()
                .ownUploads()
                .withdraw(new Owner(DOMAIN, ALICE), slot.id())
                .join();

        assertThat(running.get(slot)).isEqualTo(410);
        URI link = running.here(slot.get());
        assertThat(running.send(HttpRequest.newBuilder(link).method("HEAD", HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(410);
        assertThat(running.send(HttpRequest.newBuilder(link).header("Range", "bytes=0-0"))
                        .statusCode())
                .isEqualTo(410);
        assertThat(running.send(HttpRequest.newBuilder(link).header("If-None-Match", etag))
                        .statusCode())
                .isEqualTo(410);
    }

    @Test
    void withoutAServiceTheStoreIsAskedItself() throws Exception {
        Slot slot = running.upload(ALICE, "a.txt");
        running.close();
        ServerConfig config = running.config("");
        try (Store store = Store.open(config.storage(), Clock.systemUTC(), config.policy()::retention)) {
            Map<String, AdminCommand> commands = Administration.offline(config, store);

            assertThat(run(commands, "files", ALICE)).startsWith(slot.id().value());
            assertThat(run(commands, "limit", "policy.max-file-size\n3B")).endsWith("\t3B\n");
            assertThat(run(commands, "purge", ALICE)).isEqualTo(ALICE + ": 1 files deleted\n");
            assertThat(catchThrowable(() -> run(commands, "maintenance", "on")))
                    .hasMessage("maintenance is for a running service, and none runs");
        }
        running.restart("");
        assertThat(AdministeredService.reason(running.slot(ALICE, "a", 5, null)))
                .isEqualTo(Reason.FILE_TOO_LARGE);
    }

    private static String run(Map<String, AdminCommand> commands, String name, String argument) throws Exception {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        Objects.requireNonNull(commands.get(name)).run(argument, out);
        out.flush();
        return text.toString();
    }
}
