package im.sidestream.component.command;

import im.sidestream.component.slots.FurtherServices;
import im.sidestream.component.slots.UploadComponent;
import im.sidestream.component.slots.UploadProfile;
import im.sidestream.component.stanza.SendingStream;
import im.sidestream.component.stanza.ServiceAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.dom4j.Element;
import org.xmpp.component.Component;
import org.xmpp.packet.IQ;
import org.xmpp.packet.JID;
import org.xmpp.packet.Message;
import org.xmpp.packet.Packet;
import org.xmpp.packet.Presence;

/** An upload component with commands and the bot, on a stream that only remembers what was sent. */
final class CommandFixture extends SendingStream {

    static final String ALICE = "alice@example.org/desk";
    static final String ADMIN = "root@example.org/adm";
    static final String STRANGER = "eve@elsewhere.example/x";
    static final String DOMAIN = "upload.example.org";
    static final String BOT = "relay@upload.example.org";

    final InMemoryUploads uploads = new InMemoryUploads();
    final InMemoryAdministration administration = new InMemoryAdministration(uploads);
    final List<Packet> sent = new ArrayList<>();
    Instant now = Instant.parse("2026-08-30T09:00:00Z");
    private final UploadComponent component;
    private int ids;

    CommandFixture() {
        this(List.of());
    }

    CommandFixture(List<String> abuse) {
        component = component(
                new CommandPorts(DOMAIN, uploads, administration, new ExampleRights(), () -> now, new SecureRandom()),
                abuse);
        component.initialize(new JID(DOMAIN), this);
    }

    /** The component as the program wires it. */
    static UploadComponent component(CommandPorts ports, List<String> abuse) {
        ServiceAddress bot = Bot.address("File service", "1.2.3");
        FurtherServices further = new FurtherServices(
                List.of(new CommandFace(ports, Set.of("", Bot.LOCAL_PART)), new Bot(ports, bot)),
                List.of(bot),
                List.of(CommandFace.COMMANDS),
                () -> ServiceForms.of(Map.of("abuse", abuse), Optional.of(Duration.ofDays(30))));
        return new UploadComponent(
                request -> CompletableFuture.failedFuture(new IllegalStateException("no slots here")),
                UploadProfile.forMessages("Files", "1.2.3", () -> 1000),
                ports.clock(),
                further);
    }

    /** Users of example.org, and root among them; of an IDN domain; and, by mistake, the service itself. */
    static final class ExampleRights implements Rights {
        @Override
        public boolean isUser(String bareJid) {
            return bareJid.matches("[^@]+@(upload\\.)?example\\.org|[^@]+@xn--bcher-kva\\.example");
        }

        @Override
        public boolean isAdministrator(String bareJid) {
            return bareJid.equals("root@example.org");
        }
    }

    /** The one answer to a request, read anew from its text. */
    Element ask(String type, String from, String to, String content) {
        int before = sent.size();
        start(type, from, to, content);
        if (sent.size() != before + 1) {
            throw new AssertionError("answered " + (sent.size() - before) + " times: " + content);
        }
        return parse(sent.get(before).toXML());
    }

    void start(String type, String from, String to, String content) {
        String id = "q" + ids++;
        component.processPacket(new IQ(
                parse("<iq type='" + type + "' id='" + id + "' from='" + from + "' to='" + to + "'>" + content
                        + "</iq>"),
                true));
    }

    /** The answer to a command. */
    Element command(String from, String attributes, String content) {
        return ask("set", from, DOMAIN, commandXml(attributes, content));
    }

    static String commandXml(String attributes, String content) {
        return "<command xmlns='http://jabber.org/protocol/commands' " + attributes + ">" + content + "</command>";
    }

    /** Opens a command and returns its element. */
    Element open(String from, String node) {
        return command(from, "node='" + node + "'", "").element("command");
    }

    /** Goes on with a command. */
    Element go(String from, Element command, String action, String... fields) {
        StringBuilder form = new StringBuilder("<x xmlns='jabber:x:data' type='submit'>");
        for (int i = 0; i < fields.length; i += 2) {
            form.append("<field var='")
                    .append(fields[i])
                    .append("'><value>")
                    .append(fields[i + 1])
                    .append("</value></field>");
        }
        return command(from, follow(command) + " action='" + action + "'", form + "</x>");
    }

    /** The value of a field of a command's form. */
    static String field(Element command, String name) {
        return command.element("x").elements("field").stream()
                .filter(field -> name.equals(field.attributeValue("var")))
                .findFirst()
                .orElseThrow()
                .elementText("value");
    }

    /** A column of a command's table. */
    static List<String> cells(Element command, String column) {
        return command.element("x").elements("item").stream()
                .flatMap(item -> item.elements("field").stream())
                .filter(field -> field.attributeValue("var").equals(column))
                .map(field -> field.elementText("value"))
                .toList();
    }

    /** The command after a step. */
    Element next(String from, Element command, String action, String... fields) {
        return go(from, command, action, fields).element("command");
    }

    static String follow(Element command) {
        return "node='" + command.attributeValue("node") + "' sessionid='" + command.attributeValue("sessionid") + "'";
    }

    /** What the bot says to a line. */
    String say(String from, String line) {
        List<Element> answers = message(
                "<message type='chat' from='" + from + "' to='" + BOT + "'><body>" + line + "</body></message>");
        if (answers.size() != 1) {
            throw new AssertionError("answered " + answers.size() + " times: " + line);
        }
        return String.valueOf(answers.get(0).elementText("body"));
    }

    List<Element> message(String xml) {
        int before = sent.size();
        component.processPacket(new Message(parse(xml), true));
        return sent.subList(before, sent.size()).stream()
                .map(packet -> parse(packet.toXML()))
                .toList();
    }

    List<Element> presence(String type) {
        int before = sent.size();
        component.processPacket(
                new Presence(parse("<presence type='" + type + "' from='alice@example.org' to='" + BOT + "'/>"), true));
        return sent.subList(before, sent.size()).stream()
                .map(packet -> parse(packet.toXML()))
                .toList();
    }

    @Override
    public void sendPacket(Component from, Packet packet) {
        sent.add(packet);
    }
}
