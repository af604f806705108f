package im.sidestream.component.app;

import im.sidestream.component.command.Bot;
import im.sidestream.component.command.CommandFace;
import im.sidestream.component.command.CommandPorts;
import im.sidestream.component.command.Correspondents;
import im.sidestream.component.command.EvictionNotices;
import im.sidestream.component.command.Rights;
import im.sidestream.component.command.ServiceForms;
import im.sidestream.component.slots.FurtherServices;
import im.sidestream.component.stanza.ServiceAddress;
import im.sidestream.config.ServerConfig;
import im.sidestream.slot.Bucket;
import im.sidestream.slot.OwnUploads;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.ServiceAdministration;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.xmpp.packet.JID;

/**
 * Commands, the bot, and what the service tells of itself, put together from the configuration as it is now. Whoever the
 * configuration lets upload may work on his files, blocked at run time or not.
 */
final class CommandServices implements Rights {
    private static final String BOT_NAME = "File service";

    private final Correspondents correspondents;
    private volatile ServerConfig config;

    CommandServices(ServerConfig config, Clock clock) {
        this.config = config;
        this.correspondents = new Correspondents(clock);
    }

    void reload(ServerConfig fresh) {
        config = fresh;
    }

    @Override
    public boolean isUser(String bareJid) {
        return config.policy().admission().allow().include(bareJid);
    }

    @Override
    public boolean isAdministrator(String bareJid) {
        return config.xmpp().admins().contains(bareJid.toLowerCase(Locale.ROOT));
    }

    FurtherServices over(OwnUploads uploads, ServiceAdministration administration, Clock clock) {
        String domain = domain();
        CommandPorts ports = new CommandPorts(domain, uploads, administration, this, clock, new SecureRandom());
        ServiceAddress bot = Bot.address(BOT_NAME, Program.version());
        return new FurtherServices(
                List.of(correspondents, new CommandFace(ports, Set.of("", Bot.LOCAL_PART)), new Bot(ports, bot)),
                List.of(bot),
                List.of(CommandFace.COMMANDS),
                () -> ServiceForms.of(config.contacts(), retention(uploads, domain)));
    }

    /** What tells owners of files that made room. */
    EvictionNotices notices(EvictionNotices.Outlet outlet) {
        return new EvictionNotices(domain(), this, correspondents, outlet);
    }

    private String domain() {
        return JID.domainprep(config.xmpp().domain());
    }

    /** Of those who are in no group of their own. */
    private static Optional<Duration> retention(OwnUploads uploads, String domain) {
        return uploads.limits(new Owner(domain, "")).bucket(Purpose.MESSAGE).flatMap(Bucket::kept);
    }
}
