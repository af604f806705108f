package im.sidestream.component.stanza;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.xmpp.component.Component;
import org.xmpp.component.ComponentException;
import org.xmpp.component.ComponentManager;
import org.xmpp.packet.IQ;
import org.xmpp.packet.JID;
import org.xmpp.packet.Packet;

/** A component that remembers what it got and answers each request with an empty result, or as a test says. */
final class RecordingComponent implements Component {

    final List<Packet> received = new CopyOnWriteArrayList<>();
    private final BiConsumer<RecordingComponent, Packet> handler;
    private final CompletableFuture<ComponentManager> manager = new CompletableFuture<>();

    RecordingComponent() {
        this(RecordingComponent::answer);
    }

    RecordingComponent(BiConsumer<RecordingComponent, Packet> handler) {
        this.handler = handler;
    }

    void answer(Packet packet) {
        if (packet instanceof IQ iq && iq.isRequest()) {
            send(IQ.createResultIQ(iq));
        }
    }

    void send(Packet packet) {
        try {
            manager.join().sendPacket(this, packet);
        } catch (ComponentException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    public String getName() {
        return "recording";
    }

    @Override
    public String getDescription() {
        return "remembers what it got";
    }

    @Override
    public void processPacket(Packet packet) {
        received.add(packet);
        handler.accept(this, packet);
    }

    @Override
    public void initialize(JID jid, ComponentManager componentManager) {
        manager.complete(componentManager);
    }

    @Override
    public void start() {}

    @Override
    public void shutdown() {}
}
