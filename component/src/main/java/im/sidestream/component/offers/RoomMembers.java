package im.sidestream.component.offers;

import im.sidestream.component.stanza.Markup;
import im.sidestream.slot.BareJid;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.dom4j.Element;
import org.xmpp.packet.IQ;

/**
 * Who has an affiliation with a room (XEP-0045 §9.5, §10.5, §10.8): members, administrators and owners. Rooms tell that to
 * those alone whom they trust, so most of them must have made our address one of theirs.
 */
public final class RoomMembers {

    private static final Markup ADMIN = new Markup("http://jabber.org/protocol/muc#admin");
    private static final List<String> AFFILIATIONS = List.of("member", "admin", "owner");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Correspondence work;

    /** Asks as the address that people talk to. */
    public RoomMembers(Correspondence work) {
        this.work = work;
    }

    /** Lists them as rows carry them; refused where the room does not tell. */
    public CompletableFuture<List<String>> of(String room) {
        return next(room, AFFILIATIONS.iterator(), new LinkedHashSet<>())
                .thenCompose(found -> found.isEmpty()
                        ? CompletableFuture.failedFuture(silent())
                        : CompletableFuture.completedFuture(List.copyOf(found)));
    }

    private static Refusal silent() {
        return Refusal.of(
                Reason.NOT_ALLOWED,
                "The room does not tell its members; an owner of the room can make the file service an administrator.");
    }

    private CompletableFuture<Set<String>> next(String room, Iterator<String> rest, Set<String> found) {
        if (!rest.hasNext()) {
            return CompletableFuture.completedFuture(found);
        }
        return ask(room, rest.next()).thenCompose(members -> {
            found.addAll(members);
            return next(room, rest, found);
        });
    }

    private CompletableFuture<List<String>> ask(String room, String affiliation) {
        IQ iq = new IQ(IQ.Type.get, UUID.randomUUID().toString());
        iq.getElement().addAttribute("from", work.voice().from());
        iq.getElement().addAttribute("to", work.voice().to(room));
        Element query = ADMIN.element("query");
        query.add(ADMIN.element("item").addAttribute("affiliation", affiliation));
        iq.getElement().add(query);
        return work.outlet()
                .ask()
                .apply(iq, PATIENCE)
                .thenApply(RoomMembers::read)
                .exceptionally(unanswered -> List.of());
    }

    private static List<String> read(IQ answer) {
        Element query = answer.getType() == IQ.Type.result ? answer.getChildElement() : null;
        List<String> members = new ArrayList<>();
        if (query != null) {
            query.elements("item")
                    .forEach(item -> BareJid.parse(item.attributeValue("jid", ""))
                            .filter(jid -> jid.indexOf('@') > 0)
                            .ifPresent(members::add));
        }
        return members;
    }
}
