package im.sidestream.catalog;

import static im.sidestream.catalog.DeliveryFixture.LEASE;
import static im.sidestream.catalog.DeliveryFixture.MANY;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Offer;
import im.sidestream.delivery.Outbox.Kind;
import im.sidestream.delivery.Outbox.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits to be said goes until it is known to have gone, always under one id (design.md §4.17, §4.22). */
abstract class OutboxContract {
    private static final String BOB = "bob@south.example";
    private static final String CAROL = "carol@south.example";

    @TempDir
    private Path directory;

    private final TestingClock clock = new TestingClock();
    private DeliveryFixture f;

    abstract SqlCatalog open(Path directory, Rules rules);

    @BeforeEach
    void open() {
        f = new DeliveryFixture(this::open, directory, clock);
    }

    @AfterEach
    void close() {
        f.close();
    }

    private static String[] users(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "user" + i + "@south.example")
                .toArray(String[]::new);
    }

    private static List<String> ids(List<Waiting> rows) {
        return rows.stream().map(Waiting::id).toList();
    }

    private List<Waiting> take(int limit, int offers) {
        return f.outbox().take(SERVICE, limit, offers, LEASE).join();
    }

    @Test
    void nobodyElseGetsWhatIsTakenUntilItsLeaseEnds() {
        f.opened(BOB, CAROL);
        List<Waiting> first = f.take();

        clock.advance(LEASE.minusMillis(1));
        assertThat(f.take()).isEmpty();
        clock.advance(Duration.ofMillis(1));
        List<Waiting> again = f.take();
        assertThat(ids(again)).isEqualTo(ids(first));
        assertThat(first).extracting(Waiting::attempts).containsOnly(1);
        assertThat(again).extracting(Waiting::attempts).containsOnly(2);
    }

    @Test
    void idsAreRandomUuids() {
        f.opened(BOB, CAROL);

        assertThat(ids(f.take())).doesNotHaveDuplicates().allSatisfy(id -> {
            assertThat(UUID.fromString(id).version()).isEqualTo(4);
            assertThat(UUID.fromString(id).variant()).isEqualTo(2);
        });
    }

    @Test
    void whatIsDoneNeverGoesAgain() {
        Delivery delivery = f.opened(BOB);
        List<Waiting> taken = f.take();
        f.outbox().done(ids(taken)).join();
        f.outbox().done(ids(taken)).join();
        clock.advance(LEASE.multipliedBy(2));

        assertThat(f.take()).isEmpty();
        assertThat(f.outbox().size(SERVICE).join()).isZero();
        assertThat(f.offer(delivery, BOB).times().offered()).isNotNull();
    }

    /** What comes back names the stanza alone, however long ago it went, and whichever process said it (XEP-0184, RFC 6120 §8.3). */
    @Test
    void whatAStanzaSaidIsKnownWhileItsDeliveryIs() {
        Delivery delivery = f.opened(BOB);
        Waiting offer = f.take().get(0);
        f.outbox().done(List.of(offer.id())).join();
        f.accept(delivery, BOB);
        Waiting file = f.taken(Kind.FILE).get(0);
        f.close();
        open();

        assertThat(f.outbox().find(offer.id()).join()).contains(offer);
        assertThat(f.outbox().find(file.id()).join()).contains(file);
        assertThat(f.outbox().find(file.id() + "x").join()).isEmpty();
        assertThat(offer.offer()).isEqualTo(f.offer(delivery, BOB).id());
    }

    /** What was on its way when it was taken back is known to have come. */
    @Test
    void whatWentCountsAsSaidThoughItIsNotToGoAgain() {
        Delivery delivery = f.opened(BOB, CAROL);
        List<Waiting> offers = f.take();
        f.accept(delivery, CAROL);
        List<Waiting> file = f.taken(Kind.FILE);
        f.deliveries().withdraw(delivery.id(), null).join();
        assertThat(f.offer(delivery, BOB).times().offered()).isNull();
        f.outbox().done(ids(offers)).join();
        f.outbox().done(ids(file)).join();

        assertThat(f.offer(delivery, BOB).times().offered()).isNotNull();
        assertThat(f.offer(delivery, CAROL).times().sent()).isNotNull();
        assertThat(f.offer(delivery, CAROL).state()).isEqualTo(DeliveryState.WITHDRAWN);
    }

    @Test
    void aNoticeThatCameBackGoesAgain() {
        Delivery delivery = f.opened(BOB);
        f.said(Kind.OFFER);
        f.decline(delivery, BOB);
        Waiting report = f.said(Kind.REPORT).get(0);
        f.outbox().again(report.id(), clock.instant().plusSeconds(60)).join();

        assertThat(f.take()).isEmpty();
        clock.advance(Duration.ofSeconds(60));
        assertThat(f.take()).extracting(Waiting::id).containsExactly(report.id());
    }

    @Test
    void aFileThatWentMakesItsOfferSent() {
        Delivery delivery = f.opened(BOB);
        f.accept(delivery, BOB);
        clock.advance(Duration.ofSeconds(1));
        f.outbox().done(ids(f.taken(Kind.FILE))).join();

        Offer offer = f.offer(delivery, BOB);
        assertThat(offer.state()).isEqualTo(DeliveryState.SENT);
        assertThat(offer.times().sent()).isEqualTo(clock.instant());
    }

    @Test
    void whatIsPutOffComesThenUnderItsId() {
        f.opened(BOB);
        Waiting row = f.take().get(0);
        f.outbox().later(row.id(), clock.instant().plus(Duration.ofHours(1))).join();

        clock.advance(Duration.ofHours(1).minusMillis(1));
        assertThat(f.take()).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(ids(f.take())).containsExactly(row.id());
    }

    /** What waits for a place is tried no less often for it. */
    @Test
    void whatWasTakenForNothingCountsAsNotTaken() {
        f.opened(BOB);
        Waiting row = f.take().get(0);
        f.outbox().putOff(row.id(), clock.instant().plusSeconds(2)).join();

        assertThat(f.take()).isEmpty();
        clock.advance(Duration.ofSeconds(2));
        assertThat(f.take()).singleElement().satisfies(again -> {
            assertThat(again.id()).isEqualTo(row.id());
            assertThat(again.attempts()).isEqualTo(1);
        });
        f.outbox().done(List.of(row.id())).join();
        f.outbox().putOff(row.id(), clock.instant()).join();
        assertThat(f.take()).as("done is done").isEmpty();
    }

    /** RFC 6120 §8.3.2: what comes back with an error that may pass is tried again, although the server had it. */
    @Test
    void whatCameBackForNowGoesAgainUnderItsId() {
        f.opened(BOB);
        Waiting row = f.take().get(0);
        f.outbox().done(List.of(row.id())).join();
        f.outbox().again(row.id(), clock.instant().plus(Duration.ofMinutes(1))).join();

        assertThat(f.take()).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        assertThat(ids(f.take())).containsExactly(row.id());
    }

    @Test
    void whatIsOverDoesNotGoAgain() {
        f.opened(BOB);
        Waiting row = f.take().get(0);
        f.outbox().giveUp(row.id(), "item-not-found").join();
        f.outbox().again(row.id(), clock.instant()).join();

        assertThat(ids(f.take())).doesNotContain(row.id());
    }

    @Test
    void anOfferGivenUpIsUnreachable() {
        Delivery delivery = f.opened(BOB);
        f.outbox().giveUp(f.take().get(0).id(), "remote-server-not-found").join();

        assertThat(f.state(delivery, BOB)).isEqualTo(DeliveryState.UNREACHABLE);
        assertThat(f.offer(delivery, BOB).problem()).isEqualTo("remote-server-not-found");
        assertThat(f.taken(Kind.REPORT)).hasSize(1);
    }

    @Test
    void aFileGivenUpHasFailedAndItsLinkIsClosed() {
        Delivery delivery = f.opened(BOB);
        f.accept(delivery, BOB);
        f.outbox().giveUp(f.taken(Kind.FILE).get(0).id(), "gone").join();

        assertThat(f.state(delivery, BOB)).isEqualTo(DeliveryState.FAILED);
        assertThat(f.tables
                        .links()
                        .find(Objects.requireNonNull(f.offer(delivery, BOB).link()))
                        .join()
                        .orElseThrow()
                        .withdrawn())
                .isTrue();
    }

    @Test
    void anOfferGivenUpAfterItsAnswerChangesNothing() {
        Delivery delivery = f.opened(BOB);
        Waiting row = f.take().get(0);
        f.accept(delivery, BOB);
        f.outbox().giveUp(row.id(), "late").join();

        assertThat(f.state(delivery, BOB)).isEqualTo(DeliveryState.ACCEPTED);
    }

    @Test
    void filesAndReportsGoBeforeOffersWhichGoAtARate() {
        Delivery delivery = f.opened(users(10));
        f.accept(delivery, "user9@south.example");

        assertThat(take(5, 3))
                .extracting(Waiting::kind)
                .containsExactly(Kind.FILE, Kind.REPORT, Kind.OFFER, Kind.OFFER, Kind.OFFER);
        assertThat(take(5, 0)).isEmpty();
        assertThat(take(2, 9)).hasSize(2);
        assertThat(take(100, 100)).hasSize(4);
    }

    @Test
    void aSmallDeliveryDoesNotWaitForAllOfALargeOne() {
        f.opened(users(120));
        Delivery small = f.opened(BOB);

        assertThat(take(60, 60)).extracting(Waiting::delivery).contains(small.id());
        assertThat(take(100, 100)).hasSize(61);
    }

    @Test
    void whatAnswerMakesNeedlessIsNotSaid() {
        Delivery delivery = f.opened(BOB, CAROL);
        Waiting bobs = f.take().get(0);
        f.decline(delivery, BOB);
        clock.advance(LEASE);

        assertThat(f.taken(Kind.OFFER)).extracting(Waiting::to).containsExactly(CAROL);
        assertThat(f.offer(delivery, BOB).times().offered()).isNotNull();
        assertThat(f.deliveries().ofStanza(bobs.id()).join()).isPresent();
    }

    @Test
    void whatIsAddedTwiceGoesOnce() {
        Delivery delivery = f.opened(BOB);
        f.said(Kind.OFFER);
        Waiting row = new Waiting("one", Kind.HAND_OVER, "relay@upload.south.example", delivery.id(), null, "list", 0);
        f.outbox().add(SERVICE, row).join();
        f.outbox().add(SERVICE, row).join();

        assertThat(f.take()).singleElement().satisfies(taken -> {
            assertThat(taken.id()).isEqualTo("one");
            assertThat(taken.payload()).isEqualTo("list");
            assertThat(taken.offer()).isNull();
        });
        f.outbox().done(List.of("one")).join();
        f.outbox().add(SERVICE, row).join();
        assertThat(f.outbox().size(SERVICE).join()).isZero();
    }

    @Test
    void servicesHaveOutboxesOfTheirOwn() {
        f.opened(BOB);

        assertThat(f.outbox().take("other.example", MANY, MANY, LEASE).join()).isEmpty();
        assertThat(f.outbox().size("other.example").join()).isZero();
        assertThat(f.outbox().size(SERVICE).join()).isEqualTo(1);
    }

    @Test
    void ofManyTakersEachGetsItsOwn() {
        for (int i = 0; i < 3; i++) {
            f.opened(users(100));
        }
        List<CompletableFuture<List<Waiting>>> takers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            takers.add(f.outbox().take(SERVICE, 10, 10, LEASE));
        }
        List<String> all = takers.stream()
                .flatMap(taker -> taker.join().stream())
                .map(Waiting::id)
                .toList();
        Set<String> seen = new HashSet<>(all);
        f.take().forEach(row -> seen.add(row.id()));

        assertThat(all).doesNotHaveDuplicates();
        assertThat(seen).hasSize(300);
    }

    @Test
    void everythingWaitsOverARestart() {
        f.opened(BOB);
        List<Waiting> before = f.take();
        f.close();
        open();
        clock.advance(LEASE);

        assertThat(ids(f.take())).isEqualTo(ids(before));
    }
}
