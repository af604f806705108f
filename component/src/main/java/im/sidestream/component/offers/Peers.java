package im.sidestream.component.offers;

import im.sidestream.component.stanza.Markup;
import im.sidestream.component.stanza.StanzaAddress;
import im.sidestream.slot.BareJid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.dom4j.Element;
import org.xmpp.packet.IQ;

/**
 * Which domains have a service of this kind of their own (XEP-0030): it asks its users itself. What was found is believed for
 * a day at most. Bounded in memory.
 */
final class Peers {

    /** What a service says that asks its own users for others. */
    static final String FEATURE = "sidestream:transfer:0#relay";

    private static final Markup INFO = new Markup("http://jabber.org/protocol/disco#info");
    private static final Markup ITEMS = new Markup("http://jabber.org/protocol/disco#items");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration FOUND = Duration.ofHours(24);
    private static final Duration NONE_FOUND = Duration.ofHours(1);
    private static final Duration FAILED = Duration.ofMinutes(5);
    private static final int REMEMBERED = 5_000;
    /** Items that are looked at; a domain that has more hides its service itself. */
    private static final int LOOKED_AT = 20;

    private final Outlet outlet;
    private final Voice voice;
    private final InstantSource clock;
    private final Map<String, Known> known = new LinkedHashMap<>();
    private final Map<String, CompletableFuture<Way>> asking = new LinkedHashMap<>();

    private record Known(Way way, Instant until) {}

    /**
     * How accounts of a domain are reached.
     *
     * @param relay the domain's own service, for {@link Kind#PEER}
     * @param problem for {@link Kind#UNREACHABLE}, in a word
     * @param isLasting whether that is worth no other attempt
     */
    record Way(Kind kind, String relay, String problem, boolean isLasting) {
        static final Way DIRECT = new Way(Kind.DIRECT, "", "", false);

        static Way peer(String relay) {
            return new Way(Kind.PEER, relay, "", false);
        }

        boolean isPeer(String address) {
            return kind == Kind.PEER && relay.equals(address);
        }
    }

    enum Kind {
        DIRECT,
        PEER,
        UNREACHABLE
    }

    Peers(Outlet outlet, Voice voice, InstantSource clock) {
        this.outlet = outlet;
        this.voice = voice;
        this.clock = clock;
    }

    /** What is known of a domain now. */
    synchronized Optional<Way> known(String domain) {
        Known found = known.get(domain);
        return found == null || !clock.instant().isBefore(found.until()) ? Optional.empty() : Optional.of(found.way());
    }

    /** Finds out about a domain, in a few seconds at most; never fails. */
    CompletableFuture<Way> find(String domain) {
        CompletableFuture<Way> answer;
        synchronized (this) {
            Optional<Way> now = known(domain);
            if (now.isPresent()) {
                return CompletableFuture.completedFuture(now.get());
            }
            CompletableFuture<Way> pending = asking.get(domain);
            if (pending != null) {
                return pending;
            }
            answer = new CompletableFuture<>();
            asking.put(domain, answer);
        }
        CompletableFuture<Void> unused = explore(domain)
                .exceptionally(failure -> new Way(Kind.UNREACHABLE, "", "remote-server-timeout", false))
                .thenAccept(way -> {
                    keep(domain, way);
                    answer.complete(way);
                });
        return answer;
    }

    private synchronized void keep(String domain, Way way) {
        asking.remove(domain);
        Duration time = switch (way.kind()) {
            case PEER -> FOUND;
            case DIRECT -> NONE_FOUND;
            case UNREACHABLE -> FAILED;
        };
        known.remove(domain);
        known.put(domain, new Known(way, clock.instant().plus(time)));
        if (known.size() > REMEMBERED) {
            known.remove(known.keySet().iterator().next());
        }
    }

    private CompletableFuture<Way> explore(String domain) {
        return ask(domain, ITEMS).thenCompose(answer -> {
            if (answer.getType() == IQ.Type.error) {
                return CompletableFuture.completedFuture(ofError(answer));
            }
            Element query = answer.getChildElement();
            List<String> items = query == null
                    ? List.of()
                    : query.elements("item").stream()
                            .filter(item -> item.attributeValue("node") == null)
                            .map(item -> item.attributeValue("jid", ""))
                            .filter(jid -> !jid.isEmpty() && jid.indexOf('@') < 0 && jid.indexOf('/') < 0)
                            .limit(LOOKED_AT)
                            .toList();
            return firstRelay(items.iterator());
        });
    }

    /** A server that does not tell what it has still takes messages; one that cannot be reached does not. */
    private static Way ofError(IQ answer) {
        Bounce bounce = Bounce.of(answer.getElement());
        return switch (bounce.condition()) {
            case "remote-server-not-found" -> new Way(Kind.UNREACHABLE, "", bounce.condition(), true);
            case "remote-server-timeout" -> new Way(Kind.UNREACHABLE, "", bounce.condition(), false);
            default -> Way.DIRECT;
        };
    }

    private CompletableFuture<Way> firstRelay(Iterator<String> items) {
        if (!items.hasNext()) {
            return CompletableFuture.completedFuture(Way.DIRECT);
        }
        String item = items.next();
        String address = BareJid.ofSender(item);
        if (address.equals(BareJid.ofSender(voice.domain()))) {
            return CompletableFuture.completedFuture(Way.DIRECT);
        }
        return ask(item, INFO)
                .thenApply(Peers::isRelay)
                .exceptionally(silent -> false)
                .thenCompose(is -> is ? CompletableFuture.completedFuture(Way.peer(address)) : firstRelay(items));
    }

    private static boolean isRelay(IQ answer) {
        Element query = answer.getType() == IQ.Type.result ? answer.getChildElement() : null;
        return query != null
                && query.elements("feature").stream()
                        .anyMatch(feature -> FEATURE.equals(feature.attributeValue("var")));
    }

    private CompletableFuture<IQ> ask(String to, Markup what) {
        IQ iq = new IQ(IQ.Type.get, UUID.randomUUID().toString());
        iq.getElement().addAttribute("from", voice.domain());
        iq.getElement().addAttribute("to", voice.to(to));
        iq.getElement().add(what.element("query"));
        return outlet.ask().apply(iq, PATIENCE);
    }

    /**
     * Whether a service may speak for senders of a domain at all: only of the one that it is part of. So no request has us
     * ask any domain that it names, and whether the domain lists it is asked next.
     */
    static boolean maySpeakFor(String relay, String domain) {
        return relay.equals(domain) || relay.endsWith("." + domain);
    }

    /** The domain of an account as rows have it. */
    static String domainOf(String bareJid) {
        return StanzaAddress.domain(bareJid);
    }
}
