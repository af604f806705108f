/**
 * Files that come in the XMPP stream itself: XEP-0234 over XEP-0261, as far as a receiver needs it. May import message and session.
 */
@NullMarked
package im.sidestream.demo.inband;

import org.jspecify.annotations.NullMarked;
