/** Row by row what the specifications ask of the service, asked by a client over real XMPP servers. */
@NullMarked
package im.sidestream.demo.conformance;

import org.jspecify.annotations.NullMarked;
