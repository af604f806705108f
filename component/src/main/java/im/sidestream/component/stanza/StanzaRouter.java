package im.sidestream.component.stanza;

import im.sidestream.component.stanza.Frame.Trouble;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.dom4j.Element;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xmlpull.v1.XmlPullParserException;
import org.xmpp.component.Component;
import org.xmpp.packet.IQ;
import org.xmpp.packet.JID;
import org.xmpp.packet.Message;
import org.xmpp.packet.Packet;
import org.xmpp.packet.Presence;

/**
 * Decides what becomes of each incoming stanza: an answer to one of our own queries, work for the component, or an
 * error for its sender. Whatever a stanza contains, the stream goes on; only the server's own stream error ends it.
 */
final class StanzaRouter {

    private static final Logger log = LoggerFactory.getLogger(StanzaRouter.class);
    /** Where Openfire asks from what has just connected (its InternalComponentManager). */
    private static final String PROBE = "component.";
    /** The longest address there can be, RFC 7622 §3.1, in bytes; characters are never more. */
    private static final int LONGEST_ADDRESS = 3071;

    private final String domain;
    private final OwnName own;
    private final Component component;
    private final SenderOrder order;
    private final OpenRequests open;
    private final PendingQueries queries;
    private final Predicate<Element> answers;
    private final LongSupplier answerDeadline;
    private final LongAdder received = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private volatile boolean draining;
    private volatile boolean leaving;

    /**
     * @param answers takes stanzas for the server, and false if it has no room for one; must not throw
     * @param answerDeadline the moment, in the stream's nanoseconds, by which a request that came now must be answered
     */
    StanzaRouter(
            OwnName own,
            Component component,
            SenderOrder order,
            OpenRequests open,
            PendingQueries queries,
            Predicate<Element> answers,
            LongSupplier answerDeadline) {
        this.own = own;
        this.domain = own.inRows();
        this.component = component;
        this.order = order;
        this.open = open;
        this.queries = queries;
        this.answers = answers;
        this.answerDeadline = answerDeadline;
    }

    /** Returns how many stanzas came. */
    long received() {
        return received.sum();
    }

    /** Returns how many of them were refused here. */
    long refused() {
        return refused.sum();
    }

    /** Hands out no more work; requests and messages are answered with {@code wait}. */
    void drain() {
        draining = true;
    }

    /** From now on each answer needs a connection of its own. */
    void leave() {
        leaving = true;
    }

    /**
     * Takes one stanza.
     *
     * @throws StreamFailure if it is a stream error
     */
    void route(Frame frame, StanzaParser parser) throws StreamFailure {
        received.increment();
        if (frame.trouble() != Trouble.NONE) {
            refuseUnread(frame, parser, troubleError(frame.trouble()));
            return;
        }
        Element stanza;
        try {
            stanza = parser.parse(frame.text());
        } catch (XmlPullParserException | RuntimeException malformed) {
            log.debug("{}: skipped a malformed stanza: {}", domain, malformed.getMessage());
            refuseUnread(frame, parser, StanzaError.BAD_REQUEST);
            return;
        }
        if (ServerLink.isStreamError(stanza)) {
            throw ServerLink.refusal(stanza);
        }
        try {
            accept(stanza, frame.bytes());
        } catch (RuntimeException faulty) {
            log.error("{}: could not route a {}", domain, stanza.getName(), faulty);
            refuse(stanza, StanzaError.BROKEN);
        }
    }

    private void accept(Element stanza, long bytes) {
        String from = stanza.attributeValue("from");
        if (!stanza.getNamespaceURI().isEmpty() || !isAddress(from)) {
            log.debug("{}: skipped <{}/> from {}", domain, stanza.getName(), from);
            return;
        }
        switch (stanza.getName()) {
            case "iq" -> acceptIq(stanza, from, bytes);
            case "message" -> acceptOther(new Message(stanza, true), from, bytes);
            case "presence" -> acceptOther(new Presence(stanza, true), from, bytes);
            default -> log.debug("{}: skipped unknown <{}/> from {}", domain, stanza.getName(), from);
        }
    }

    private void acceptIq(Element stanza, String from, long bytes) {
        String type = String.valueOf(stanza.attributeValue("type"));
        String id = stanza.attributeValue("id");
        switch (type) {
            case "result", "error" -> {
                if (id == null || !queries.answer(new IQ(stanza, true), id, from)) {
                    log.debug("{}: ignored an answer that nobody waits for, from {}", domain, from);
                }
            }
            case "get", "set" -> {
                StanzaError fault = requestFault(stanza, id);
                if (leaving && isProbe(from)) {
                    log.debug("{}: {} is not told anything at the end", domain, from);
                } else if (fault == null && id != null) {
                    hand(stanza, new OpenRequests.Request(from, to(stanza), id), bytes);
                } else {
                    refuse(stanza, fault == null ? StanzaError.BAD_REQUEST : fault);
                }
            }
            default -> refuse(stanza, StanzaError.BAD_REQUEST);
        }
    }

    /** The answer to one would need another connection, which is probed in its turn. */
    private static boolean isProbe(String from) {
        return from.startsWith(PROBE) && from.indexOf('@') < 0 && from.indexOf('/') < 0;
    }

    private @Nullable StanzaError requestFault(Element stanza, @Nullable String id) {
        StanzaError address = addressFault(stanza);
        if (address != null) {
            return address;
        }
        if (id == null || id.isEmpty() || StanzaErrors.onlyChild(stanza) == null) {
            return StanzaError.BAD_REQUEST;
        }
        return draining ? StanzaError.CLOSING : null;
    }

    private void hand(Element stanza, OpenRequests.Request request, long bytes) {
        IQ iq = new IQ(stanza, true);
        open.add(request, answerDeadline.getAsLong());
        if (!order.submit(bare(request.from()), bytes, () -> handle(iq))) {
            open.close(request.from(), request.id(), () -> refuse(stanza, StanzaError.BUSY));
        }
    }

    private void handle(IQ iq) {
        try {
            component.processPacket(iq);
        } catch (Throwable fault) {
            // also an Error: the requester must not wait for an answer that never comes
            log.error("{}: a handler failed", domain, fault);
            Element stanza = iq.getElement();
            open.close(
                    stanza.attributeValue("from"),
                    stanza.attributeValue("id"),
                    () -> refuse(stanza, StanzaError.BROKEN));
        }
    }

    private void acceptOther(Packet packet, String from, long bytes) {
        StanzaError address = addressFault(packet.getElement());
        if (address != null) {
            refuse(packet.getElement(), address);
        } else if (draining) {
            refuse(packet.getElement(), StanzaError.CLOSING);
        } else if (!order.submit(bare(from), bytes, () -> handleOther(packet))) {
            log.warn(
                    "{}: too busy for a {} from {}", domain, packet.getElement().getName(), bare(from));
            refuse(packet.getElement(), StanzaError.BUSY);
        }
    }

    private void handleOther(Packet packet) {
        try {
            component.processPacket(packet);
        } catch (Throwable fault) {
            log.error("{}: a handler failed", domain, fault);
        }
    }

    private @Nullable StanzaError addressFault(Element stanza) {
        String to = to(stanza);
        if (to.equals(own.spelling())) {
            return null;
        }
        try {
            if (to.length() > LONGEST_ADDRESS) {
                return StanzaError.JID_MALFORMED;
            }
            return new JID(to).getDomain().equals(domain) ? null : StanzaError.ITEM_NOT_FOUND;
        } catch (RuntimeException malformed) {
            return StanzaError.JID_MALFORMED;
        }
    }

    /** Answers a stanza of which only the start tag can be read. */
    private void refuseUnread(Frame frame, StanzaParser parser, StanzaError error) throws StreamFailure {
        try {
            Element head = parser.parse(frame.head());
            if (ServerLink.isStreamError(head)) {
                throw ServerLink.refusal(head);
            }
            if (head.getNamespaceURI().isEmpty() && isAddress(head.attributeValue("from"))) {
                refuse(head, error);
            }
        } catch (XmlPullParserException | RuntimeException unreadable) {
            log.debug("{}: skipped {} bytes: {}", domain, frame.bytes(), unreadable.getMessage());
        }
    }

    /**
     * Answers requests and messages, never answers (RFC 6120 §8.2.3, §8.3.1) and never presence. False if there was no
     * room for the answer.
     */
    private boolean refuse(Element stanza, StanzaError error) {
        refused.increment();
        String type = String.valueOf(stanza.attributeValue("type")).toLowerCase(Locale.ROOT);
        boolean mayAnswer = switch (stanza.getName()) {
            case "iq" -> !type.equals("result") && !type.equals("error");
            case "message" -> !type.equals("error") && !type.equals("groupchat") && !type.equals("headline");
            default -> false;
        };
        return !mayAnswer || answers.test(StanzaErrors.reply(stanza, own, error));
    }

    private static StanzaError troubleError(Trouble trouble) {
        return switch (trouble) {
            case TOO_LARGE -> StanzaError.of("modify", "policy-violation", "The stanza is too large.");
            case TOO_DEEP, TOO_MANY_ATTRIBUTES ->
                StanzaError.of("modify", "policy-violation", "The stanza is too complex.");
            case RESTRICTED, NONE -> StanzaError.BAD_REQUEST;
        };
    }

    /** Senders are the server's business: whatever it let in is echoed as it stands, if it can be split at all. */
    private static boolean isAddress(@Nullable String from) {
        return from != null
                && !from.isEmpty()
                && from.charAt(0) != '@'
                && from.charAt(0) != '/'
                && from.charAt(from.length() - 1) != '/';
    }

    private String to(Element stanza) {
        String to = stanza.attributeValue("to");
        return to == null || to.isEmpty() ? own.spelling() : to;
    }

    private static String bare(String address) {
        int slash = address.indexOf('/');
        return slash < 0 ? address : address.substring(0, slash);
    }
}
