package im.sidestream.component.offers;

import im.sidestream.delivery.Deliveries;
import im.sidestream.delivery.Outbox;
import im.sidestream.slot.OwnUploads;
import java.time.InstantSource;

/** What everything that is said and heard of deliveries works on. */
public final class Correspondence {

    private final Ports ports;
    private final Outlet outlet;
    private final Voice voice;
    private final CameBack cameBack = new CameBack();
    private final Peers peers;
    private final Dispatch dispatch;
    private final InBand inBand;
    private final Capability capability;

    /**
     * Rows and files.
     *
     * @param service the component's domain, as rows name it
     */
    public record Ports(
            String service, Deliveries deliveries, Outbox outbox, OwnUploads uploads, InstantSource clock) {}

    /** Wires it. */
    public Correspondence(Ports ports, Outlet outlet, Voice voice, Pages pages, InBand inBand) {
        this.inBand = inBand;
        this.capability = new Capability(outlet, voice, inBand);
        this.ports = ports;
        this.outlet = outlet;
        this.voice = voice;
        this.peers = new Peers(outlet, voice, ports.clock());
        this.dispatch = new Dispatch(this, pages);
    }

    Ports ports() {
        return ports;
    }

    Deliveries deliveries() {
        return ports.deliveries();
    }

    Outbox outbox() {
        return ports.outbox();
    }

    Outlet outlet() {
        return outlet;
    }

    Voice voice() {
        return voice;
    }

    CameBack cameBack() {
        return cameBack;
    }

    Peers peers() {
        return peers;
    }

    InBand inBand() {
        return inBand;
    }

    Capability capability() {
        return capability;
    }

    Dispatch dispatch() {
        return dispatch;
    }
}
