/**
 * The use cases of the client: share a file in a chat, distribute it to many, and fetch what was shared or offered. May import message, slots, transfer, inband and session.
 */
@NullMarked
package im.sidestream.demo.share;

import org.jspecify.annotations.NullMarked;
