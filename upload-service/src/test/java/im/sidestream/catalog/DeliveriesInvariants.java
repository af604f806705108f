package im.sidestream.catalog;

import static im.sidestream.catalog.Fixtures.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryId;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Offer;
import im.sidestream.delivery.OfferId;
import im.sidestream.delivery.Outbox.Kind;
import im.sidestream.delivery.Outbox.Waiting;
import im.sidestream.slot.PersonalLinks.PersonalLink;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What holds of deliveries whatever happened (design.md §4.17). */
final class DeliveriesInvariants {
    private static final Set<DeliveryState> HAD_THE_FILE =
            EnumSet.of(DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.DOWNLOADED);

    private final BusyDeliveries busy;
    private final String when;

    DeliveriesInvariants(BusyDeliveries busy, String when) {
        this.busy = busy;
        this.when = when;
    }

    void assertHold() {
        Map<OfferId, Offer> offers = new HashMap<>();
        for (DeliveryId id : busy.said().begun()) {
            Delivery delivery = busy.tables()
                    .deliveries()
                    .find(id)
                    .join()
                    .orElseThrow(() -> new AssertionError(when + ": lost " + id));
            List<Offer> own =
                    busy.tables().deliveries().offers(id, null, 1000).join().items();
            assertThat(delivery.phase()).as(when).isNotEqualTo(Delivery.Phase.PREPARING);
            assertOfEachOne(own);
            assertAddsUp(id, own);
        }
        busy.allOffers().forEach(offer -> offers.put(offer.id(), offer));
        assertOneIdForEach(Kind.OFFER);
        assertOneIdForEach(Kind.FILE);
        assertOneIdForEach(Kind.RETRACTION);
        assertFilesOnlyToThoseWhoSaidYes(offers);
        assertAnswersHold(offers);
        assertLinksFollow(offers);
    }

    private void assertOfEachOne(List<Offer> offers) {
        assertThat(offers.stream().map(Offer::receiver)).as(when).doesNotHaveDuplicates();
    }

    private void assertAddsUp(DeliveryId id, List<Offer> offers) {
        Map<DeliveryState, Long> counted =
                offers.stream().collect(Collectors.groupingBy(Offer::state, Collectors.counting()));
        assertThat(busy.tables().deliveries().summary(id).join()).as(when).isEqualTo(counted);
    }

    /** However often something went, it was the same stanza: its receiver drops the repeats. */
    private void assertOneIdForEach(Kind kind) {
        Map<OfferId, Set<String>> ids = new HashMap<>();
        for (Waiting row : busy.heard(kind)) {
            ids.computeIfAbsent(row.offer(), offer -> new HashSet<>()).add(row.id());
        }
        assertThat(ids.values())
                .as("%s: ids of %s", when, kind)
                .allSatisfy(some -> assertThat(some).hasSize(1));
    }

    private DeliveryState state(Map<OfferId, Offer> offers, @Nullable OfferId id) {
        Offer offer = offers.get(id);
        return Objects.requireNonNull(offer, when + ": lost " + id).state();
    }

    private void assertFilesOnlyToThoseWhoSaidYes(Map<OfferId, Offer> offers) {
        Set<OfferId> yes = busy.said().tried().stream()
                .filter(BusyDeliveries.Answered::yes)
                .map(BusyDeliveries.Answered::offer)
                .collect(Collectors.toSet());
        for (Waiting row : busy.heard(Kind.FILE)) {
            assertThat(yes).as("%s: a file to %s", when, row.to()).contains(row.offer());
            assertThat(state(offers, row.offer()))
                    .as("%s: a file to %s", when, row.to())
                    .isNotIn(DeliveryState.DECLINED, DeliveryState.PENDING, DeliveryState.NO_ANSWER);
        }
        offers.values().stream()
                .filter(offer -> HAD_THE_FILE.contains(offer.state()))
                .forEach(offer -> assertThat(yes).as(when).contains(offer.id()));
    }

    /** Of whom was told that an answer counts, the last one counts, unless the sender or time came after it. */
    private void assertAnswersHold(Map<OfferId, Offer> offers) {
        Map<OfferId, List<Boolean>> answers = busy.said().answered().stream()
                .collect(Collectors.groupingBy(
                        BusyDeliveries.Answered::offer,
                        Collectors.mapping(BusyDeliveries.Answered::yes, Collectors.toList())));
        answers.forEach((id, given) -> {
            DeliveryState state = state(offers, id);
            assertThat(state).as("%s: after %s", when, given).isNotEqualTo(DeliveryState.PENDING);
            if (given.contains(false)) {
                assertThat(state).as("%s: after %s", when, given).isEqualTo(DeliveryState.DECLINED);
            } else {
                assertThat(state).as("%s: after %s", when, given).isNotEqualTo(DeliveryState.NO_ANSWER);
                if (state == DeliveryState.DECLINED) {
                    assertThat(busy.said().tried())
                            .as("%s: who declined?", when)
                            .contains(new BusyDeliveries.Answered(id, false));
                }
            }
        });
    }

    private void assertLinksFollow(Map<OfferId, Offer> offers) {
        for (Offer offer : offers.values()) {
            if (offer.link() != null) {
                PersonalLink link =
                        busy.tables().links().find(offer.link()).join().orElseThrow();
                boolean open = !offer.state().isFinal() || offer.state() == DeliveryState.DOWNLOADED;
                assertThat(link.withdrawn())
                        .as("%s: the link of %s", when, offer)
                        .isEqualTo(!open);
            }
        }
    }

    /** Everything was said: nobody was forgotten. */
    void assertAllSaid() {
        assertHold();
        Set<OfferId> asked = busy.said().asked();
        Set<OfferId> sent = busy.said().sent();
        for (Offer offer : busy.allOffers()) {
            assertThat(offer.state()).as(when).isNotEqualTo(DeliveryState.ACCEPTED);
            if (offer.state() == DeliveryState.PENDING || offer.times().offered() != null) {
                assertThat(asked).as("%s: nobody asked %s", when, offer).contains(offer.id());
            }
            if (offer.state() == DeliveryState.SENT) {
                assertThat(sent).as("%s: nothing was sent to %s", when, offer).contains(offer.id());
            }
        }
    }

    /** Nobody is waited for any more. */
    void assertOver() {
        assertThat(busy.tables().outbox().size(SERVICE).join()).as(when).isZero();
        assertThat(busy.allOffers())
                .as(when)
                .noneMatch(offer -> offer.state() == DeliveryState.PENDING || offer.state() == DeliveryState.ACCEPTED);
    }
}
