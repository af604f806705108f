/**
 * What is said of deliveries: offers, files, reports, and the answers to them; between components, too. Imports stanza, the
 * ports in slot and delivery, and the stanza types that stanza hands over.
 */
@NullMarked
package im.sidestream.component.offers;

import org.jspecify.annotations.NullMarked;
