/**
 * The command line: options, credentials, exit codes. May import everything of the client.
 */
@NullMarked
package im.sidestream.demo.command;

import org.jspecify.annotations.NullMarked;
