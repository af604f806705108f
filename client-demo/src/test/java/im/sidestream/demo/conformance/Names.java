package im.sidestream.demo.conformance;

/** Namespaces on the wire. */
final class Names {
    static final String UPLOAD = "urn:xmpp:http:upload:0";
    static final String PURPOSE = "urn:xmpp:http:upload:purpose:0";
    static final String INFO = "http://jabber.org/protocol/disco#info";
    static final String ITEMS = "http://jabber.org/protocol/disco#items";
    static final String COMMANDS = "http://jabber.org/protocol/commands";
    static final String FORM = "jabber:x:data";
    static final String CLIENT = "jabber:client";
    static final String ERRORS = "urn:ietf:params:xml:ns:xmpp-stanzas";

    private Names() {}
}
