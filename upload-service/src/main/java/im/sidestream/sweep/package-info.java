/**
 * Gives up what nobody needs any more: abandoned slots, expired files, old tombstones, orphaned blobs. Imports
 * {@code slot} and {@code blob}.
 */
@NullMarked
package im.sidestream.sweep;

import org.jspecify.annotations.NullMarked;
