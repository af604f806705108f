/** PUT and GET as use cases, free of HTTP types: what a slot's upload and a file's download mean. Imports slot and blob. */
@NullMarked
package im.sidestream.transfer;

import org.jspecify.annotations.NullMarked;
