package im.sidestream.component.command;

import im.sidestream.component.stanza.Phrases;
import im.sidestream.component.stanza.StanzaAddress;
import im.sidestream.slot.BareJid;
import im.sidestream.slot.Owner;

/**
 * Who asks, and in which language.
 *
 * @param address as the stanza spells it, with the resource
 * @param service the domain that was asked
 */
record Requester(String address, String service, Phrases phrases) {

    /** The account, however its server spells it: as rows have it. */
    String bare() {
        return BareJid.ofSender(address);
    }

    /** Whether this is an address of the service itself, which is no user of its own, whatever is allowed. */
    boolean isTheService() {
        return StanzaAddress.domain(bare()).equals(service);
    }

    Owner owner() {
        return new Owner(service, bare());
    }

    String text(String key, Object... arguments) {
        return phrases.text(key, arguments);
    }
}
