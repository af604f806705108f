package im.sidestream.component.offers;

import im.sidestream.catalog.DeliveryTables;
import im.sidestream.catalog.SqliteCatalog;
import im.sidestream.component.command.Bot;
import im.sidestream.component.command.CommandFace;
import im.sidestream.component.command.CommandPorts;
import im.sidestream.component.command.Correspondents;
import im.sidestream.component.command.DistributionPorts;
import im.sidestream.component.command.Rights;
import im.sidestream.component.handover.InBandFiles;
import im.sidestream.component.handover.InBandSender;
import im.sidestream.component.slots.FurtherServices;
import im.sidestream.component.slots.UploadComponent;
import im.sidestream.component.slots.UploadProfile;
import im.sidestream.component.stanza.SendingStream;
import im.sidestream.component.stanza.ServiceAddress;
import im.sidestream.delivery.Deliveries;
import im.sidestream.delivery.DeliveryLimits;
import im.sidestream.delivery.Distributor;
import im.sidestream.delivery.Outbox;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.ServiceAdministration;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.SlotLinks;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.dom4j.Element;
import org.jspecify.annotations.Nullable;
import org.xmpp.component.Component;
import org.xmpp.packet.IQ;
import org.xmpp.packet.JID;
import org.xmpp.packet.Message;
import org.xmpp.packet.Packet;

/**
 * A component with rows in a real database, on a stream that only remembers what was sent, between servers that a test
 * decides on. Users are those of the domain above the component's.
 */
final class OfferFixture extends SendingStream implements AutoCloseable {

    static final String SECRET_PATH = "/f/";

    final List<Element> sent = new ArrayList<>();
    final List<Element> asked = new ArrayList<>();
    /** By domain, the service that its server lists. */
    final Map<String, OfferFixture> peers = new HashMap<>();
    /** By full JID, a client that answers requests. */
    final Map<String, UnaryOperator<Element>> clients = new HashMap<>();
    /** By domain, what asking it fails with; after "silence" that is known only when the time for an answer is over. */
    final Map<String, String> failing = new HashMap<>();

    /** Of what is written down of deliveries. */
    final Outage outage = new Outage();

    /** Of the rows of the outbox. */
    final Outage outboxOutage = new Outage();

    final String domain;
    final String parent;
    final Correspondence work;
    final DeliveryTables tables;
    final StoredFiles files;
    final OutboxPump pump;
    final Distributor distributor;
    private final InBandSender sender;
    Instant now = Instant.parse("2026-08-30T09:00:00Z");
    long stream = 1;
    boolean pingIsAnswered = true;
    /** Whether the connection is another one when the ping is answered. */
    boolean reconnecting;

    DeliveryLimits limits = DeliveryLimits.STANDARD;
    /** The largest file that goes in band. */
    long inBand = 1 << 20;

    /** Another domain whose users are users, too. */
    String guests = "nobody.invalid";

    final Map<String, String> texts = new HashMap<>();
    private final SqliteCatalog catalog;
    private final UploadComponent component;
    private final List<Silence> silences = new ArrayList<>();
    private long nanos;
    private int ids;

    private record Silence(Instant until, CompletableFuture<IQ> answer) {}

    OfferFixture(Path directory, String domain) {
        this(directory, domain, 1_000_000);
    }

    OfferFixture(Path directory, String domain, double rate) {
        this.domain = domain;
        this.parent = domain.substring(domain.indexOf('.') + 1);
        catalog = SqliteCatalog.open(directory.resolve(domain + ".db"), false, () -> now, Runnable::run);
        tables = catalog.deliveries(new SecureRandom());
        Deliveries deliveries = outage.over(Deliveries.class, tables.deliveries());
        files = new StoredFiles(catalog, () -> now);
        Correspondents correspondents = new Correspondents(() -> now);
        SlotLinks links = new SlotLinks(URI.create("https://" + domain + "/"));
        Pages pages = new Pages(
                links::personal,
                offer -> links.page(SlotLinks.OFFERS, offer.value()),
                delivery -> links.page(SlotLinks.REPORTS, delivery.value()));
        Outlet outlet = new Outlet(this::send, this::ask, () -> stream);
        Voice voice = new Voice(() -> domain, correspondents::language);
        sender = new InBandSender(outlet, voice);
        work = new Correspondence(
                new Correspondence.Ports(
                        domain, deliveries, outboxOutage.over(Outbox.class, tables.outbox()), files, () -> now),
                outlet,
                voice,
                pages,
                new InBandFiles(sender, (owner, file, most) -> files.bytes(file), () -> inBand));
        distributor = new Distributor(
                deliveries,
                files,
                new Distributor.Rules(this::isUser, () -> limits),
                new Distributor.Surroundings(() -> now, new SecureRandom(), Runnable::run));
        pump = new OutboxPump(work, domain, rate, () -> nanos);
        Answers answers = new Answers(work, distributor, () -> {});
        DistributionPorts ports = new DistributionPorts(
                distributor,
                tables.consents(),
                tables.lists(),
                answers,
                new RoomMembers(work),
                this::text,
                () -> limits,
                pages.report(),
                () -> {});
        component = component(answers, ports, correspondents);
        component.initialize(new JID(domain), this);
    }

    private UploadComponent component(Answers answers, DistributionPorts ports, Correspondents correspondents) {
        ServiceAdministration none = (ServiceAdministration) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ServiceAdministration.class},
                (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
        CommandPorts commands =
                new CommandPorts(domain, files, none, new UsersOfParent(), () -> now, new SecureRandom());
        ServiceAddress bot = Bot.address("File service", "1.2.3");
        FurtherServices further = new FurtherServices(
                List.of(
                        correspondents,
                        new PeerFace(work, distributor, this::isUser, () -> {}),
                        new AnswerFace(work, answers),
                        sender,
                        new CommandFace(commands, Set.of("", Bot.LOCAL_PART), ports),
                        new Bot(commands, bot, ports)),
                List.of(bot),
                List.of(CommandFace.COMMANDS, PeerFace.FEATURE),
                List::of);
        return new UploadComponent(
                request -> CompletableFuture.failedFuture(new IllegalStateException("no slots here")),
                UploadProfile.forMessages("Files", "1.2.3", () -> 1000),
                () -> now,
                further);
    }

    /** What comes after this one was killed: it has the rows and the files. */
    OfferFixture restarted(Path directory) {
        close();
        OfferFixture next = new OfferFixture(directory, domain);
        next.now = now;
        next.files.addAll(files);
        next.peers.putAll(peers);
        return next;
    }

    private final class UsersOfParent implements Rights {
        @Override
        public boolean isUser(String bareJid) {
            return OfferFixture.this.isUser(bareJid);
        }

        @Override
        public boolean isAdministrator(String bareJid) {
            return false;
        }
    }

    private boolean isUser(String bareJid) {
        return bareJid.endsWith("@" + parent) || bareJid.endsWith("@" + guests);
    }

    private CompletableFuture<String> text(Owner owner, SlotId file) {
        String text = texts.get(file.value());
        return text == null
                ? CompletableFuture.failedFuture(Refusal.of(Reason.NOT_FOUND, "There is no such file."))
                : CompletableFuture.completedFuture(text);
    }

    Owner owner(String jid) {
        return new Owner(domain, jid);
    }

    /** Lets time pass, for offers' rate, too. */
    void pass(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
        List<Silence> over =
                silences.stream().filter(each -> !now.isBefore(each.until)).toList();
        silences.removeAll(over);
        over.forEach(each -> each.answer.completeExceptionally(new TimeoutException("no answer")));
    }

    /** Lets the pump work until nothing is due. */
    void run() throws InterruptedException {
        int idle = 0;
        while (idle < 3) {
            if (pump.round() == 0) {
                idle++;
                pass(Duration.ofSeconds(1));
            } else {
                idle = 0;
            }
        }
    }

    /** The same where nothing may be thrown. */
    void runAll() {
        try {
            run();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** One round, and what it sent. */
    List<Element> round() throws InterruptedException {
        int before = sent.size();
        pump.round();
        return List.copyOf(sent.subList(before, sent.size()));
    }

    /** What somebody was sent. */
    List<Element> to(String bareJid) {
        return sent.stream()
                .filter(stanza ->
                        new JID(stanza.attributeValue("to")).toBareJID().equals(bareJid))
                .toList();
    }

    /** The offer that somebody was sent last. */
    Element offerTo(String bareJid) {
        List<Element> offers =
                to(bareJid).stream().filter(stanza -> form(stanza) != null).toList();
        if (offers.isEmpty()) {
            throw new AssertionError("no offer to " + bareJid + " in " + texts());
        }
        return offers.get(offers.size() - 1);
    }

    static @Nullable Element form(Element stanza) {
        return stanza.elements("x").stream()
                .filter(x -> "form".equals(x.attributeValue("type")))
                .findFirst()
                .orElse(null);
    }

    static String code(Element offer) {
        return Objects.requireNonNull(form(offer)).elements("field").stream()
                .filter(field -> "offer".equals(field.attributeValue("var")))
                .findFirst()
                .orElseThrow()
                .elementText("value");
    }

    private List<String> texts() {
        return sent.stream().map(Element::asXML).toList();
    }

    /** Says a line to the bot and returns what is said back. */
    String say(String from, String line) {
        return say(from, line, "");
    }

    String say(String from, String line, String more) {
        List<Element> answers = message("<message type='chat' id='m" + ids++ + "' from='" + from + "' to='relay@"
                + domain + "'><body>" + line + "</body>" + more + "</message>");
        if (answers.size() != 1) {
            throw new AssertionError("answered " + answers.size() + " times: " + line);
        }
        Element answer = answers.get(0);
        return "error".equals(answer.attributeValue("type")) ? "error" : answer.elementText("body");
    }

    List<Element> message(String xml) {
        int before = sent.size();
        component.processPacket(new Message(parse(xml), true));
        return List.copyOf(sent.subList(before, sent.size()));
    }

    /** Answers an offer with its form. */
    List<Element> submit(String from, String code, String decision) {
        return message("<message type='chat' id='f" + ids++ + "' from='" + from + "' to='relay@" + domain
                + "/bot'><x xmlns='jabber:x:data' type='submit'>"
                + "<field var='FORM_TYPE'><value>sidestream:transfer:0#offer</value></field>"
                + "<field var='offer'><value>" + code + "</value></field>"
                + "<field var='decision'><value>" + decision + "</value></field></x></message>");
    }

    /** The one answer to a request. */
    Element iq(String from, String to, String content) {
        int before = sent.size();
        component.processPacket(new IQ(
                parse("<iq type='set' id='q" + ids++ + "' from='" + from + "' to='" + to + "'>" + content + "</iq>"),
                true));
        return answer(before, content);
    }

    /** The one answer since then; messages to others are none. */
    private Element answer(int before, String request) {
        List<Element> answers = sent.subList(before, sent.size()).stream()
                .filter(each -> each.getName().equals("iq"))
                .toList();
        if (answers.size() != 1) {
            throw new AssertionError("answered " + answers.size() + " times: " + request);
        }
        sent.remove(answers.get(0));
        return answers.get(0);
    }

    Element command(String from, String attributes, String content) {
        return iq(
                from,
                domain,
                "<command xmlns='http://jabber.org/protocol/commands' " + attributes + ">" + content + "</command>");
    }

    /** Opens a command of ours and returns its element, or the error. */
    Element open(String from, String name) {
        Element answer = command(from, "node='sidestream:transfer:0#" + name + "'", "");
        Element command = answer.element("command");
        return command == null ? answer.element("error") : command;
    }

    /** Goes on with a command: names and values by turns, a name again for another value. */
    Element go(String from, Element command, String... fields) {
        return step(from, command, fields).element("command");
    }

    /** The same where the answer may be an error. */
    Element step(String from, Element command, String... fields) {
        Map<String, List<String>> values = new java.util.LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            values.computeIfAbsent(fields[i], name -> new ArrayList<>()).add(fields[i + 1]);
        }
        StringBuilder form = new StringBuilder("<x xmlns='jabber:x:data' type='submit'>");
        values.forEach((name, all) -> {
            form.append("<field var='").append(name).append("'>");
            all.forEach(value -> form.append("<value>").append(value).append("</value>"));
            form.append("</field>");
        });
        return command(
                from,
                "node='" + command.attributeValue("node") + "' sessionid='" + command.attributeValue("sessionid") + "'",
                form + "</x>");
    }

    private CompletableFuture<Void> send(Message message) {
        if (stream < 0) {
            return CompletableFuture.failedFuture(new IllegalStateException("no stream"));
        }
        sent.add(parse(message.toXML()));
        return CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<IQ> ask(IQ iq, Duration patience) {
        if (stream < 0) {
            return CompletableFuture.failedFuture(new IllegalStateException("no stream"));
        }
        Element request = parse(iq.toXML());
        asked.add(request);
        String to = request.attributeValue("to");
        UnaryOperator<Element> client = clients.get(to);
        if (client != null) {
            return CompletableFuture.completedFuture(new IQ(client.apply(request), true));
        }
        String failure = failing.get(to);
        if ("silence".equals(failure)) {
            CompletableFuture<IQ> answer = new CompletableFuture<>();
            silences.add(new Silence(now.plus(patience), answer));
            return answer;
        }
        if (failure != null) {
            return failure.equals("timeout")
                    ? CompletableFuture.failedFuture(new TimeoutException("no answer"))
                    : CompletableFuture.completedFuture(error(request, "cancel", failure));
        }
        if (request.asXML().contains("urn:xmpp:ping")) {
            stream += reconnecting ? 1 : 0;
            return pingIsAnswered
                    ? CompletableFuture.completedFuture(result(request, ""))
                    : CompletableFuture.failedFuture(new TimeoutException("no answer"));
        }
        return CompletableFuture.completedFuture(elsewhere(request, to));
    }

    private IQ elsewhere(Element request, String to) {
        OfferFixture listed = peers.get(to);
        if (listed != null) {
            return result(
                    request,
                    "<query xmlns='http://jabber.org/protocol/disco#items'><item jid='" + listed.domain
                            + "'/></query>");
        }
        for (OfferFixture peer : peers.values()) {
            if (peer.domain.equals(to)) {
                return new IQ(peer.hear(request), true);
            }
        }
        return error(request, "cancel", "service-unavailable");
    }

    /** What this component answers to a request of another one. */
    Element hear(Element request) {
        int before = sent.size();
        component.processPacket(new IQ(parse(request.asXML()), true));
        return answer(before, request.asXML());
    }

    static IQ result(Element request, String content) {
        return new IQ(
                parse("<iq type='result' id='" + request.attributeValue("id") + "' from='"
                        + request.attributeValue("to") + "' to='x'>" + content + "</iq>"),
                true);
    }

    static IQ error(Element request, String type, String condition) {
        IQ answer = result(
                request,
                "<error type='" + type + "'><" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>");
        answer.setType(IQ.Type.error);
        return answer;
    }

    /** A message of ours comes back. */
    void bounce(String from, String id, String type, String condition) {
        message("<message type='error' id='" + id + "' from='" + from + "' to='relay@" + domain + "/bot'><error type='"
                + type + "'><" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
    }

    @Override
    public void close() {
        catalog.close();
    }

    @Override
    public void sendPacket(Component from, Packet packet) {
        sent.add(parse(packet.toXML()));
    }

    @Override
    public String getServerName() {
        return parent;
    }
}
