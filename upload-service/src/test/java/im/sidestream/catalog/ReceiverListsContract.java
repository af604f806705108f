package im.sidestream.catalog;

import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.ROMEO;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static im.sidestream.catalog.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.delivery.ReceiverLists;
import im.sidestream.delivery.ReceiverLists.ListName;
import im.sidestream.delivery.ReceiverLists.Named;
import im.sidestream.delivery.StandingConsents;
import im.sidestream.delivery.StandingConsents.Ruling;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import im.sidestream.slot.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of receivers, and what receivers decided for good: each user's own, and nobody else's (protocol.md §4(b)). */
abstract class ReceiverListsContract {
    private static final Owner HERS = new Owner(SERVICE, JULIET);
    private static final Owner HIS = new Owner(SERVICE, ROMEO);
    private static final ListName CREW = new ListName(JULIET, "crew");

    @TempDir
    private Path directory;

    private DeliveryFixture f;

    abstract SqlCatalog open(Path directory, Rules rules);

    @BeforeEach
    void open() {
        f = new DeliveryFixture(this::open, directory, new TestingClock());
    }

    @AfterEach
    void close() {
        f.close();
    }

    private ReceiverLists lists() {
        return f.tables.lists();
    }

    private void crew(String... members) {
        lists().create(HERS, "Crew", 9).join();
        lists().add(HERS, "Crew", List.of(members), 9).join();
    }

    private List<String> members(Owner reader) {
        return lists().members(CREW, reader, null, 9).join().items();
    }

    @Test
    void membersAreKeptOnceAndInTheOrderOfTheAlphabet() {
        crew("c@x", "a@x");

        assertThat(lists().add(HERS, "CREW", List.of("b@x", "a@x"), 9).join()).isEqualTo(1);
        assertThat(members(HERS)).containsExactly("a@x", "b@x", "c@x");
        assertThat(lists().remove(HERS, "crew", List.of("a@x", "z@x")).join()).isEqualTo(1);
        assertThat(members(HERS)).containsExactly("b@x", "c@x");
    }

    @Test
    void membersComeInPages() {
        crew("a@x", "b@x", "c@x");
        Page<String> first = lists().members(CREW, HERS, null, 2).join();

        assertThat(first.items()).containsExactly("a@x", "b@x");
        Page<String> second = lists().members(CREW, HERS, first.next(), 2).join();
        assertThat(second.items()).containsExactly("c@x");
        assertThat(second.next()).isNull();
    }

    @Test
    void aListHasSoManyMembersAndAUserSoManyLists() {
        crew("a@x", "b@x");

        refused(lists().add(HERS, "crew", List.of("c@x", "d@x"), 3), Reason.QUOTA_EXCEEDED);
        assertThat(members(HERS)).containsExactly("a@x", "b@x");
        lists().create(HERS, "other", 2).join();
        refused(lists().create(HERS, "third", 2), Reason.QUOTA_EXCEEDED);
        refused(lists().create(HERS, " CREW", 9), Reason.INVALID_REQUEST);
    }

    @Test
    void nobodyElseSeesOrChangesAList() {
        crew("a@x");

        refused(lists().members(CREW, HIS, null, 9), Reason.NOT_FOUND);
        refused(lists().members(CREW, new Owner("other.example", JULIET), null, 9), Reason.NOT_FOUND);
        refused(lists().add(HIS, "crew", List.of("b@x"), 9), Reason.NOT_FOUND);
        refused(lists().remove(HIS, "crew", List.of("a@x")), Reason.NOT_FOUND);
        refused(lists().share(HIS, "crew", ROMEO, true), Reason.NOT_FOUND);
        assertThat(lists().delete(HIS, "crew").join()).isFalse();
        assertThat(lists().of(HIS).join()).isEmpty();
    }

    @Test
    void whoAListIsLentToReadsItUntilItIsTakenBack() {
        crew("a@x");
        lists().share(HERS, "crew", ROMEO, true).join();
        lists().share(HERS, "crew", ROMEO, true).join();

        assertThat(members(HIS)).containsExactly("a@x");
        assertThat(lists().of(HIS).join()).containsExactly(new Named(new ListName(JULIET, "Crew"), 1, List.of()));
        assertThat(lists().of(HERS).join()).containsExactly(new Named(new ListName(JULIET, "Crew"), 1, List.of(ROMEO)));
        refused(lists().add(HIS, "crew", List.of("b@x"), 9), Reason.NOT_FOUND);
        lists().share(HERS, "crew", ROMEO, false).join();
        refused(lists().members(CREW, HIS, null, 9), Reason.NOT_FOUND);
    }

    @Test
    void aListMadeAnewHasNothingOfTheOneBefore() {
        crew("a@x");
        lists().share(HERS, "crew", ROMEO, true).join();
        assertThat(lists().delete(HERS, "CREW").join()).isTrue();
        assertThat(lists().delete(HERS, "crew").join()).isFalse();
        crew();

        assertThat(members(HERS)).isEmpty();
        refused(lists().members(CREW, HIS, null, 9), Reason.NOT_FOUND);
    }

    @Test
    void aListIsLentToSoManyUsers() {
        crew("a@x");
        IntStream.range(0, ReceiverLists.MOST_READERS)
                .forEach(i ->
                        lists().share(HERS, "crew", "reader" + i + "@x", true).join());

        refused(lists().share(HERS, "crew", ROMEO, true), Reason.QUOTA_EXCEEDED);
        refused(lists().members(CREW, HIS, null, 9), Reason.NOT_FOUND);
        lists().share(HERS, "crew", "reader0@x", true).join();
        lists().share(HERS, "crew", "reader0@x", false).join();
        lists().share(HERS, "crew", ROMEO, true).join();
    }

    @Test
    void aReceiverDecidesOnSoManySendersForGood() {
        StandingConsents consents = f.tables.consents();
        IntStream.range(0, StandingConsents.MOST)
                .mapToObj(i -> consents.rule(HIS, "sender" + i + "@x", Ruling.ALLOW))
                .toList()
                .forEach(CompletableFuture::join);

        refused(consents.rule(HIS, JULIET, Ruling.BLOCK), Reason.QUOTA_EXCEEDED);
        assertThat(consents.of(HIS).join()).hasSize(StandingConsents.MOST).doesNotContainKey(JULIET);
        consents.rule(HIS, "sender0@x", Ruling.BLOCK).join();
        consents.rule(HIS, StandingConsents.EVERYBODY, Ruling.BLOCK).join();
        consents.rule(HERS, ROMEO, Ruling.BLOCK).join();
        consents.rule(HIS, "sender0@x", null).join();
        consents.rule(HIS, JULIET, Ruling.BLOCK).join();
    }

    @Test
    void aRulingStandsUntilItIsForgotten() {
        StandingConsents consents = f.tables.consents();
        consents.rule(HIS, JULIET, Ruling.ALLOW).join();
        consents.rule(HIS, JULIET, Ruling.BLOCK).join();
        consents.rule(HIS, StandingConsents.EVERYBODY, Ruling.ALLOW).join();

        assertThat(consents.of(HIS).join())
                .isEqualTo(Map.of(JULIET, Ruling.BLOCK, StandingConsents.EVERYBODY, Ruling.ALLOW));
        consents.rule(HIS, JULIET, null).join();
        assertThat(consents.of(HIS).join()).containsOnlyKeys(StandingConsents.EVERYBODY);
        assertThat(consents.of(HERS).join()).isEmpty();
    }
}
