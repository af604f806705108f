package im.sidestream.component.offers;

import im.sidestream.delivery.OfferId;
import im.sidestream.delivery.Outbox;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What stanzas were about, for receipts, replies and those that come back: an answer has nothing of what it answers but the
 * id. Bounded in memory: the oldest is forgotten first.
 */
final class SaidIds {

    private static final int REMEMBERED = 20_000;

    private final Map<String, Said> said = new LinkedHashMap<>();

    /**
     * A stanza that was sent.
     *
     * @param offer what it was about
     * @param row as it was taken
     */
    record Said(OfferId offer, Outbox.Waiting row) {}

    synchronized void add(Outbox.Waiting row, OfferId offer) {
        said.remove(row.id());
        said.put(row.id(), new Said(offer, row));
        if (said.size() > REMEMBERED) {
            said.remove(said.keySet().iterator().next());
        }
    }

    synchronized Optional<Said> find(String id) {
        return Optional.ofNullable(said.get(id));
    }
}
