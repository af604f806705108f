/**
 * Files handed over in the XMPP stream itself, for clients that know no HTTP: Jingle file transfer (XEP-0234) in band
 * (XEP-0261, XEP-0047). Imports offers, stanza, and the ports in slot and delivery.
 */
@NullMarked
package im.sidestream.component.handover;

import org.jspecify.annotations.NullMarked;
