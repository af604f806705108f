/** The server's main program and its wiring; may import everything. */
@NullMarked
package im.sidestream.component.app;

import org.jspecify.annotations.NullMarked;
