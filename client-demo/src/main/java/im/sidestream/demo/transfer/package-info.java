/**
 * Bytes over HTTP: PUT into a slot, GET with resume, digests, file names, progress. May import the JDK and the progress bar only.
 */
@NullMarked
package im.sidestream.demo.transfer;

import org.jspecify.annotations.NullMarked;
