/**
 * Slots that other servers issued: their links, tokens and the rows that they get here. Imports {@code slot}.
 */
@NullMarked
package im.sidestream.foreign;

import org.jspecify.annotations.NullMarked;
