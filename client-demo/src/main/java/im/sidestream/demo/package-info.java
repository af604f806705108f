/** The headless client: sender, receiver and chat roles over XMPP and HTTP; knows nothing of the server's code. */
@NullMarked
package im.sidestream.demo;

import org.jspecify.annotations.NullMarked;
