package im.sidestream.component.app;

import im.sidestream.component.offers.Outlet;
import im.sidestream.component.stanza.StreamState;
import im.sidestream.component.stanza.SupervisedComponents;
import im.sidestream.component.stanza.Tenure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.xmpp.component.Component;
import org.xmpp.packet.IQ;
import org.xmpp.packet.Message;

/** A component that is not there yet when what it consists of is wired, as the way out for those parts. */
final class Residence {
    private final SupervisedComponents components;
    private final String domain;
    private final Tenure tenure;
    private final AtomicReference<@Nullable Component> component = new AtomicReference<>();

    Residence(SupervisedComponents components, String domain, Tenure tenure) {
        this.components = components;
        this.domain = domain;
        this.tenure = tenure;
    }

    void settle(Component settled) {
        component.set(settled);
    }

    Outlet outlet() {
        return new Outlet(this::send, this::ask, this::stream);
    }

    /** The domain as its server spells it. */
    String spelling() {
        Component now = component.get();
        return now == null ? domain : components.spelling(now);
    }

    private CompletableFuture<Void> send(Message message) {
        Component now = component.get();
        return now == null ? away() : components.send(now, message);
    }

    private CompletableFuture<IQ> ask(IQ iq, Duration timeout) {
        Component now = component.get();
        try {
            return now == null ? away() : components.ask(now, iq, timeout);
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private static <T> CompletableFuture<T> away() {
        return CompletableFuture.failedFuture(new IllegalStateException("the component is not there yet"));
    }

    /** Which connection this is, counted; none while another process may have one. */
    private long stream() {
        boolean connected = components
                .state(domain)
                .filter(state -> state.phase() == StreamState.Phase.CONNECTED)
                .isPresent();
        return connected && tenure.isHeld() ? components.load(domain).connects() : -1;
    }
}
