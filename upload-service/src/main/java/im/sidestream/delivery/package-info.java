/**
 * One file to many, each asked first: deliveries, offers, consent, receiver lists, and what waits to be said of them. State
 * machines, rules and ports; both faces drive them. Imports {@code slot} alone.
 */
@NullMarked
package im.sidestream.delivery;

import org.jspecify.annotations.NullMarked;
