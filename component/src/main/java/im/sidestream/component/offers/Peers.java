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
    /** Servers and services that start anew are back soon. */
    private static final Duration FAILED = Duration.ofSeconds(30);

    /** Shorter than what an offer waits for it, so that it is looked for again. */
    private static final Duration DOUBTED = Duration.ofSeconds(8);

    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final int REMEMBERED = 5_000;
    /** Items that are looked at; a domain that has more hides its service itself. */
    private static final int LOOKED_AT = 20;

    private final Outlet outlet;
    private final Voice voice;
    private final InstantSource clock;
    private final Instant began;
    private final Map<String, Known> known = new LinkedHashMap<>();
    private final Map<String, CompletableFuture<Way>> asking = new LinkedHashMap<>();
    private final Strangers strangers = new Strangers();

    private record Known(Way way, Instant since, Instant until) {}

    /**
     * How accounts of a domain are reached.
     *
     * @param relay the domain's own service, for {@link Kind#PEER}
     * @param problem for {@link Kind#UNREACHABLE}, in a word
     */
    record Way(Kind kind, String relay, String problem) {
        static final Way DIRECT = new Way(Kind.DIRECT, "", "");
        static final Way DOUBTFUL = new Way(Kind.DOUBTFUL, "", "");

        static Way peer(String relay) {
            return new Way(Kind.PEER, relay, "");
        }

        static Way unreachable(String problem) {
            return new Way(Kind.UNREACHABLE, "", problem);
        }

        boolean isPeer(String address) {
            return kind == Kind.PEER && relay.equals(address);
        }
    }

    enum Kind {
        DIRECT,
        PEER,
        /** What did not answer may be its service, which starts anew. */
        DOUBTFUL,
        UNREACHABLE
    }

    Peers(Outlet outlet, Voice voice, InstantSource clock) {
        this.outlet = outlet;
        this.voice = voice;
        this.clock = clock;
        this.began = clock.instant();
    }

    /** What is known of a domain now. */
    synchronized Optional<Way> known(String domain) {
        Known found = known.get(domain);
        return found == null || !clock.instant().isBefore(found.until()) ? Optional.empty() : Optional.of(found.way());
    }

    /** Whether that is being found out: who wants to know it, too, asks nothing. */
    synchronized boolean isAsked(String domain) {
        return asking.containsKey(domain);
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
        CompletableFuture<Void> unused = CompletableFuture.completedFuture(domain)
                .thenCompose(this::explore)
                .exceptionally(failure -> Way.unreachable("remote-server-timeout"))
                .thenAccept(way -> {
                    keep(domain, way);
                    answer.complete(way);
                });
        return answer;
    }

    /**
     * Finds out anew what is known for longer than a minute: a service that asks us may have been away when it was looked
     * for.
     */
    CompletableFuture<Way> findAfresh(String domain) {
        synchronized (this) {
            Known found = known.get(domain);
            if (found != null && !clock.instant().isBefore(found.since().plus(FRESH))) {
                known.remove(domain);
            }
        }
        return find(domain);
    }

    private synchronized void keep(String domain, Way way) {
        asking.remove(domain);
        Duration time = switch (way.kind()) {
            case PEER -> FOUND;
            case DIRECT -> NONE_FOUND;
            case DOUBTFUL -> DOUBTED;
            case UNREACHABLE -> FAILED;
        };
        Instant now = clock.instant();
        if (way.kind() != Kind.UNREACHABLE) {
            strangers.met(domain);
        } else if (way.problem().equals(Bounce.NO_SERVER)) {
            strangers.missed(domain, now);
        }
        known.remove(domain);
        known.put(domain, new Known(way, now, now.plus(time)));
        if (known.size() > REMEMBERED) {
            known.remove(known.keySet().iterator().next());
        }
    }

    /**
     * Whether there is no such domain, as far as can be told. What was ordered before this process began may be for one that
     * another process knew.
     */
    boolean isNobody(String domain, Instant ordered) {
        return !ordered.isBefore(began) && strangers.isNobody(domain);
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
            return firstRelay(items.iterator(), Way.DIRECT);
        });
    }

    /** A server that does not tell what it has still takes messages; one that cannot be reached does not. */
    private static Way ofError(IQ answer) {
        Bounce bounce = Bounce.of(answer.getElement());
        return switch (bounce.condition()) {
            case Bounce.NO_SERVER, "remote-server-timeout" -> Way.unreachable(bounce.condition());
            default -> bounce.isPassing() ? Way.DOUBTFUL : Way.DIRECT;
        };
    }

    /** The first item that is one; {@code otherwise} where none is. */
    private CompletableFuture<Way> firstRelay(Iterator<String> items, Way otherwise) {
        if (!items.hasNext()) {
            return CompletableFuture.completedFuture(otherwise);
        }
        String item = items.next();
        String address = BareJid.ofSender(item);
        if (address.equals(BareJid.ofSender(voice.domain()))) {
            return CompletableFuture.completedFuture(Way.DIRECT);
        }
        return ask(item, INFO)
                .thenApply(answer -> ofItem(answer, address))
                .exceptionally(silent -> Way.DOUBTFUL)
                .thenCompose(way -> switch (way.kind()) {
                    case PEER -> CompletableFuture.completedFuture(way);
                    case DOUBTFUL -> firstRelay(items, way);
                    case DIRECT, UNREACHABLE -> firstRelay(items, otherwise);
                });
    }

    private static Way ofItem(IQ answer, String address) {
        if (answer.getType() == IQ.Type.error) {
            return Bounce.of(answer.getElement()).isPassing() ? Way.DOUBTFUL : Way.DIRECT;
        }
        Element query = answer.getChildElement();
        boolean isRelay = query != null
                && query.elements("feature").stream()
                        .anyMatch(feature -> FEATURE.equals(feature.attributeValue("var")));
        return isRelay ? Way.peer(address) : Way.DIRECT;
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
