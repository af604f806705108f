package im.sidestream.component.command;

import im.sidestream.component.stanza.Phrases;
import im.sidestream.component.stanza.StanzaAddress;
import im.sidestream.slot.Owner;

/**
 * Who asks, and in which language.
 *
 * @param address as the stanza spells it, with the resource
 * @param service the domain that was asked
 */
record Requester(String address, String service, Phrases phrases) {

    String bare() {
        return StanzaAddress.bare(address);
    }

    Owner owner() {
        return new Owner(service, bare());
    }

    String text(String key, Object... arguments) {
        return phrases.text(key, arguments);
    }
}
