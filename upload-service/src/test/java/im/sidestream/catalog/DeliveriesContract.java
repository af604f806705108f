package im.sidestream.catalog;

import static im.sidestream.catalog.DeliveryFixture.ANY;
import static im.sidestream.catalog.DeliveryFixture.HERS;
import static im.sidestream.catalog.DeliveryFixture.KEPT;
import static im.sidestream.catalog.DeliveryFixture.LEASE;
import static im.sidestream.catalog.DeliveryFixture.SIZE;
import static im.sidestream.catalog.DeliveryFixture.TIME;
import static im.sidestream.catalog.DeliveryFixture.TYPED;
import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static im.sidestream.catalog.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import im.sidestream.delivery.Channel;
import im.sidestream.delivery.Decision;
import im.sidestream.delivery.Deliveries.Answer;
import im.sidestream.delivery.Deliveries.Decided;
import im.sidestream.delivery.Deliveries.LeftOut;
import im.sidestream.delivery.Deliveries.LeftOut.Why;
import im.sidestream.delivery.Deliveries.UnderWay;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.Delivery.Phase;
import im.sidestream.delivery.DeliveryId;
import im.sidestream.delivery.DeliveryLimits.PerReceiver;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Invitation;
import im.sidestream.delivery.Naming;
import im.sidestream.delivery.Offer;
import im.sidestream.delivery.OfferId;
import im.sidestream.delivery.Offering;
import im.sidestream.delivery.Outbox.Kind;
import im.sidestream.delivery.Outbox.Waiting;
import im.sidestream.delivery.ReceiverLists.ListName;
import im.sidestream.delivery.ReceiverLists.Named;
import im.sidestream.delivery.StandingConsents;
import im.sidestream.delivery.StandingConsents.Ruling;
import im.sidestream.delivery.Via;
import im.sidestream.slot.LinkId;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Refusal.Subject;
import im.sidestream.slot.SlotId;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries as every database keeps them (design.md §3, §4.17, §4.19; protocol.md §4(b)). */
abstract class DeliveriesContract {
    private static final String BOB = "bob@south.example";
    private static final String CAROL = "carol@south.example";
    private static final String DAVE = "dave@east.example";
    private static final String RELAY = "relay@upload.south.example";
    private static final Owner BOBS = new Owner(SERVICE, BOB);
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    private Path directory;

    private final TestingClock clock = new TestingClock();
    private DeliveryFixture f;

    abstract SqlCatalog open(Path directory, Rules rules);

    /** Opens a connection beside the catalog. */
    abstract Connection beside(Path directory) throws SQLException;

    @BeforeEach
    void open() {
        f = new DeliveryFixture(this::open, directory, clock);
    }

    @AfterEach
    void close() {
        f.close();
    }

    private static DeliveryId unknown() {
        return DeliveryId.random(RANDOM);
    }

    @Test
    void aDeliveryIsFoundAsItWasBegun() {
        Delivery delivery = f.begun();

        assertThat(f.deliveries().find(delivery.id()).join()).contains(delivery);
        assertThat(f.deliveries().find(unknown()).join()).isEmpty();
    }

    @Test
    void begunTwiceItStaysAsItWas() {
        Delivery delivery = f.opened(BOB);
        f.begun(delivery);

        assertThat(f.now(delivery).phase()).isEqualTo(Phase.OPEN);
        assertThat(f.offers(delivery)).hasSize(1);
    }

    @Test
    void nobodyIsAskedBeforeItIsOpen() {
        Delivery delivery = f.begun();
        f.invite(delivery, BOB, CAROL);

        assertThat(f.take()).isEmpty();
        assertThat(f.deliveries().openFor(BOBS, 9).join()).isEmpty();
        assertThat(f.accept(delivery, BOB)).isFalse();

        assertThat(f.deliveries().open(delivery.id()).join()).isTrue();
        assertThat(f.deliveries().open(delivery.id()).join()).isFalse();
        assertThat(f.take()).extracting(Waiting::to).containsExactly(BOB, CAROL);
        assertThat(f.deliveries().openFor(BOBS, 9).join()).hasSize(1);
    }

    @Test
    void offersAreListedInTheOrderOfTheirReceivers() {
        Delivery delivery = f.opened(DAVE, BOB, CAROL);

        Page<Offer> first = f.deliveries().offers(delivery.id(), null, 2).join();
        Page<Offer> second =
                f.deliveries().offers(delivery.id(), first.next(), 2).join();
        assertThat(first.items()).extracting(Offer::receiver).containsExactly(DAVE, BOB);
        assertThat(second.items()).extracting(Offer::receiver).containsExactly(CAROL);
        assertThat(second.next()).isNull();
        refused(f.deliveries().offers(delivery.id(), "x", 2), Reason.INVALID_REQUEST);
    }

    @Test
    void aReceiverNamedTwiceIsAskedOnce() {
        Delivery delivery = f.begun();

        assertThat(f.invite(delivery, BOB, BOB)).containsExactly(new LeftOut(BOB, Why.REPEATED));
        assertThat(f.invite(delivery, BOB, CAROL)).containsExactly(new LeftOut(BOB, Why.REPEATED));
        f.deliveries().open(delivery.id()).join();
        assertThat(f.take()).extracting(Waiting::to).containsExactly(BOB, CAROL);
    }

    @Test
    void nobodyIsAddedToAnOpenDelivery() {
        Delivery delivery = f.opened(BOB);

        refused(f.deliveries().invite(delivery.id(), List.of(f.invitation(CAROL)), ANY), Reason.GONE);
        refused(f.deliveries().invite(unknown(), List.of(f.invitation(CAROL)), ANY), Reason.GONE);
    }

    /** Another client of the sender takes back what the first one is still naming receivers of (design.md §4.17). */
    @Test
    void whatIsTakenBackInPreparationNamesNobodyMore() {
        Delivery delivery = f.begun();
        f.invite(delivery, BOB);

        assertThat(f.deliveries().withdraw(delivery.id(), null).join()).isEqualTo(1);
        refused(f.deliveries().invite(delivery.id(), List.of(f.invitation(CAROL)), ANY), Reason.GONE);
        assertThat(f.deliveries().open(delivery.id()).join()).isFalse();
        assertThat(f.now(delivery).phase()).isEqualTo(Phase.CLOSED);
        assertThat(f.take()).extracting(Waiting::kind).containsExactly(Kind.REPORT);
    }

    @Test
    void whatNamesNobodyYetIsOverWhenItIsTakenBack() {
        Delivery delivery = f.begun();

        assertThat(f.deliveries().withdraw(delivery.id(), null).join()).isZero();
        refused(f.deliveries().invite(delivery.id(), List.of(f.invitation(CAROL)), ANY), Reason.GONE);
        assertThat(f.take()).isEmpty();
    }

    @Test
    void aReceiverGetsSoManyOffersADay() {
        for (int i = 0; i < 3; i++) {
            f.opened(BOB);
        }
        Delivery delivery = f.begun();
        List<Invitation> both = List.of(f.invitation(BOB), f.invitation(CAROL));

        assertThat(f.deliveries().invite(delivery.id(), both, day(3)).join())
                .containsExactly(new LeftOut(BOB, Why.LIMIT));
        clock.advance(Duration.ofDays(1).plusMillis(1));
        assertThat(f.deliveries()
                        .invite(delivery.id(), List.of(f.invitation(BOB)), day(3))
                        .join())
                .isEmpty();
    }

    private static PerReceiver day(int most) {
        return new PerReceiver(most, most + 1);
    }

    /** No sender lets a receiver get no offers of others; whose files the receiver allowed sends more (protocol.md §4(b)). */
    @Test
    void aSenderUsesUpHisPartOfAReceiversDayAlone() {
        PerReceiver part = new PerReceiver(9, 2);
        f.opened(BOB);
        clock.advance(Duration.ofMinutes(1));
        f.opened(BOB);
        clock.advance(Duration.ofMinutes(1));
        List<Invitation> both = List.of(f.invitation(BOB), f.invitation(CAROL));
        assertThat(f.deliveries().invite(f.begun().id(), both, part).join())
                .as("until the first one is a day old")
                .containsExactly(new LeftOut(BOB, Why.OFTEN, TestingClock.START.plus(Duration.ofDays(1))));

        Invitation bobs = new Invitation(OfferId.random(RANDOM), BOB, "theirs");
        Delivery others = f.begun(theirs("sender0"));
        assertThat(f.deliveries().invite(others.id(), List.of(bobs), part).join())
                .as("of another one")
                .isEmpty();
        f.tables.consents().rule(BOBS, JULIET, Ruling.ALLOW).join();
        assertThat(f.deliveries()
                        .invite(f.begun().id(), List.of(f.invitation(BOB)), part)
                        .join())
                .as("of one who is welcome")
                .isEmpty();
    }

    /** What differs between those who are blocked and those who are not tells who is (protocol.md §4(b)). */
    @Test
    void aSenderAtHisLimitIsToldTheSameWhetherHeIsBlockedOrNot() {
        PerReceiver part = new PerReceiver(9, 1);
        f.opened(BOB, CAROL);
        f.tables.consents().rule(BOBS, JULIET, Ruling.BLOCK).join();
        List<Invitation> both = List.of(f.invitation(BOB), f.invitation(CAROL));
        assertThat(f.deliveries().invite(f.begun().id(), both, part).join())
                .extracting(LeftOut::why, LeftOut::until)
                .hasSize(2)
                .containsOnly(tuple(Why.OFTEN, TestingClock.START.plus(Duration.ofDays(1))));
    }

    @Test
    void whatASenderNamedIsCountedForADay() {
        assertThat(f.deliveries().offered(HERS).join()).isZero();
        f.opened(BOB, CAROL);
        clock.advance(Duration.ofHours(22));
        f.opened(BOB);

        assertThat(f.deliveries().offered(HERS).join()).isEqualTo(3);
        clock.advance(Duration.ofHours(3));
        assertThat(f.deliveries().offered(HERS).join()).isEqualTo(1);
        assertThat(f.deliveries().offered(BOBS).join()).isZero();
    }

    private Delivery named(long receivers, long most) {
        Delivery delivery = f.draft(f.file(), true, null);
        f.deliveries().begin(delivery, new Naming(receivers, most, 0)).join();
        return delivery;
    }

    @Test
    void aSenderNamesSoManyADayAndWhatIsTooMuchLeavesNothing() {
        Delivery first = named(3, 5);
        Delivery second = f.draft(f.file(), true, null);
        refused(f.deliveries().begin(second, new Naming(3, 5, 0)), Reason.QUOTA_EXCEEDED);
        f.deliveries().begin(first, new Naming(3, 5, 0)).join();

        assertThat(f.deliveries().find(second.id()).join()).isEmpty();
        assertThat(f.deliveries().offered(HERS).join())
                .as("of one begun twice, too")
                .isEqualTo(3);
        named(2, 5);
        clock.advance(Duration.ofHours(25));
        named(5, 5);
    }

    @Test
    void whoNamedTooManyIsToldTheLimitAndWhenItIsOver() {
        named(3, 5);
        clock.advance(Duration.ofMinutes(150));
        named(2, 5);
        Refusal one = refused(begin(1, 5), Reason.QUOTA_EXCEEDED);
        Refusal four = refused(begin(4, 5), Reason.QUOTA_EXCEEDED);

        assertThat(one.subject()).contains(new Subject("day", List.of(5L, 5L)));
        assertThat(one.retryAt()).contains(TestingClock.START.plus(Duration.ofHours(24)));
        assertThat(four.retryAt()).contains(TestingClock.START.plus(Duration.ofHours(26)));
        assertThat(refused(begin(6, 5), Reason.QUOTA_EXCEEDED).retryAt())
                .as("of what never fits")
                .isEmpty();
        clock.advance(Duration.between(clock.instant(), TestingClock.START.plus(Duration.ofHours(24))));
        begin(1, 5).join();
    }

    private CompletableFuture<Void> begin(long receivers, long most) {
        return f.deliveries().begin(f.draft(f.file(), true, null), new Naming(receivers, most, 0));
    }

    /** Whoever asks under ever new names is counted under one. */
    @Test
    void theSendersOfAnotherServicesDomainNameSoManyADayTogether() {
        for (int i = 0; i < 2; i++) {
            f.deliveries().begin(theirs("sender" + i), new Naming(1, 9, 2)).join();
        }
        Delivery third = theirs("sender2");
        Refusal refusal = refused(f.deliveries().begin(third, new Naming(1, 9, 2)), Reason.QUOTA_EXCEEDED);
        assertThat(refusal.subject()).contains(new Subject("domain", List.of("east.example", 2L, 2L)));
        assertThat(refusal.retryAt()).contains(TestingClock.START.plus(Duration.ofHours(24)));

        assertThat(f.deliveries().find(third.id()).join()).isEmpty();
        assertThat(f.deliveries().offered(third.sender()).join()).isZero();
        clock.advance(Duration.ofHours(25));
        f.deliveries().begin(third, new Naming(1, 9, 2)).join();
    }

    private Delivery theirs(String sender) {
        Delivery draft = f.draft(null, true, new Delivery.Origin("upload.east.example", sender));
        return new Delivery(
                draft.id(),
                new Owner(SERVICE, sender + "@east.example"),
                null,
                draft.content(),
                draft.terms(),
                draft.phase(),
                draft.begun(),
                draft.origin());
    }

    @Test
    void otherServicesUseHalfOfAReceiversDayTogether() {
        for (int i = 0; i < 2; i++) {
            Delivery delivery = f.begun(theirs("sender" + i));
            assertThat(invitedFor(delivery, 4)).isEmpty();
        }
        assertThat(invitedFor(f.begun(theirs("sender2")), 4)).containsExactly(new LeftOut(BOB, Why.LIMIT));

        assertThat(f.deliveries()
                        .invite(f.begun().id(), List.of(f.invitation(BOB)), day(4))
                        .join())
                .as("of our own senders")
                .isEmpty();
        for (int i = 0; i < 4; i++) {
            f.opened(CAROL);
        }
        Invitation carols = new Invitation(OfferId.random(RANDOM), CAROL, "theirs");
        assertThat(f.deliveries()
                        .invite(f.begun(theirs("sender3")).id(), List.of(carols), day(4))
                        .join())
                .as("of a day that our own senders used up")
                .containsExactly(new LeftOut(CAROL, Why.LIMIT));
    }

    private List<LeftOut> invitedFor(Delivery delivery, int perReceiver) {
        Invitation bobs = new Invitation(OfferId.random(RANDOM), BOB, "their-" + delivery.id());
        return f.deliveries()
                .invite(delivery.id(), List.of(bobs), day(perReceiver))
                .join();
    }

    @Test
    void ordersAtOneMomentKeepToASendersDay() throws InterruptedException {
        for (int round = 0; round < Orders.ROUNDS; round++) {
            List<Delivery> drafts = Stream.generate(() -> f.draft(f.file(), true, null))
                    .limit(24)
                    .toList();

            assertThat(Orders.begunAtOnce(drafts, List.of(f.deliveries()), new Naming(2, 7, 0)))
                    .isEqualTo(3);
            assertThat(f.deliveries().offered(HERS).join()).isEqualTo(6);
            clock.advance(Duration.ofHours(25));
        }
    }

    @Test
    void aBlockedSenderAsksNobody() {
        f.tables.consents().rule(BOBS, JULIET, Ruling.BLOCK).join();
        f.tables
                .consents()
                .rule(new Owner(SERVICE, CAROL), StandingConsents.EVERYBODY, Ruling.BLOCK)
                .join();
        f.tables
                .consents()
                .rule(new Owner(SERVICE, DAVE), StandingConsents.EVERYBODY, Ruling.BLOCK)
                .join();
        f.tables.consents().rule(new Owner(SERVICE, DAVE), JULIET, Ruling.ALLOW).join();
        Delivery delivery = f.begun();

        assertThat(f.invite(delivery, BOB, CAROL, DAVE))
                .containsExactly(new LeftOut(BOB, Why.BLOCKED), new LeftOut(CAROL, Why.BLOCKED));
        assertThat(f.state(delivery, DAVE)).isEqualTo(DeliveryState.ACCEPTED);
    }

    @Test
    void whoAllowedItBeforeGetsTheFileWithoutBeingAsked() {
        f.tables.consents().rule(BOBS, JULIET, Ruling.ALLOW).join();
        Delivery delivery = f.begun();
        f.invite(delivery, BOB, CAROL);

        assertThat(f.take()).isEmpty();
        f.deliveries().open(delivery.id()).join();
        assertThat(f.take())
                .extracting(Waiting::to, Waiting::kind)
                .containsExactly(tuple(BOB, Kind.FILE), tuple(CAROL, Kind.OFFER));
        assertThat(f.offer(delivery, BOB).link()).isNotNull();
    }

    @Test
    void withoutConsentEverybodyGetsIt() {
        Delivery delivery = f.begun(f.draft(f.file(), false, null));
        f.invite(delivery, BOB, CAROL);
        f.deliveries().open(delivery.id()).join();

        assertThat(f.summary(delivery)).isEqualTo(Map.of(DeliveryState.ACCEPTED, 2L));
        assertThat(f.said(Kind.FILE)).hasSize(2);
    }

    @Test
    void aYesMakesALinkAndLetsTheFileGo() {
        Delivery delivery = f.opened(BOB, CAROL);
        f.said(Kind.OFFER);
        Decided decided = f.deliveries()
                .decide(f.offer(delivery, BOB).id(), Decision.ACCEPT, DeliveryFixture.by(Channel.FORM, Via.IN_BAND))
                .join();

        assertThat(decided.counts()).isTrue();
        assertThat(decided.offering().offer().state()).isEqualTo(DeliveryState.ACCEPTED);
        assertThat(decided.offering().offer().via()).isEqualTo(Via.IN_BAND);
        LinkId link = Objects.requireNonNull(decided.link());
        assertThat(f.offer(delivery, BOB).link()).isEqualTo(link);
        assertThat(f.tables.links().find(link).join())
                .hasValueSatisfying(found -> assertThat(found.upload()).isEqualTo(delivery.file()));
        assertThat(f.taken(Kind.FILE))
                .singleElement()
                .satisfies(row ->
                        assertThat(row.offer()).isEqualTo(f.offer(delivery, BOB).id()));
    }

    @Test
    void theFirstDecisionWinsAndSayingItAgainIsNoFault() {
        Delivery delivery = f.opened(BOB, CAROL);
        assertThat(f.decline(delivery, BOB)).isTrue();
        assertThat(f.decline(delivery, BOB)).isTrue();
        assertThat(f.accept(delivery, BOB)).isFalse();
        Decided first = f.decide(delivery, CAROL, Decision.ACCEPT);
        Decided again = f.decide(delivery, CAROL, Decision.ACCEPT);

        assertThat(f.state(delivery, BOB)).isEqualTo(DeliveryState.DECLINED);
        assertThat(again.counts()).isTrue();
        assertThat(again.link()).isEqualTo(first.link());
        assertThat(f.taken(Kind.FILE)).hasSize(1);
    }

    @Test
    void aYesMayBecomeANoUntilTheFileIsTakenToGo() {
        Delivery delivery = f.opened(BOB, CAROL);
        f.said(Kind.OFFER);
        f.accept(delivery, BOB);
        LinkId link = Objects.requireNonNull(f.offer(delivery, BOB).link());

        assertThat(f.decline(delivery, BOB)).isTrue();
        assertThat(f.taken(Kind.FILE)).isEmpty();
        assertThat(f.tables.links().find(link).join().orElseThrow().withdrawn()).isTrue();

        f.accept(delivery, CAROL);
        assertThat(f.taken(Kind.FILE)).hasSize(1);
        assertThat(f.decline(delivery, CAROL)).isFalse();
        assertThat(f.state(delivery, CAROL)).isEqualTo(DeliveryState.ACCEPTED);
    }

    @Test
    void silenceIsNo() {
        Delivery delivery = f.opened(BOB, CAROL);
        f.accept(delivery, CAROL);
        clock.advance(TIME);

        assertThat(f.accept(delivery, BOB)).isFalse();
        assertThat(f.expire()).isEqualTo(1);
        assertThat(f.state(delivery, BOB)).isEqualTo(DeliveryState.NO_ANSWER);
        assertThat(f.state(delivery, CAROL)).isEqualTo(DeliveryState.ACCEPTED);
        assertThat(f.deliveries().openFor(BOBS, 9).join()).isEmpty();
        assertThat(f.expire()).isZero();
    }

    @Test
    void aBlockIsRemembered() {
        Delivery delivery = f.opened(BOB);
        f.decide(delivery, BOB, Decision.BLOCK);

        assertThat(f.state(delivery, BOB)).isEqualTo(DeliveryState.DECLINED);
        assertThat(f.tables.consents().of(BOBS).join()).isEqualTo(Map.of(JULIET, Ruling.BLOCK));
        assertThat(f.invite(f.begun(), BOB)).containsExactly(new LeftOut(BOB, Why.BLOCKED));
    }

    @Test
    void aBlockThatAnOfferGotIsTakenBackThereAndTheAnswerStays() {
        Delivery delivery = f.opened(BOB, CAROL);
        OfferId bobs = f.offer(delivery, BOB).id();
        f.decide(delivery, BOB, Decision.BLOCK);
        f.decide(delivery, CAROL, Decision.BLOCK);

        assertThat(f.deliveries().blocks(bobs).join()).isTrue();
        assertThat(f.deliveries().unblock(bobs).join()).isTrue();
        assertThat(f.deliveries().unblock(bobs).join()).isFalse();
        assertThat(f.deliveries().blocks(bobs).join()).isFalse();
        assertThat(f.state(delivery, BOB)).isEqualTo(DeliveryState.DECLINED);
        assertThat(f.invite(f.begun(), BOB, CAROL)).containsExactly(new LeftOut(CAROL, Why.BLOCKED));
        refused(f.deliveries().unblock(OfferId.random(RANDOM)), Reason.NOT_FOUND);
    }

    /** Whoever knows the page of one offer changes nothing that the receiver decided elsewhere. */
    @Test
    void whatTheReceiverDecidedElsewhereIsNotTakenBackThere() {
        Delivery first = f.opened(BOB);
        Delivery second = f.opened(BOB);
        f.tables.consents().rule(BOBS, JULIET, Ruling.BLOCK).join();
        f.decide(first, BOB, Decision.BLOCK);
        assertUntouched(first, Ruling.BLOCK);

        f.tables.consents().rule(BOBS, JULIET, null).join();
        f.decide(first, BOB, Decision.BLOCK);
        f.decide(second, BOB, Decision.BLOCK);
        assertUntouched(first, Ruling.BLOCK);
        assertThat(f.deliveries().blocks(f.offer(second, BOB).id()).join()).isTrue();

        f.tables.consents().rule(BOBS, JULIET, Ruling.ALLOW).join();
        assertUntouched(second, Ruling.ALLOW);
        f.tables.consents().rule(BOBS, JULIET, Ruling.BLOCK).join();
        assertUntouched(second, Ruling.BLOCK);
    }

    private void assertUntouched(Delivery delivery, Ruling ruling) {
        OfferId offer = f.offer(delivery, BOB).id();
        assertThat(f.deliveries().blocks(offer).join()).isFalse();
        assertThat(f.deliveries().unblock(offer).join()).isFalse();
        assertThat(f.tables.consents().of(BOBS).join()).isEqualTo(Map.of(JULIET, ruling));
    }

    @Test
    void aYesToAFileThatIsGoneDoesNotCount() {
        Delivery delivery = f.opened(BOB);
        f.delete(Objects.requireNonNull(delivery.file()));

        assertThat(f.accept(delivery, BOB)).isFalse();
        assertThat(f.state(delivery, BOB)).isEqualTo(DeliveryState.EXPIRED);
        assertThat(f.taken(Kind.FILE)).isEmpty();
    }

    @Test
    void whatWasNotFetchedOfAFileThatIsGoneExpires() {
        Delivery delivery = f.opened(BOB, CAROL, DAVE);
        f.accept(delivery, BOB);
        f.accept(delivery, CAROL);
        f.decline(delivery, DAVE);
        f.said(Kind.FILE);
        f.advance(delivery, CAROL, DeliveryState.DOWNLOADED);
        f.delete(Objects.requireNonNull(delivery.file()));

        assertThat(f.expire()).isEqualTo(1);
        assertThat(f.summary(delivery))
                .isEqualTo(Map.of(DeliveryState.EXPIRED, 1L, DeliveryState.DOWNLOADED, 1L, DeliveryState.DECLINED, 1L));
        assertThat(f.now(delivery).phase()).isEqualTo(Phase.CLOSED);
    }

    @Test
    void anUnknownOfferIsNotFound() {
        refused(f.deliveries().decide(OfferId.random(RANDOM), Decision.ACCEPT, TYPED), Reason.NOT_FOUND);
    }

    @Test
    void statesAreLeftOnlyForThoseThatMayFollow() {
        Delivery delivery = f.opened(BOB);
        assertThat(f.advance(delivery, BOB, DeliveryState.ACCEPTED)).isFalse();
        assertThat(f.advance(delivery, BOB, DeliveryState.DELIVERED)).isFalse();
        f.accept(delivery, BOB);
        assertThat(f.advance(delivery, BOB, DeliveryState.DELIVERED)).isTrue();
        assertThat(f.advance(delivery, BOB, DeliveryState.SENT)).isFalse();
        clock.advance(Duration.ofMinutes(1));
        assertThat(f.advance(delivery, BOB, DeliveryState.DOWNLOADED)).isTrue();

        Offer.Times times = f.offer(delivery, BOB).times();
        assertThat(times.sent()).isEqualTo(times.delivered()).isEqualTo(times.answered());
        assertThat(times.downloaded()).isEqualTo(times.ended()).isEqualTo(clock.instant());
    }

    @Test
    void whatCameIsNotSentAgain() {
        Delivery delivery = f.opened(BOB);
        f.accept(delivery, BOB);
        assertThat(f.taken(Kind.FILE)).hasSize(1);
        f.advance(delivery, BOB, DeliveryState.DELIVERED);
        clock.advance(LEASE);

        assertThat(f.taken(Kind.FILE)).isEmpty();
    }

    @Test
    void codesOfOpenOffersDifferAndLeadToThem() {
        List<Delivery> all = IntStream.range(0, 40).mapToObj(i -> f.opened(BOB)).toList();
        List<String> codes =
                all.stream().map(delivery -> f.offer(delivery, BOB).code()).toList();

        assertThat(codes).doesNotHaveDuplicates().allMatch(code -> code.matches("[2-9A-Z]{3,6}"));
        assertThat(f.deliveries()
                        .find(BOBS, " " + codes.get(7).toLowerCase(Locale.ROOT))
                        .join())
                .map(offering -> offering.delivery().id())
                .contains(all.get(7).id());
        assertThat(f.deliveries().find(new Owner(SERVICE, CAROL), codes.get(7)).join())
                .isEmpty();
        assertThat(f.deliveries().find(BOBS, "").join()).isEmpty();
    }

    @Test
    void aStanzaLeadsToItsOffer() {
        Delivery delivery = f.opened(BOB);
        String offer = f.said(Kind.OFFER).get(0).id();
        f.accept(delivery, BOB);
        String file = f.taken(Kind.FILE).get(0).id();

        for (String id : List.of(offer, file)) {
            assertThat(f.deliveries().ofStanza(id).join())
                    .map(found -> found.offer().id())
                    .contains(f.offer(delivery, BOB).id());
        }
        assertThat(f.deliveries().ofStanza("other").join()).isEmpty();
    }

    @Test
    void openOffersAreThoseThatMayStillBeDecided() {
        Delivery first = f.opened(BOB);
        clock.advance(Duration.ofMinutes(1));
        Delivery second = f.opened(BOB, CAROL);
        Delivery declined = f.opened(BOB);
        f.decline(declined, BOB);
        f.accept(second, BOB);

        assertThat(f.deliveries().openFor(BOBS, 9).join())
                .extracting(offering -> offering.delivery().id())
                .containsExactly(second.id(), first.id());
        f.said(Kind.FILE);
        assertThat(f.deliveries().openFor(BOBS, 9).join())
                .extracting(offering -> offering.delivery().id())
                .containsExactly(first.id());
        assertThat(f.deliveries().ofReceiver(BOBS, null, 9).join().items()).hasSize(3);
    }

    @Test
    void aReceiversOffersComeInPages() {
        List<DeliveryId> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(0, f.opened(BOB).id());
        }
        Page<Offering> first = f.deliveries().ofReceiver(BOBS, null, 2).join();
        Page<Offering> second = f.deliveries().ofReceiver(BOBS, first.next(), 2).join();

        assertThat(first.items()).extracting(one -> one.delivery().id()).isEqualTo(all.subList(0, 2));
        assertThat(second.items()).extracting(one -> one.delivery().id()).isEqualTo(all.subList(2, 3));
    }

    @Test
    void aSendersDeliveriesComeNewestFirst() {
        Delivery first = f.opened(BOB);
        Delivery second = f.opened(BOB);
        Page<Delivery> page = f.deliveries().ofSender(HERS, null, 1).join();

        assertThat(page.items()).extracting(Delivery::id).containsExactly(second.id());
        assertThat(f.deliveries().ofSender(HERS, page.next(), 1).join().items())
                .extracting(Delivery::id)
                .containsExactly(first.id());
        assertThat(f.deliveries().ofSender(BOBS, null, 9).join().items()).isEmpty();
    }

    @Test
    void withdrawingStopsWhatWasNotFetched() {
        Delivery delivery = f.opened(BOB, CAROL, DAVE);
        f.said(Kind.OFFER);
        f.accept(delivery, BOB);
        f.accept(delivery, CAROL);
        f.said(Kind.FILE);
        f.advance(delivery, CAROL, DeliveryState.DOWNLOADED);
        LinkId bobs = Objects.requireNonNull(f.offer(delivery, BOB).link());
        LinkId carols = Objects.requireNonNull(f.offer(delivery, CAROL).link());

        assertThat(f.deliveries().withdraw(delivery.id(), null).join()).isEqualTo(2);
        assertThat(f.summary(delivery)).isEqualTo(Map.of(DeliveryState.WITHDRAWN, 2L, DeliveryState.DOWNLOADED, 1L));
        assertThat(f.tables.links().find(bobs).join().orElseThrow().withdrawn()).isTrue();
        assertThat(f.tables.links().find(carols).join().orElseThrow().withdrawn())
                .isFalse();
        assertThat(f.taken(Kind.RETRACTION)).extracting(Waiting::to).containsExactly(BOB, DAVE);
        assertThat(f.now(delivery).phase()).isEqualTo(Phase.CLOSED);
        assertThat(f.accept(delivery, DAVE)).isFalse();
    }

    @Test
    void oneReceiverIsWithdrawnWithoutTheOthers() {
        Delivery delivery = f.opened(BOB, CAROL);

        assertThat(f.deliveries().withdraw(delivery.id(), BOB).join()).isEqualTo(1);
        assertThat(f.deliveries().withdraw(delivery.id(), DAVE).join()).isZero();
        assertThat(f.state(delivery, CAROL)).isEqualTo(DeliveryState.PENDING);
        assertThat(f.deliveries().withdraw(unknown(), null).join()).isZero();
    }

    @Test
    void whoNeverHeardOfAnOfferHearsNothingOfItsEnd() {
        Delivery delivery = f.opened(BOB);
        f.deliveries().withdraw(delivery.id(), null).join();

        assertThat(f.take()).extracting(Waiting::kind).containsExactly(Kind.REPORT);
    }

    @Test
    void largeDeliveriesAreOpenedAndWithdrawnWhole() {
        Delivery delivery = f.begun();
        for (int page = 0; page < 3; page++) {
            int first = page * 200;
            f.invite(
                    delivery,
                    IntStream.range(first, first + 200)
                            .mapToObj(i -> "user" + i + "@south.example")
                            .toArray(String[]::new));
        }
        f.deliveries().open(delivery.id()).join();

        assertThat(f.outbox().size(SERVICE).join()).isEqualTo(600);
        assertThat(f.deliveries().withdraw(delivery.id(), null).join()).isEqualTo(600);
        assertThat(f.summary(delivery)).isEqualTo(Map.of(DeliveryState.WITHDRAWN, 600L));
    }

    @Test
    void theSenderHearsOfTheFirstAnswerTheLastOneAndTheEnd() {
        Delivery delivery = f.opened(BOB, CAROL, DAVE);
        assertThat(f.said(Kind.REPORT)).isEmpty();
        f.decline(delivery, BOB);
        assertThat(f.said(Kind.REPORT)).singleElement().satisfies(row -> {
            assertThat(row.to()).isEqualTo(JULIET);
            assertThat(row.delivery()).isEqualTo(delivery.id());
        });
        f.accept(delivery, CAROL);
        assertThat(f.said(Kind.REPORT)).isEmpty();
        f.accept(delivery, DAVE);
        assertThat(f.said(Kind.REPORT)).hasSize(1);
        f.advance(delivery, CAROL, DeliveryState.DOWNLOADED);
        assertThat(f.said(Kind.REPORT)).isEmpty();
        f.advance(delivery, DAVE, DeliveryState.FAILED);
        assertThat(f.said(Kind.REPORT)).hasSize(1);
        assertThat(f.now(delivery).phase()).isEqualTo(Phase.CLOSED);
    }

    @Test
    void oneReportThatWaitsTellsAllOfIt() {
        Delivery delivery = f.opened(BOB, CAROL);
        f.decline(delivery, BOB);
        f.decline(delivery, CAROL);

        assertThat(f.said(Kind.REPORT)).hasSize(1);
        assertThat(f.said(Kind.REPORT)).isEmpty();
    }

    @Test
    void whatACrashLeftInPreparationIsForgottenAfterAnHour() {
        Delivery delivery = f.begun();
        f.invite(delivery, BOB);
        clock.advance(Duration.ofHours(1));
        assertThat(f.expire()).isZero();
        clock.advance(Duration.ofMillis(1));

        assertThat(f.expire()).isEqualTo(2);
        assertThat(f.deliveries().find(delivery.id()).join()).isEmpty();
        assertThat(f.outbox().size(SERVICE).join()).isZero();
    }

    @Test
    void whatEndedIsForgottenLater() {
        Delivery delivery = f.opened(BOB);
        f.accept(delivery, BOB);
        f.advance(delivery, BOB, DeliveryState.DOWNLOADED);
        LinkId link = Objects.requireNonNull(f.offer(delivery, BOB).link());
        clock.advance(KEPT);
        assertThat(f.expire()).isZero();
        clock.advance(Duration.ofMillis(1));

        assertThat(f.expire()).isEqualTo(2);
        assertThat(f.deliveries().find(delivery.id()).join()).isEmpty();
        assertThat(f.tables.links().find(link).join()).isEmpty();
        assertThat(f.outbox().size(SERVICE).join()).isZero();
    }

    @Test
    void anOpenDeliveryIsNotForgotten() {
        Delivery delivery = f.opened(BOB);
        f.accept(delivery, BOB);
        f.said(Kind.FILE);
        clock.advance(KEPT.multipliedBy(3));
        f.expire();

        assertThat(f.state(delivery, BOB)).isEqualTo(DeliveryState.SENT);
    }

    @Test
    void anotherServicesDeliveryIsFoundByItsOrigin() {
        Delivery.Origin origin = new Delivery.Origin(RELAY, "theirs");
        Delivery delivery = f.begun(f.draft(null, true, origin));
        f.begun(f.draft(null, true, origin));

        assertThat(f.deliveries().find(SERVICE, origin).join()).contains(delivery);
        assertThat(f.deliveries()
                        .find(SERVICE, new Delivery.Origin(RELAY, "other"))
                        .join())
                .isEmpty();
    }

    private Delivery takenOver(String... receivers) {
        Delivery delivery = f.begun(f.draft(null, true, new Delivery.Origin(RELAY, "theirs")));
        handed(delivery, receivers);
        f.deliveries().open(delivery.id()).join();
        return delivery;
    }

    private List<LeftOut> handed(Delivery delivery, String... receivers) {
        List<Invitation> invitations = Stream.of(receivers)
                .map(receiver -> new Invitation(OfferId.random(RANDOM), receiver, "their-" + receiver))
                .toList();
        return f.deliveries().invite(delivery.id(), invitations, ANY).join();
    }

    @Test
    void answersToAnotherServicesOfferGoThere() {
        Delivery delivery = takenOver(BOB, CAROL);
        assertThat(f.offer(delivery, BOB).remote()).isEqualTo(new Offer.Remote(RELAY, "their-" + BOB));
        f.said(Kind.OFFER);
        Decided decided = f.decide(delivery, BOB, Decision.ACCEPT);

        assertThat(decided.counts()).isTrue();
        assertThat(decided.link()).isNull();
        assertThat(f.take()).singleElement().satisfies(row -> {
            assertThat(row.kind()).isEqualTo(Kind.OUTCOME);
            assertThat(row.to()).isEqualTo(RELAY);
            assertThat(row.payload()).isEqualTo("accepted");
        });
        assertThat(f.decline(delivery, BOB)).isTrue();
        assertThat(f.taken(Kind.OUTCOME)).extracting(Waiting::payload).containsExactly("declined");
    }

    /** What the other service was told is nothing that the receiver heard. */
    @Test
    void nothingIsTakenBackFromWhoNeverHeardOfIt() {
        f.tables.consents().rule(BOBS, JULIET, Ruling.ALLOW).join();
        Delivery delivery = takenOver(BOB, CAROL);
        assertThat(f.said(Kind.OUTCOME)).hasSize(1);
        f.deliveries().withdraw(delivery.id(), null).join();

        assertThat(f.taken(Kind.RETRACTION)).extracting(Waiting::to).containsExactly(CAROL);
    }

    @Test
    void theFileOfAnotherServiceGoesWhenItComesToWhoAccepted() {
        Delivery delivery = takenOver(BOB, CAROL);
        f.said(Kind.OFFER);
        f.accept(delivery, BOB);
        f.said(Kind.OUTCOME);
        for (String receiver : List.of(BOB, CAROL)) {
            for (String id : List.of("one-" + receiver, "two-" + receiver)) {
                OfferId offer = f.offer(delivery, receiver).id();
                f.outbox()
                        .add(SERVICE, new Waiting(id, Kind.FILE, receiver, delivery.id(), offer, "https://…", 0))
                        .join();
            }
        }

        assertThat(f.said(Kind.FILE)).extracting(Waiting::id).containsExactly("one-" + BOB);
        assertThat(f.state(delivery, BOB)).isEqualTo(DeliveryState.SENT);
        f.advance(delivery, BOB, DeliveryState.DELIVERED);
        assertThat(f.said(Kind.OUTCOME)).extracting(Waiting::payload).containsExactly("delivered");
    }

    @Test
    void moreReceiversOfAnotherServiceComeWhileItIsOpen() {
        Delivery delivery = takenOver(BOB);
        f.decline(delivery, BOB);

        assertThat(handed(delivery, BOB, CAROL)).containsExactly(new LeftOut(BOB, Why.REPEATED));
        assertThat(f.taken(Kind.OFFER)).extracting(Waiting::to).containsExactly(CAROL);
    }

    @Test
    void anotherServicesDeliveryEndsWithTheTimeToAnswer() {
        Delivery delivery = takenOver(BOB, CAROL);
        f.accept(delivery, CAROL);
        clock.advance(TIME);
        f.expire();
        assertThat(f.said(Kind.OUTCOME)).extracting(Waiting::payload).containsExactly("accepted", "no-answer");
        assertThat(f.now(delivery).phase()).isEqualTo(Phase.OPEN);
        f.outbox()
                .add(
                        SERVICE,
                        new Waiting(
                                "x",
                                Kind.FILE,
                                CAROL,
                                delivery.id(),
                                f.offer(delivery, CAROL).id(),
                                "l",
                                0))
                .join();
        f.said(Kind.FILE);
        f.expire();

        assertThat(f.now(delivery).phase()).isEqualTo(Phase.CLOSED);
        assertThat(f.said(Kind.REPORT)).isEmpty();
    }

    @Test
    void aFileThatTheOtherServiceNeverSendsExpires() {
        Delivery delivery = takenOver(CAROL);
        f.accept(delivery, CAROL);
        clock.advance(TIME.plus(KEPT));
        f.expire();

        assertThat(f.state(delivery, CAROL)).isEqualTo(DeliveryState.EXPIRED);
    }

    @Test
    void theFileGoesToTheServiceThatAskedForUs() {
        Delivery delivery = f.opened(BOB, CAROL);
        f.deliveries()
                .handedOver(RELAY, Map.of(f.offer(delivery, BOB).id(), "theirs"))
                .join();
        assertThat(f.offer(delivery, BOB).remote()).isEqualTo(new Offer.Remote(RELAY, "theirs"));
        f.said(Kind.OFFER);
        f.accept(delivery, BOB);
        f.accept(delivery, CAROL);

        assertThat(f.said(Kind.HAND_FILE)).extracting(Waiting::to).containsExactly(RELAY);
        assertThat(f.summary(delivery)).isEqualTo(Map.of(DeliveryState.SENT, 2L));
        f.deliveries().withdraw(delivery.id(), null).join();
        assertThat(f.said(Kind.RETRACTION)).extracting(Waiting::to).containsExactly(RELAY, CAROL);
    }

    /** It knows of links, which go through it; of what its user gets in band from us it hears nothing else. */
    @Test
    void theServiceThatAsksForUsHearsOfWhatCameInBand() {
        Delivery delivery = f.opened(BOB, CAROL);
        for (String receiver : List.of(BOB, CAROL)) {
            OfferId id = f.offer(delivery, receiver).id();
            f.deliveries().handedOver(RELAY, Map.of(id, "theirs")).join();
            Via via = receiver.equals(BOB) ? Via.IN_BAND : Via.LINK;
            f.deliveries()
                    .decide(id, Decision.ACCEPT, new Answer(Channel.PEER, via, receiver + "/phone"))
                    .join();
            f.deliveries().advance(id, DeliveryState.DOWNLOADED, null).join();
        }
        assertThat(f.taken(Kind.OUTCOME)).singleElement().satisfies(row -> {
            assertThat(row.to()).isEqualTo(RELAY);
            assertThat(row.payload()).isEqualTo("downloaded");
            assertThat(row.offer()).isEqualTo(f.offer(delivery, BOB).id());
        });
        assertThat(f.offer(delivery, BOB).resource()).isEqualTo(BOB + "/phone");
    }

    private void forget(Owner owner) {
        for (int step = 0; f.catalog.inventory().forget(owner, 2).join() > 0; step++) {
            assertThat(step).as("steps of forgetting").isLessThan(100);
        }
    }

    @Test
    void ofAnErasedSenderNothingIsLeft() {
        Delivery delivery = f.opened(BOB, CAROL, DAVE);
        f.accept(delivery, BOB);
        LinkId link = Objects.requireNonNull(f.offer(delivery, BOB).link());
        Delivery other = f.begun(new Delivery(
                unknown(),
                BOBS,
                delivery.file(),
                delivery.content(),
                delivery.terms(),
                Phase.PREPARING,
                delivery.begun(),
                null));
        forget(HERS);

        assertThat(f.deliveries().find(delivery.id()).join()).isEmpty();
        assertThat(f.deliveries().ofReceiver(BOBS, null, 9).join().items()).isEmpty();
        assertThat(f.tables.links().find(link).join()).isEmpty();
        assertThat(f.outbox().size(SERVICE).join()).isZero();
        assertThat(f.deliveries().offered(HERS).join()).as("the day's share").isEqualTo(3);
        assertThat(f.deliveries().find(other.id()).join()).isPresent();
    }

    @Test
    void anErasedReceiverStaysWithoutAName() {
        Delivery delivery = f.opened(BOB, CAROL);
        Delivery sent = f.opened(BOB, CAROL);
        f.said(Kind.OFFER);
        f.deliveries()
                .decide(f.offer(sent, BOB).id(), Decision.ACCEPT, new Answer(Channel.TEXT, null, BOB + "/phone"))
                .join();
        LinkId link = Objects.requireNonNull(f.offer(sent, BOB).link());
        f.said(Kind.FILE);
        f.tables.consents().rule(BOBS, JULIET, Ruling.ALLOW).join();
        f.tables.lists().create(BOBS, "mine", 9).join();
        f.tables.lists().create(HERS, "crew", 9).join();
        f.tables.lists().add(HERS, "crew", List.of(BOB, CAROL), 9).join();
        f.tables.lists().share(HERS, "crew", BOB, true).join();
        forget(BOBS);

        assertThat(f.offers(delivery)).extracting(Offer::receiver).noneMatch(name -> name.contains("bob"));
        assertThat(f.summary(delivery)).isEqualTo(Map.of(DeliveryState.DECLINED, 1L, DeliveryState.PENDING, 1L));
        assertThat(f.summary(sent)).isEqualTo(Map.of(DeliveryState.EXPIRED, 1L, DeliveryState.PENDING, 1L));
        assertThat(f.tables.links().find(link).join().orElseThrow().withdrawn()).isTrue();
        assertThat(f.deliveries().ofReceiver(BOBS, null, 9).join().items()).isEmpty();
        assertThat(f.tables.consents().of(BOBS).join()).isEmpty();
        assertThat(f.tables.lists().of(BOBS).join()).isEmpty();
        assertThat(f.tables.lists().of(HERS).join())
                .containsExactly(new Named(new ListName(JULIET, "crew"), 1, List.of()));
    }

    /** A list may have ten thousand members, and whoever asks for a slot waits for a step (design.md §4.14). */
    @Test
    void listsAreForgottenOneInAStep() {
        List<String> names = List.of("one", "two", "three");
        for (String name : names) {
            f.tables.lists().create(BOBS, name, 9).join();
            f.tables.lists().add(BOBS, name, List.of(CAROL, DAVE), 9).join();
        }
        for (int left = names.size(); left > 0; left--) {
            assertThat(f.tables.lists().of(BOBS).join()).hasSize(left);
            assertThat(f.catalog.inventory().forget(BOBS, 100).join()).isPositive();
        }
        assertThat(f.tables.lists().of(BOBS).join()).isEmpty();
        assertThat(f.catalog.inventory().forget(BOBS, 100).join()).isZero();
    }

    @Test
    void aDeliveryWhoseLastReceiverIsErasedEnds() {
        Delivery delivery = f.opened(BOB);
        forget(BOBS);
        f.expire();

        assertThat(f.now(delivery).phase()).isEqualTo(Phase.CLOSED);
        assertThat(f.said(Kind.REPORT)).hasSize(1);
    }

    @Test
    void whatIsUnderWayIsCounted() {
        Delivery delivery = f.opened(BOB, CAROL, DAVE);
        f.accept(delivery, BOB);
        f.decline(f.opened(CAROL), CAROL);
        f.begun();

        assertThat(f.deliveries().underWay(SERVICE).join())
                .isEqualTo(new UnderWay(1, Map.of(DeliveryState.ACCEPTED, 1L, DeliveryState.PENDING, 2L)));
    }

    @Test
    void whatACrashLeftHeldIsReleasedLater() throws Exception {
        Delivery delivery = f.begun();
        f.invite(delivery, BOB, CAROL);
        try (Connection beside = beside(directory);
                Statement statement = beside.createStatement()) {
            // as after a crash between the phase and the release
            statement.executeUpdate("UPDATE delivery SET phase = 'OPEN'");
        }
        assertThat(f.take()).isEmpty();

        assertThat(f.expire()).isEqualTo(2);
        assertThat(f.take()).extracting(Waiting::to).containsExactly(BOB, CAROL);
    }

    @Test
    void everythingOutlivesTheCatalogThatKeptIt() {
        Delivery delivery = f.opened(BOB, CAROL);
        f.accept(delivery, BOB);
        f.close();
        open();

        assertThat(f.summary(delivery)).isEqualTo(Map.of(DeliveryState.ACCEPTED, 1L, DeliveryState.PENDING, 1L));
        assertThat(f.take()).extracting(Waiting::kind).containsExactly(Kind.FILE, Kind.REPORT, Kind.OFFER);
        SlotId file = Objects.requireNonNull(delivery.file());
        assertThat(f.upload(file).request().size()).isEqualTo(SIZE);
    }
}
