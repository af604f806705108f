package im.sidestream.component.app;

import im.sidestream.component.command.Bot;
import im.sidestream.component.command.CommandFace;
import im.sidestream.component.command.CommandPorts;
import im.sidestream.component.command.Correspondents;
import im.sidestream.component.command.EvictionNotices;
import im.sidestream.component.command.Rights;
import im.sidestream.component.command.ServiceForms;
import im.sidestream.component.offers.PeerFace;
import im.sidestream.component.offers.Voice;
import im.sidestream.component.slots.FurtherServices;
import im.sidestream.component.stanza.Face;
import im.sidestream.component.stanza.ServiceAddress;
import im.sidestream.config.ServerConfig;
import im.sidestream.slot.BareJid;
import im.sidestream.slot.OwnUploads;
import im.sidestream.slot.ServiceAdministration;
import im.sidestream.slot.SlotPolicy;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Commands, the bot, and what the service tells of itself, put together from what holds now. Whoever is allowed to upload
 * may work on his files, blocked or not.
 */
final class CommandServices implements Rights {
    private static final String BOT_NAME = "File service";

    private final Correspondents correspondents;
    private volatile ServerConfig config;
    private final Supplier<SlotPolicy> policy;

    /**
     * Wires it.
     *
     * @param policy the one that holds now, with what administrators set over the configuration
     */
    CommandServices(ServerConfig config, Supplier<SlotPolicy> policy, Clock clock) {
        this.config = config;
        this.policy = policy;
        this.correspondents = new Correspondents(clock);
    }

    void reload(ServerConfig fresh) {
        config = fresh;
    }

    @Override
    public boolean isUser(String bareJid) {
        return policy.get().admission().allow().include(bareJid);
    }

    @Override
    public boolean isAdministrator(String bareJid) {
        return config.xmpp().admins().contains(BareJid.ofSender(bareJid));
    }

    /**
     * Puts them together.
     *
     * @param deliveries what is said and heard of one file to many
     */
    FurtherServices over(
            OwnUploads uploads, ServiceAdministration administration, Clock clock, DeliveryFace deliveries) {
        String domain = config.xmpp().domain();
        CommandPorts ports = new CommandPorts(domain, uploads, administration, this, clock, new SecureRandom());
        ServiceAddress bot = Bot.address(BOT_NAME, Program.version());
        List<Face> faces = new ArrayList<>(List.of(correspondents));
        faces.addAll(deliveries.faces());
        faces.add(new CommandFace(ports, Set.of("", Bot.LOCAL_PART), deliveries.ports()));
        faces.add(new Bot(ports, bot, deliveries.ports()));
        return new FurtherServices(
                faces,
                List.of(bot),
                List.of(CommandFace.COMMANDS, PeerFace.FEATURE),
                () -> ServiceForms.of(config.contacts(), policy.get().longestKept()));
    }

    /** Speaks in the language that each account wrote in last. */
    Voice voice(Supplier<String> domain) {
        return new Voice(domain, correspondents::language);
    }

    /** What tells owners of files that made room. */
    EvictionNotices notices(EvictionNotices.Outlet outlet) {
        return new EvictionNotices(this, correspondents, outlet);
    }
}
