package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.slot.Owner;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Slot;
import im.sidestream.slot.SlotId;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an account is told of itself, and what is left of it when it is erased. */
@Timeout(60)
class ExportsTest {
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
    void anExportHasEverythingAndCountsForNobody() throws Exception {
        Slot slot = running.upload(ALICE, "a \"quoted\".txt");
        Slot gone = running.upload(ALICE, "gone.txt");
        running.domain()
                .ownUploads()
                .delete(new Owner(DOMAIN, ALICE), gone.id())
                .join();

        running.admin("block", "user\n" + ALICE);

        URI link =
                running.domain().ownUploads().export(new Owner(DOMAIN, ALICE)).join();

        String stored = running.send(HttpRequest.newBuilder(running.here(link))).body();
        assertThat(stored)
                .contains("\"account\" : \"" + ALICE + "\"")
                .contains("\"id\" : \"" + slot.id() + "\"")
                .contains("a \\\"quoted\\\".txt")
                .contains("\"file\" : \"" + gone.id() + "\"")
                .containsPattern("\"blocks\" : \\[ \\{\\s+\"since\"");
        assertThat(running.admin("export", ALICE)).contains("\"id\" : \"" + slot.id() + "\"");
        assertThat(running.admin("files", ALICE).lines()).hasSize(1);
        assertThat(running.admin("search", "--name\nexport")).contains("\tephemeral\t");
        assertThat(running.domain()
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
        SlotId open = running.slot(ALICE, "open.txt", 7, null).join().id();
        Slot gone = running.upload(ALICE, "gone.txt");
        running.upload(BOB, "other.txt");
        running.domain()
                .ownUploads()
                .delete(new Owner(DOMAIN, ALICE), gone.id())
                .join();
        running.export(ALICE);

        String told = running.send(HttpRequest.newBuilder(running.here(running.export(ALICE))))
                .body();
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
        running.restart("policy.retention.ephemeral = 1h");
        URI first = running.export(ALICE);
        URI ofBob = running.export(BOB);

        URI second = running.export(ALICE);

        await().until(() -> running.status(first) == 410);
        assertThat(running.status(second)).isEqualTo(200);
        assertThat(running.status(ofBob)).isEqualTo(200);
        String[] facts = running.admin("search", "--name\nexport")
                .lines()
                .findFirst()
                .orElseThrow()
                .split("\t", -1);
        assertThat(Duration.between(Instant.parse(facts[2]), Instant.parse(facts[3])))
                .isBetween(Duration.ofHours(23), Duration.ofHours(24));
    }

    @Test
    void anExportLeavesTheStoreWhatTheConfigurationKeeps() throws Exception {
        running.restart("policy.store.keep-free = 1000TiB");
        assertThat(AdministeredService.reason(running.domain().ownUploads().export(new Owner(DOMAIN, ALICE))))
                .isEqualTo(Reason.STORAGE_FULL);
        running.restart("policy.store.total = 10B");
        assertThat(AdministeredService.reason(running.domain().ownUploads().export(new Owner(DOMAIN, ALICE))))
                .isEqualTo(Reason.STORAGE_FULL);
    }

    @Test
    void nobodyExportsAgainAndAgain() {
        for (int i = 0; i < OwnerExports.PACE.count(); i++) {
            running.export(ALICE);
        }

        assertThat(AdministeredService.reason(running.domain().ownUploads().export(new Owner(DOMAIN, ALICE))))
                .isEqualTo(Reason.RATE_EXCEEDED);
        running.export(BOB);
    }

    @Test
    void aPurgeTakesTheExportToo() throws Exception {
        URI export = running.export(ALICE);

        assertThat(running.admin("purge", ALICE)).isEqualTo(ALICE + ": 0 files deleted\n");

        assertThat(running.status(export)).isEqualTo(410);
    }

    @Test
    void anErasedAccountIsNamedNowhere() throws Exception {
        Slot slot = running.upload(ALICE, "a.txt");
        running.export(ALICE);
        URI export = running.export(ALICE);

        assertThat(running.admin("erase", ALICE)).startsWith(ALICE + ": 1 files deleted");

        assertThat(running.get(slot)).isEqualTo(410);
        assertThat(running.status(export)).isEqualTo(410);
        assertThat(running.admin("audit", "")).doesNotContain("alice").doesNotContain("a.txt");
        assertThat(running.admin("audit", "").lines()).hasSize(4);
        assertThat(running.admin("top", "")).doesNotContain("alice");
        assertThat(running.admin("search", "")).isBlank();
        assertThat(running.admin("export", ALICE)).doesNotContain(slot.id().value());
    }

    /** Whoever lost his account asks an administrator, who may do it over XMPP. */
    @Test
    void anAdministratorExportsAndErasesForAnAccount() throws Exception {
        Slot slot = running.upload(ALICE, "a.txt");
        running.upload(BOB, "b.txt");
        URI first = running.domain()
                .administration()
                .export(ALICE, "root@north.example")
                .join();
        URI export = running.domain()
                .administration()
                .export(ALICE, "root@north.example")
                .join();

        assertThat(running.status(first)).as("one lives at a time").isEqualTo(410);
        assertThat(running.send(HttpRequest.newBuilder(running.here(export))).body())
                .contains("\"id\" : \"" + slot.id() + "\"")
                .doesNotContain("b.txt");
        assertThat(running.admin("audit", ALICE)).contains("root@north.example\texported an account");
        for (int i = 0; i < OwnerExports.PACE.count(); i++) {
            running.export(ALICE);
        }
        assertThat(running.domain()
                        .administration()
                        .erase(ALICE, "root@north.example")
                        .join())
                .isEqualTo(1);
        assertThat(running.get(slot)).isEqualTo(410);
        assertThat(running.admin("audit", ""))
                .doesNotContain("alice")
                .contains("root@north.example\terased an account");
        assertThat(running.admin("files", BOB)).contains("b.txt");
    }
}
