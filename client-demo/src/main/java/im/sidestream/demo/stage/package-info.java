/**
 * A real set-up on loopback for the demonstration and the end-to-end tests: certificates, a Prosody with our component
 * plugged in, and the server as a process of its own. Imports the JDK, and for the story its theatre and accounts.
 */
@NullMarked
package im.sidestream.demo.stage;

import org.jspecify.annotations.NullMarked;
