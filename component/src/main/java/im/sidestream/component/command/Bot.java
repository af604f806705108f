package im.sidestream.component.command;

import im.sidestream.component.command.Memory.Answer;
import im.sidestream.component.offers.Voice;
import im.sidestream.component.stanza.Face;
import im.sidestream.component.stanza.Markup;
import im.sidestream.component.stanza.Pace;
import im.sidestream.component.stanza.PhraseBook;
import im.sidestream.component.stanza.RefusalErrors;
import im.sidestream.component.stanza.RefusalText;
import im.sidestream.component.stanza.ServiceAddress;
import im.sidestream.component.stanza.ServiceIdentity;
import im.sidestream.component.stanza.StanzaAddress;
import im.sidestream.slot.Refusal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xmpp.packet.Message;
import org.xmpp.packet.Packet;
import org.xmpp.packet.Presence;

/**
 * The bot: reads what users type in a chat and answers it, for clients that know nothing of commands. It listens to users
 * and administrators alone, to chat alone, and never so often that another program could keep it talking.
 */
public final class Bot implements Face {

    /** The bot's local part. */
    public static final String LOCAL_PART = Voice.LOCAL_PART;

    private static final Logger log = LoggerFactory.getLogger(Bot.class);
    private static final int ANSWERS_PER_MINUTE = 30;
    private static final String CAPS_NODE = "https://sidestream.im/";

    private final CommandPorts ports;
    private final PhraseBook book = Texts.book();
    private final TypedText typed;
    private final TypedAdministration administration;
    private final Memories memories;
    private final Pace pace;
    private final BotPresence presence;
    private final @Nullable OfferTalk offers;

    /**
     * Listens at the bot's address.
     *
     * @param address as {@link #address} makes it
     */
    public Bot(CommandPorts ports, ServiceAddress address) {
        this(ports, address, null);
    }

    /** The same, with what one file to many works on, where there is that. */
    public Bot(CommandPorts ports, ServiceAddress address, @Nullable DistributionPorts distribution) {
        this.offers = distribution == null ? null : new OfferTalk(distribution, ports);
        this.ports = ports;
        this.typed = new TypedText(ports);
        this.administration = new TypedAdministration(ports);
        this.memories = new Memories(ports.clock());
        this.pace = new Pace(ports.clock(), ANSWERS_PER_MINUTE);
        this.presence = new BotPresence(address, this::isHeard);
    }

    /**
     * What the bot says it is.
     *
     * @param name what people see
     * @param version version of the program
     */
    public static ServiceAddress address(String name, String version) {
        List<String> features = List.of(CommandFace.COMMANDS, BotMessage.RECEIPTS);
        ServiceIdentity identity = new ServiceIdentity("client", "bot", name, () -> features, "Sidestream", version);
        return new ServiceAddress(LOCAL_PART, identity, List::of, List.of(), CAPS_NODE);
    }

    @Override
    public boolean take(Packet packet, Consumer<Packet> answers) {
        if (!StanzaAddress.localPart(packet.getElement()).equals(LOCAL_PART)) {
            return false;
        }
        if (packet instanceof Message message) {
            hear(new BotMessage(message.getElement()), answers);
            return true;
        }
        if (packet instanceof Presence) {
            presence.answer(packet.getElement(), answers);
            return true;
        }
        return false;
    }

    private boolean isHeard(String bareJid) {
        return ports.rights().isUser(bareJid) || ports.rights().isAdministrator(bareJid);
    }

    private void hear(BotMessage message, Consumer<Packet> answers) {
        Requester by = new Requester(message.address(), ports.domain(), book.in(message.language()));
        if (!message.isSpoken() || by.isTheService() || (message.isKept() && !isAnswer(message))) {
            return;
        }
        Pace.Verdict verdict = pace.judge(by.bare());
        if (verdict == Pace.Verdict.SILENCE) {
            return;
        }
        if (!isHeard(by.bare())) {
            stranger(by, message, answers);
            return;
        }
        message.receipt().ifPresent(answers);
        if (verdict == Pace.Verdict.WARN) {
            answers.accept(message.answer(by, by.text("type.slower")));
            return;
        }
        CompletableFuture<Void> unused = understand(by, message)
                .thenApply(answer -> answer(by, message, answer))
                .exceptionally(failure -> sorry(by, message, failure))
                .thenAccept(answers);
    }

    /** Of what was kept for later only answers say what they mean: "delete 3" means the list of now. */
    private boolean isAnswer(BotMessage message) {
        return offers != null && offers.isAnswer(message);
    }

    /** Who has an offer, or decided on senders for good, is listened to as far as that goes, and nobody else. */
    private void stranger(Requester by, BotMessage message, Consumer<Packet> answers) {
        if (offers == null) {
            answers.accept(message.forbidden(by));
            return;
        }
        CompletableFuture<Void> unused = offers.stranger(by, message)
                .thenApply(text -> text.map(said -> message.answer(by, said)).orElseGet(() -> message.forbidden(by)))
                .exceptionally(failure -> sorry(by, message, failure))
                .thenAccept(answers);
    }

    private Message answer(Requester by, BotMessage message, Answer answer) {
        if (answer.memory() != null) {
            memories.keep(by.bare(), answer.memory());
        }
        return message.answer(by, answer.text());
    }

    /** A sentence; where the line was not understood at all because the catalog is away, the line comes back. */
    private static Message sorry(Requester by, BotMessage message, Throwable failure) {
        if (RefusalErrors.isAway(failure)) {
            return message.returned(RefusalErrors.ofFailure(
                    failure, Markup.COMMANDS.uri(), by.phrases().language()));
        }
        if (!(RefusalErrors.unwrap(failure) instanceof Refusal)) {
            log.error("a line of {} failed", by.bare(), RefusalErrors.unwrap(failure));
        }
        return message.answer(by, RefusalText.ofFailure(failure, by.phrases().language()));
    }

    private CompletableFuture<Answer> understand(Requester by, BotMessage message) {
        try {
            return message.isEncrypted() ? TypedText.said(by.text("type.encrypted")) : obey(by, message);
        } catch (RuntimeException fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }

    private CompletableFuture<Answer> obey(Requester by, BotMessage message) {
        if (offers != null && message.isKept()) {
            return TypedText.said(offers.answer(by, message));
        }
        String body = message.body();
        Memory memory = memories.of(by.bare());
        boolean confirms = isYes(by, body);
        // a question is answered by the next line or not at all
        memories.keep(by.bare(), memory.unasked());
        Supplier<CompletableFuture<String>> pending = memory.pending();
        if (confirms && pending != null) {
            return TypedText.said(pending.get());
        }
        if (offers != null && isAnswer(message)) {
            return TypedText.said(offers.answer(by, message));
        }
        if (confirms) {
            return TypedText.said(by.text("type.nothing"));
        }
        Line line = Line.of(body);
        if (line.isNext("admin") && ports.rights().isAdministrator(by.bare())) {
            line.word();
            return administration.answer(by, line, memory);
        }
        Supplier<CompletableFuture<Answer>> more = memory.more();
        if (line.isNext("more")) {
            return more == null ? TypedText.said(by.text("list.none")) : more.get();
        }
        CompletableFuture<Answer> answer =
                ports.rights().isUser(by.bare()) ? user(by, Line.of(body), memory.unasked()) : null;
        return answer == null ? TypedText.said(help(by)) : answer;
    }

    private @Nullable CompletableFuture<Answer> user(Requester by, Line line, Memory memory) {
        CompletableFuture<Answer> many =
                offers == null ? null : offers.distribution().answer(by, line.copy(), memory);
        return many == null ? typed.answer(by, line, memory) : many;
    }

    private static boolean isYes(Requester by, String body) {
        String word = Line.of(body).rest();
        return word.equalsIgnoreCase("yes") || word.equalsIgnoreCase(by.text("yes"));
    }

    private String help(Requester by) {
        String help = ports.rights().isUser(by.bare()) ? typed.help(by) : "";
        help = help.isEmpty() || offers == null ? help : help + "\n" + by.text("help.send");
        String more = ports.rights().isAdministrator(by.bare()) ? by.text("help.admin") : "";
        return help.isEmpty() || more.isEmpty() ? help + more : help + "\n" + more;
    }
}
