package im.sidestream.delivery;

import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static im.sidestream.catalog.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.catalog.DeliveryTables;
import im.sidestream.catalog.Fixtures;
import im.sidestream.catalog.SqliteCatalog;
import im.sidestream.catalog.TestingClock;
import im.sidestream.delivery.Deliveries.Answer;
import im.sidestream.delivery.Deliveries.LeftOut;
import im.sidestream.delivery.Deliveries.LeftOut.Why;
import im.sidestream.delivery.DeliveryLimits.Asking;
import im.sidestream.delivery.DeliveryLimits.PerReceiver;
import im.sidestream.delivery.DeliveryLimits.Sending;
import im.sidestream.delivery.DeliveryLimits.Share;
import im.sidestream.delivery.Outbox.Kind;
import im.sidestream.delivery.Outbox.Waiting;
import im.sidestream.slot.Accounts;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Upload;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may send what to whom (protocol.md §4(b), step 3), and whose answers count (step 6). */
final class DistributorTest {
    private static final Owner HERS = new Owner(SERVICE, JULIET);
    private static final String BOB = "bob@south.example";
    private static final Answer TYPED = new Answer(Channel.TEXT, null, null);
    private static final String RELAY = "relay@upload.south.example";
    private static final Duration LEASE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final TestingClock clock = new TestingClock();
    private final SecureRandom random = new SecureRandom();
    private SqliteCatalog catalog;
    private DeliveryTables tables;
    private Upload file;
    private boolean entitled = true;
    private DeliveryLimits limits = limits(new Share(3, 5), "nobody@north.example", false);
    private Distributor distributor;
    private Executor later = Runnable::run;

    @BeforeEach
    void open() {
        catalog = SqliteCatalog.open(directory.resolve("catalog.db"), false, clock, Runnable::run);
        tables = catalog.deliveries(random);
        file = Fixtures.store(catalog, JULIET, 35, clock.instant());
        distributor = distributor(null);
    }

    private Distributor distributor(@Nullable Instant expires) {
        return over(tables.deliveries(), expires);
    }

    private Distributor over(Deliveries deliveries, @Nullable Instant expires) {
        return new Distributor(
                deliveries,
                new OneFile(file, expires),
                new Distributor.Rules(jid -> entitled, () -> limits),
                new Distributor.Surroundings(clock, random, later));
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private static DeliveryLimits limits(Share usual, String trusted, boolean withoutConsent) {
        return new DeliveryLimits(
                new Sending(usual, new Accounts(List.of(trusted)), new Share(1000, 2000), withoutConsent),
                new Asking(new PerReceiver(2, 9), 4, 20, Duration.ofHours(3), Duration.ofDays(2)),
                DeliveryLimits.STANDARD.keeping(),
                1 << 20);
    }

    private Order order(String... receivers) {
        return new Order(HERS, file.id(), List.of(receivers), "please read", null, true, "en");
    }

    private Order until(@Nullable Instant answerBy) {
        return new Order(HERS, file.id(), List.of(BOB), "", answerBy, true, "en");
    }

    private Started start(String... receivers) {
        return distributor.start(order(receivers)).join();
    }

    private Offer offer(Started started) {
        return tables.deliveries()
                .offers(started.delivery().id(), null, 9)
                .join()
                .items()
                .get(0);
    }

    private List<String> asked() {
        return tables.outbox().take(SERVICE, 2000, 2000, LEASE).join().stream()
                .filter(row -> row.kind() == Kind.OFFER)
                .map(Waiting::to)
                .toList();
    }

    private static String[] users(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "user" + i + "@south.example")
                .toArray(String[]::new);
    }

    @Test
    void everybodyNamedIsAskedOnceUnderTheNameThatRowsHave() {
        Started started = start("Bob@South.example", " bob@south.example ", "carol@bücher.example");

        assertThat(started.asked()).isEqualTo(2);
        assertThat(started.leftOut()).isEmpty();
        assertThat(asked()).containsExactly(BOB, "carol@xn--bcher-kva.example");
    }

    @Test
    void theDeliverySaysWhatTheFileIsAndNotWhereItIs() {
        Delivery delivery =
                tables.deliveries().find(start(BOB).delivery().id()).join().orElseThrow();

        assertThat(delivery.content()).isEqualTo(new Delivery.Content("Blüte 🌼.jpeg", 35, "image/jpeg"));
        assertThat(delivery.terms())
                .isEqualTo(new Delivery.Terms("please read", clock.instant().plus(Duration.ofHours(3)), true, "en"));
        assertThat(delivery.phase()).isEqualTo(Delivery.Phase.OPEN);
        assertThat(delivery.begun()).isEqualTo(clock.instant());
    }

    @Test
    void whoCannotBeAskedIsNamed() {
        Started started = start(BOB, JULIET, "x@" + SERVICE, SERVICE, "south.example", "a b@c", "x@y/z");

        assertThat(started.asked()).isEqualTo(1);
        assertThat(started.leftOut())
                .extracting(LeftOut::receiver)
                .containsExactly(JULIET, "x@" + SERVICE, SERVICE, "south.example", "a b@c", "x@y/z");
        assertThat(started.leftOut()).extracting(LeftOut::why).containsOnly(Why.INVALID);
    }

    @Test
    void anOrderWithoutReceiversMakesNoSense() {
        refused(distributor.start(order()), Reason.INVALID_REQUEST);
        refused(distributor.start(order(JULIET, "nonsense")), Reason.INVALID_REQUEST);
        assertThat(tables.deliveries().ofSender(HERS, null, 9).join().items()).isEmpty();
    }

    @Test
    void onlyWhoIsEntitledSends() {
        entitled = false;

        refused(distributor.start(order(BOB)), Reason.NOT_ALLOWED);
    }

    @Test
    void onlyTheSendersOwnFileIsSent() {
        Order his = new Order(new Owner(SERVICE, Fixtures.ROMEO), file.id(), List.of(BOB), "", null, true, "en");

        refused(distributor.start(his), Reason.NOT_FOUND);
    }

    @Test
    void nobodyIsSentAFileUnaskedUnlessTheServiceAllowsIt() {
        Order unasked = new Order(HERS, file.id(), List.of(BOB), "", null, false, "en");
        refused(distributor.start(unasked), Reason.NOT_ALLOWED);
        limits = limits(new Share(3, 5), "nobody@north.example", true);

        Started started = distributor.start(unasked).join();
        assertThat(offer(started).state()).isEqualTo(DeliveryState.ACCEPTED);
    }

    @Test
    void aDeliveryHasSoManyReceivers() {
        refused(distributor.start(order(users(4))), Reason.QUOTA_EXCEEDED);

        assertThat(start(users(3)).asked()).isEqualTo(3);
    }

    @Test
    void aDayHasSoManyReceivers() {
        start(users(3));
        refused(distributor.start(order(users(3))), Reason.QUOTA_EXCEEDED);
        start(users(2));
        clock.advance(Duration.ofHours(25));

        assertThat(start(users(3)).asked()).isEqualTo(3);
    }

    /** Two orders at one moment, be it at two processes: what is compared is counted in the same step. */
    @Test
    void ordersAtOneMomentKeepToTheDayTogether() {
        Distributor other = distributor(null);
        List<CompletableFuture<Started>> orders = IntStream.range(0, 12)
                .mapToObj(i -> (i % 2 == 0 ? distributor : other).start(order(users(2))))
                .toList();
        orders.forEach(each -> each.exceptionally(refused -> null).join());

        assertThat(orders).filteredOn(each -> !each.isCompletedExceptionally()).hasSize(2);
    }

    @Test
    void trustedSendersNameMoreInSeveralSteps() {
        limits = limits(new Share(3, 5), JULIET, false);

        assertThat(start(users(650)).asked()).isEqualTo(650);
        assertThat(asked()).hasSize(650).containsExactlyInAnyOrder(users(650));
        refused(distributor.start(order(users(1001))), Reason.QUOTA_EXCEEDED);
    }

    @Test
    void aReceiverIsNotDisturbedTooOften() {
        start(BOB);
        start(BOB);

        Started third = start(BOB, "carol@south.example");
        assertThat(third.asked()).isEqualTo(1);
        assertThat(third.leftOut()).containsExactly(new LeftOut(BOB, Why.LIMIT));
    }

    @Test
    void theTimeToAnswerIsAheadAndNotTooFar() {
        Instant now = clock.instant();
        refused(distributor.start(until(now)), Reason.INVALID_REQUEST);
        refused(distributor.start(until(now.plus(Duration.ofDays(2)).plusSeconds(1))), Reason.INVALID_REQUEST);
        refused(distributor.start(until(Instant.MAX)), Reason.INVALID_REQUEST);

        Instant asked = now.plusSeconds(60);
        assertThat(distributor.start(until(asked)).join().delivery().terms().answerBy())
                .isEqualTo(asked);
    }

    @Test
    void nobodyIsAskedForLongerThanTheFileIsThere() {
        Instant end = clock.instant().plusSeconds(90);
        distributor = distributor(end);

        assertThat(start(BOB).delivery().terms().answerBy()).isEqualTo(end);
    }

    @Test
    void aNoteIsShort() {
        Order chatty = new Order(HERS, file.id(), List.of(BOB), "x".repeat(2001), null, true, "en");

        refused(distributor.start(chatty), Reason.INVALID_REQUEST);
    }

    @Test
    void onlyTheInvitedAccountsAnswerCounts() {
        OfferId id = offer(start(BOB)).id();

        refused(distributor.decide(HERS, id, Decision.ACCEPT, TYPED), Reason.NOT_FOUND);
        refused(distributor.decide(new Owner("other.example", BOB), id, Decision.ACCEPT, TYPED), Reason.NOT_FOUND);
        refused(
                distributor.decide(new Owner(SERVICE, BOB), OfferId.random(random), Decision.ACCEPT, TYPED),
                Reason.NOT_FOUND);
        assertThat(distributor
                        .decide(new Owner(SERVICE, BOB), id, Decision.ACCEPT, TYPED)
                        .join()
                        .counts())
                .isTrue();
    }

    @Test
    void thePageAsksForTheIdAlone() {
        OfferId id = offer(start(BOB)).id();
        refused(distributor.decideOnPage(OfferId.random(random), Decision.ACCEPT), Reason.NOT_FOUND);

        Deliveries.Decided decided =
                distributor.decideOnPage(id, Decision.ACCEPT).join();
        assertThat(decided.counts()).isTrue();
        assertThat(decided.offering().offer().via()).isEqualTo(Via.PAGE);
    }

    @Test
    void anotherServicesAnswerCountsWhereItAsksForUs() {
        OfferId id = offer(start(BOB)).id();
        refused(distributor.decideAt(RELAY, id, Decision.ACCEPT, null), Reason.NOT_FOUND);
        tables.deliveries().handedOver(RELAY, Map.of(id, "theirs")).join();
        refused(distributor.decideAt("relay@evil.example", id, Decision.ACCEPT, null), Reason.NOT_FOUND);

        assertThat(distributor.decideAt(RELAY, id, Decision.ACCEPT, null).join().counts())
                .isTrue();
    }

    /** Its user's client that knows no HTTP; whom another service names as one shall be nobody else. */
    @ParameterizedTest
    @CsvSource({
        "bob@south.example/phone, IN_BAND",
        "carol@south.example/phone, LINK",
        "bob@south.example, LINK",
        "bob@south.example/, LINK",
        "/phone, LINK"
    })
    void anotherServiceNamesTheClientOfWhomItAskedAlone(String named, Via via) {
        OfferId id = offer(start(BOB)).id();
        tables.deliveries().handedOver(RELAY, Map.of(id, "theirs")).join();
        Offer offer = distributor
                .decideAt(RELAY, id, Decision.ACCEPT, named)
                .join()
                .offering()
                .offer();
        assertThat(offer.via()).isEqualTo(via);
        assertThat(offer.resource()).isEqualTo(via == Via.IN_BAND ? named : null);
    }

    @Test
    void aDeliveryIsItsSendersAlone() {
        DeliveryId id = start(BOB).delivery().id();
        Owner other = new Owner(SERVICE, BOB);

        refused(distributor.delivery(other, id), Reason.NOT_FOUND);
        refused(distributor.summary(other, id), Reason.NOT_FOUND);
        refused(distributor.offers(other, id, null, 9), Reason.NOT_FOUND);
        refused(distributor.withdraw(other, id, null), Reason.NOT_FOUND);
        assertThat(distributor.summary(HERS, id).join()).isEqualTo(Map.of(DeliveryState.PENDING, 1L));
        assertThat(distributor.deliveries(HERS, null, 9).join().items()).hasSize(1);
        assertThat(distributor.withdraw(HERS, id, BOB).join()).isEqualTo(1);
    }

    private Delivery theirs(Instant answerBy) {
        return theirs(answerBy, "romeo@south.example", "theirs");
    }

    private Delivery theirs(Instant answerBy, String sender, String called) {
        return new Delivery(
                DeliveryId.random(random),
                new Owner(SERVICE, sender),
                null,
                new Delivery.Content("minutes.txt", 35, null),
                new Delivery.Terms("", answerBy, true, "en"),
                Delivery.Phase.PREPARING,
                clock.instant(),
                new Delivery.Origin(RELAY, called));
    }

    private Invitation invited(String receiver) {
        return new Invitation(OfferId.random(random), receiver, "their-" + receiver);
    }

    @Test
    void anotherServicesReceiversAreAskedOnceHoweverOftenItAsks() {
        Instant soon = clock.instant().plusSeconds(60);
        assertThat(distributor
                        .takeOver(theirs(soon), invited("a@north.example"))
                        .join())
                .isEmpty();
        assertThat(distributor
                        .takeOver(theirs(soon), invited("a@north.example"))
                        .join())
                .containsExactly(new LeftOut("a@north.example", Why.REPEATED));

        assertThat(asked()).containsExactly("a@north.example");
        Owner sender = theirs(soon).sender();
        assertThat(tables.deliveries().offered(sender).join()).isEqualTo(1);
    }

    private CompletableFuture<List<LeftOut>> handedOver(String sender) {
        Delivery delivery = theirs(clock.instant().plusSeconds(60), sender, "their-" + sender);
        return distributor.takeOver(delivery, invited(sender.replace('@', '.') + "@north.example"));
    }

    @Test
    void anotherDomainHandsOverSoManyADayUnderWhateverNamesUnlessItIsTrusted() {
        for (int i = 0; i < 4; i++) {
            handedOver("s" + i + "@south.example").join();
        }
        refused(handedOver("s4@south.example"), Reason.QUOTA_EXCEEDED);
        handedOver("s4@east.example").join();
        limits = limits(new Share(3, 5), "south.example", false);
        handedOver("s4@south.example").join();
    }

    @Test
    void ourLimitsHoldForAnotherServicesSenders() {
        Instant now = clock.instant();
        refused(distributor.takeOver(theirs(now), invited(BOB)), Reason.INVALID_REQUEST);
        limits = limits(new Share(3, 0), "nobody@north.example", false);
        refused(distributor.takeOver(theirs(now.plusSeconds(9)), invited(BOB)), Reason.QUOTA_EXCEEDED);
        limits = limits(new Share(3, 1), "nobody@north.example", false);
        distributor
                .takeOver(theirs(Instant.parse("2100-01-01T00:00:00Z")), invited(BOB))
                .join();

        Delivery.Origin origin = Objects.requireNonNull(theirs(now).origin());
        assertThat(tables.deliveries()
                        .find(SERVICE, origin)
                        .join()
                        .orElseThrow()
                        .terms()
                        .answerBy())
                .isEqualTo(now.plus(Duration.ofDays(2)));
    }

    /** Answers are lost on the way, as when the database dies behind its commit: nobody knows whether a step was taken. */
    private Deliveries cutOff(int times) {
        return cutOff(times, "begin", "invite", "open");
    }

    private Deliveries cutOff(int times, String... steps) {
        Map<String, Integer> lost = new HashMap<>();
        return (Deliveries) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Deliveries.class}, (proxy, method, arguments) -> {
                    Object answer = method.invoke(tables.deliveries(), arguments);
                    boolean isStep = List.of(steps).contains(method.getName());
                    return isStep && lost.merge(method.getName(), 1, Integer::sum) <= times
                            ? CompletableFuture.failedFuture(Refusal.of(Reason.UNAVAILABLE, "away"))
                            : answer;
                });
    }

    /** Design §4.17: what was in flight goes again, and is the same to whoever gets it twice. */
    @Test
    void anOrderOutlastsACatalogThatIsAwayForAMoment() {
        distributor = over(cutOff(3), null);
        Started started = start("a@south.example", "b@south.example", "c@south.example");
        assertThat(started.asked()).isEqualTo(3);
        assertThat(started.leftOut()).isEmpty();
        assertThat(asked()).containsExactlyInAnyOrder("a@south.example", "b@south.example", "c@south.example");
        assertThat(distributor.deliveries(HERS, null, 9).join().items()).hasSize(1);
    }

    private void aSecondPassesAtEachAttempt() {
        later = task -> {
            clock.advance(Duration.ofSeconds(1));
            task.run();
        };
    }

    @Test
    void nobodyWaitsForACatalogForLongAndWhoOrderedMayOrderAgain() {
        aSecondPassesAtEachAttempt();
        distributor = over(cutOff(1000), null);
        Instant before = clock.instant();
        for (int order = 1; order <= 2; order++) {
            assertThat(refused(distributor.start(order(BOB)), Reason.UNAVAILABLE))
                    .hasMessage("away");
            assertThat(Duration.between(before, clock.instant())).isEqualTo(Duration.ofSeconds(20L * order));
        }
        assertThat(asked()).isEmpty();
    }

    /** Whoever orders again what has begun has asked everybody twice. */
    @Test
    void whoCannotBeToldWhetherItBeganIsToldThat() {
        aSecondPassesAtEachAttempt();
        distributor = over(cutOff(1000, "open"), null);
        assertThat(refused(distributor.start(order(BOB)), Reason.UNAVAILABLE))
                .hasMessageContaining("look at your deliveries");
        assertThat(distributor.deliveries(HERS, null, 9).join().items()).hasSize(1);
    }

    private interface Before {
        void call(String step);
    }

    /** The rows, where something happens before each step. */
    private Deliveries after(Before before) {
        return (Deliveries) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Deliveries.class}, (proxy, method, arguments) -> {
                    before.call(method.getName());
                    return method.invoke(tables.deliveries(), arguments);
                });
    }

    private DeliveryId newest() {
        return tables.deliveries().ofSender(HERS, null, 1).join().items().get(0).id();
    }

    /** Withdrawn by another client of the sender in the last moment (design.md §4.17): nobody is told that it began. */
    @Test
    void whatIsTakenBackBeforeItBeginsIsNotSaidToHaveBegun() {
        distributor = over(
                after(step -> {
                    if (step.equals("open")) {
                        tables.deliveries().withdraw(newest(), null).join();
                    }
                }),
                null);

        refused(distributor.start(order(BOB)), Reason.GONE);
        assertThat(asked()).isEmpty();
        assertThat(tables.deliveries().offered(HERS).join()).isZero();
    }

    @Test
    void whatWasForgottenBeforeItBeganIsNotSaidToHaveBegun() {
        distributor = over(
                after(step -> {
                    if (step.equals("open")) {
                        tables.deliveries().giveUp(newest()).join();
                    }
                }),
                null);

        refused(distributor.start(order(BOB)), Reason.GONE);
    }

    /** The step was taken, its answer was lost, and until it was taken again everybody had answered. */
    @Test
    void whatBeganAndEndedAtOnceIsSaidToHaveBegun() {
        later = task -> {
            tables.deliveries().decide(first(newest()), Decision.DECLINE, TYPED).join();
            task.run();
        };
        distributor = over(cutOff(1, "open"), null);

        assertThat(start(BOB).asked()).isEqualTo(1);
        assertThat(tables.deliveries().find(newest()).join().orElseThrow().phase())
                .isEqualTo(Delivery.Phase.CLOSED);
    }

    private OfferId first(DeliveryId id) {
        return tables.deliveries().offers(id, null, 1).join().items().get(0).id();
    }

    @Test
    void anOrderThatFailsLeavesNothingAndCountsForNothing() {
        aSecondPassesAtEachAttempt();
        distributor = over(cutOff(1000, "invite"), null);
        refused(distributor.start(order(users(3))), Reason.UNAVAILABLE);

        assertThat(tables.deliveries().offered(HERS).join()).isZero();
        assertThat(distributor.deliveries(HERS, null, 9).join().items()).isEmpty();
    }

    @Test
    void whoIsWithdrawnWhileOthersAreNamedIsNotAsked() {
        limits = limits(new Share(3, 5), JULIET, false);
        AtomicInteger steps = new AtomicInteger();
        distributor = over(
                after(step -> {
                    if (step.equals("invite") && steps.getAndIncrement() == 1) {
                        assertThat(distributor
                                        .withdraw(HERS, newest(), "user500@south.example")
                                        .join())
                                .isEqualTo(1);
                    }
                }),
                null);
        Started started = start(users(650));

        assertThat(started.asked()).isEqualTo(649);
        assertThat(started.leftOut()).containsExactly(new LeftOut("user500@south.example", Why.WITHDRAWN));
        assertThat(asked()).hasSize(649).doesNotContain("user500@south.example");
    }
}
