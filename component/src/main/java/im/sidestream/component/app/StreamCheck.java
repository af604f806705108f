package im.sidestream.component.app;

import im.sidestream.component.stanza.StreamFault;
import im.sidestream.component.stanza.StreamResources;
import im.sidestream.component.stanza.StreamState;
import im.sidestream.component.stanza.SupervisedComponents;
import im.sidestream.config.XmppConfig;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xmpp.component.Component;
import org.xmpp.component.ComponentException;
import org.xmpp.component.ComponentManager;
import org.xmpp.packet.JID;
import org.xmpp.packet.Packet;

/** Shakes hands with the XMPP server once (XEP-0114 §3) and tells how that went. */
final class StreamCheck {
    private static final long PATIENCE_SECONDS = 20;

    private final XmppConfig config;

    StreamCheck(XmppConfig config) {
        this.config = config;
    }

    void run(Findings findings) {
        CompletableFuture<StreamState> end = new CompletableFuture<>();
        SupervisedComponents components = new SupervisedComponents(
                ComponentFace.settings(config), StreamResources.ofSystem(), (domain, state) -> {
                    if (state.phase() != StreamState.Phase.CONNECTING) {
                        end.complete(state);
                    }
                });
        try (components) {
            components.setDefaultSecretKey(config.secret().value());
            components.addComponent(config.name(), new Nobody());
            judge(end.get(PATIENCE_SECONDS, TimeUnit.SECONDS), findings);
        } catch (ComponentException | ExecutionException | TimeoutException e) {
            findings.problem(place() + "no answer to the handshake: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void judge(StreamState state, Findings findings) {
        StreamFault fault = state.fault();
        if (fault == StreamFault.CONFLICT) {
            findings.note(place() + "the secret is right, and another connection serves " + config.domain()
                    + " now: this service itself, if it runs");
        } else if (fault != null) {
            String detail = state.detail().isEmpty() ? "" : " (" + state.detail() + ")";
            findings.problem(place() + fault.explanation() + detail);
        }
    }

    private String place() {
        return "xmpp: " + config.host() + ":" + config.port() + ": ";
    }

    /** Lives at the domain for the moment of the check. */
    private static final class Nobody implements Component {
        @Override
        public String getName() {
            return "check";
        }

        @Override
        public String getDescription() {
            return "";
        }

        @Override
        public void processPacket(Packet packet) {}

        @Override
        public void initialize(JID jid, ComponentManager manager) {}

        @Override
        public void start() {}

        @Override
        public void shutdown() {}
    }
}
