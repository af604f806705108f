/**
 * What an operator sees from outside: metrics and health. Anything may import it, so it imports only the JDK and the
 * metrics library.
 */
@NullMarked
package im.sidestream.observe;

import org.jspecify.annotations.NullMarked;
