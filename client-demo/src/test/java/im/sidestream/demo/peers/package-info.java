/**
 * Clients that no one here wrote, driven from outside: each uploads files through the upload service of a running
 * server and sends the link, and the file is read back byte for byte. Servers that no one here wrote either are configured by
 * the guides. May import Smack, the stage, the tests' database and the JDK.
 */
@NullMarked
package im.sidestream.demo.peers;

import org.jspecify.annotations.NullMarked;
