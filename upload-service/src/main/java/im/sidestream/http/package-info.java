/**
 * The HTTP face: handlers, headers, ranges, TLS, errors. The only package that sees Jetty; imports transfer, delivery and
 * slot.
 */
@NullMarked
package im.sidestream.http;

import org.jspecify.annotations.NullMarked;
