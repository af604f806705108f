/**
 * Ad-hoc commands (XEP-0050) and typed text, for users and administrators: what they may do with files that are there.
 * Imports the other component packages but the wiring, the ports in slot, and the stanza types that stanza hands over.
 */
@NullMarked
package im.sidestream.component.command;

import org.jspecify.annotations.NullMarked;
