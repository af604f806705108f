/**
 * The demonstration: two users chat while a file travels beside the chat, and the proof of it. May import share, slots, transfer, message and session.
 */
@NullMarked
package im.sidestream.demo.story;

import org.jspecify.annotations.NullMarked;
