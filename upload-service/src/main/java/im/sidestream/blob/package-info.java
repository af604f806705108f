/** Where bytes live: the port and its filesystem. Imports the JDK alone; no rows, no HTTP, no XMPP. */
@NullMarked
package im.sidestream.blob;

import org.jspecify.annotations.NullMarked;
