/**
 * One logged-in XMPP stream: TLS trust, accounts, stream management. May import Smack only.
 */
@NullMarked
package im.sidestream.demo.session;

import org.jspecify.annotations.NullMarked;
