package im.sidestream.component.stanza;

import java.util.function.Consumer;
import org.xmpp.packet.Packet;

/** Something more that addresses of a component speak. */
public interface Face {

    /**
     * Takes a stanza, if it is one for this face, without blocking.
     *
     * @param answers what is sent in return, now or later, by any thread
     * @return whether it was one; then every IQ that asks is answered once
     */
    boolean take(Packet packet, Consumer<Packet> answers);
}
