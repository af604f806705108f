/** The whole product from outside: a real XMPP server, the real server as a process, and real clients. */
@NullMarked
package im.sidestream.demo.e2e;

import org.jspecify.annotations.NullMarked;
