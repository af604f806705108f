/** Wires the HTTP face and the shared truth into one service; imports config and everything else. */
@NullMarked
package im.sidestream.app;

import org.jspecify.annotations.NullMarked;
