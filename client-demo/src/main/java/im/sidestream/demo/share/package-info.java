/**
 * The two use cases of the client: share a file in a chat, and fetch what was shared. May import message, slots, transfer and session.
 */
@NullMarked
package im.sidestream.demo.share;

import org.jspecify.annotations.NullMarked;
