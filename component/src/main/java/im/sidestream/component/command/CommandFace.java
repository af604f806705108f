package im.sidestream.component.command;

import im.sidestream.component.stanza.Face;
import im.sidestream.component.stanza.Markup;
import im.sidestream.component.stanza.PhraseBook;
import im.sidestream.component.stanza.StanzaAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.dom4j.Element;
import org.jspecify.annotations.Nullable;
import org.xmpp.packet.IQ;
import org.xmpp.packet.Packet;

/**
 * Ad-hoc commands (XEP-0050) at the domain and at the bot: their discovery and their execution. Users see what is theirs,
 * administrators see the rest too.
 */
public final class CommandFace implements Face {

    /** The feature that tells of commands, and the node below which they are found. */
    public static final String COMMANDS = Markup.COMMANDS.uri();

    private static final String INFO = "http://jabber.org/protocol/disco#info";
    private static final String ITEMS = "http://jabber.org/protocol/disco#items";

    private final Map<String, Command> commands = new LinkedHashMap<>();
    private final CommandPorts ports;
    private final PhraseBook book;
    private final Set<String> addresses;
    private final Execution execution;

    /**
     * Serves commands.
     *
     * @param addresses local parts at which they are served, empty for the domain
     */
    public CommandFace(CommandPorts ports, Set<String> addresses) {
        this(ports, addresses, null);
    }

    /** The same, with what one file to many works on, where there is that. */
    public CommandFace(CommandPorts ports, Set<String> addresses, @Nullable DistributionPorts distribution) {
        this.ports = ports;
        this.addresses = Set.copyOf(addresses);
        this.book = Texts.book();
        List<Command> all = new ArrayList<>(new UserCommands(ports.uploads(), ports.clock()).all());
        if (distribution != null) {
            all.addAll(new DistributionCommands(distribution, ports).all());
        }
        all.addAll(new AdminCommands(ports).all());
        all.forEach(command -> commands.put(command.node(), command));
        this.execution = new Execution(commands, ports, this::may);
    }

    @Override
    public boolean take(Packet packet, Consumer<Packet> answers) {
        if (!(packet instanceof IQ iq)
                || !iq.isRequest()
                || !addresses.contains(StanzaAddress.localPart(iq.getElement()))) {
            return false;
        }
        Element child = iq.getChildElement();
        if (CommandStanzas.isCommand(child)) {
            execution.run(iq, child, requester(iq, child), answers);
            return true;
        }
        return child != null && discovery(iq, child, answers);
    }

    private boolean discovery(IQ iq, Element query, Consumer<Packet> answers) {
        String node = query.attributeValue("node");
        boolean known = node != null && (node.equals(COMMANDS) || commands.containsKey(node));
        if (!known || iq.getType() != IQ.Type.get || !query.getName().equals("query")) {
            return false;
        }
        switch (query.getNamespaceURI()) {
            case INFO -> answers.accept(info(iq, query, node));
            case ITEMS -> answers.accept(items(iq, query, node));
            default -> {
                return false;
            }
        }
        return true;
    }

    private IQ info(IQ iq, Element query, String node) {
        Requester requester = requester(iq, query);
        Command command = commands.get(node);
        if (command == null) {
            return CommandStanzas.info(iq, query, "command-list", requester.text("commands"), requester.phrases());
        }
        return may(requester, command)
                ? CommandStanzas.info(iq, query, "command-node", requester.text(command.label()), requester.phrases())
                : CommandStanzas.forbidden(iq, requester.phrases());
    }

    private IQ items(IQ iq, Element query, String node) {
        Requester requester = requester(iq, query);
        Command single = commands.get(node);
        if (single != null && !may(requester, single)) {
            return CommandStanzas.forbidden(iq, requester.phrases());
        }
        List<Command> shown = single != null
                ? List.of()
                : commands.values().stream()
                        .filter(command -> may(requester, command) && isListed(requester, command))
                        .toList();
        return CommandStanzas.items(iq, query, shown, requester.phrases());
    }

    private boolean may(Requester requester, Command command) {
        if (requester.isTheService()) {
            return false;
        }
        boolean entitled = switch (command.audience()) {
            case ADMINISTRATORS -> ports.rights().isAdministrator(requester.bare());
            case USERS -> ports.rights().isUser(requester.bare());
            case ANYBODY -> true;
        };
        return entitled && command.isOffered().test(requester);
    }

    private boolean isListed(Requester requester, Command command) {
        return command.audience() != Command.Audience.ANYBODY || ports.rights().isUser(requester.bare());
    }

    private Requester requester(IQ iq, Element child) {
        String onStanza = PhraseBook.language(iq.getElement());
        String language = onStanza == null ? PhraseBook.language(child) : onStanza;
        String from = String.valueOf(iq.getElement().attributeValue("from"));
        return new Requester(from, ports.domain(), book.in(language));
    }
}
