package im.sidestream.component.command;

import im.sidestream.component.stanza.Capabilities;
import im.sidestream.component.stanza.Markup;
import im.sidestream.component.stanza.ServiceAddress;
import im.sidestream.component.stanza.StanzaAddress;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.dom4j.Element;
import org.xmpp.packet.Packet;
import org.xmpp.packet.Presence;

/**
 * The bot's presence (RFC 6121 §3 and §4). It keeps no roster: every user may have it in his, which makes its messages
 * those of a contact, and servers ask for its presence when a user comes.
 */
final class BotPresence {

    /** What the bot is present as, and what its messages are from. */
    static final String RESOURCE = "/bot";

    private static final Markup NONE = new Markup("");

    private final ServiceAddress address;
    private final Predicate<String> isHeard;

    /**
     * @param isHeard whether a bare JID may have the bot as a contact
     */
    BotPresence(ServiceAddress address, Predicate<String> isHeard) {
        this.address = address;
        this.isHeard = isHeard;
    }

    void answer(Element presence, Consumer<Packet> answers) {
        String sender = StanzaAddress.sender(presence);
        String self = StanzaAddress.bare(String.valueOf(presence.attributeValue("to")));
        boolean heard = isHeard.test(sender);
        switch (presence.attributeValue("type", "")) {
            case "subscribe" -> {
                answers.accept(new Presence(stanza(heard ? "subscribed" : "unsubscribed", self, sender), true));
                if (heard) {
                    answers.accept(available(self, sender));
                }
            }
            case "unsubscribe" -> answers.accept(new Presence(stanza("unsubscribed", self, sender), true));
            case "probe" -> {
                if (heard) {
                    answers.accept(available(self, sender));
                }
            }
            default -> {
                // what others are doing is no concern of the bot
            }
        }
    }

    private Presence available(String self, String to) {
        Element presence =
                NONE.element("presence").addAttribute("from", self + RESOURCE).addAttribute("to", to);
        presence.add(Capabilities.element(address));
        return new Presence(presence, true);
    }

    private static Element stanza(String type, String from, String to) {
        return NONE.element("presence")
                .addAttribute("type", type)
                .addAttribute("from", from)
                .addAttribute("to", to);
    }
}
