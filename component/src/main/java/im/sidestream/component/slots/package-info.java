/**
 * The XMPP face of slots: XEP-0363 requests in, slots or refusals out. Imports slot and stanza, and the stanza types
 * that stanza hands over.
 */
@NullMarked
package im.sidestream.component.slots;

import org.jspecify.annotations.NullMarked;
