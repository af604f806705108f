/**
 * The configuration: a HOCON file and the environment become checked records. Units, secrets, unknown keys and
 * combinations that cannot work are refused here, with one line each. Imports slot and the HOCON parser.
 */
@NullMarked
package im.sidestream.config;

import org.jspecify.annotations.NullMarked;
