package im.sidestream.component.command;

import im.sidestream.component.stanza.Markup;
import im.sidestream.component.stanza.RefusalErrors;
import im.sidestream.component.stanza.RefusalText;
import im.sidestream.component.stanza.StanzaError;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.dom4j.Element;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xmpp.packet.IQ;
import org.xmpp.packet.Packet;

/** Runs commands step by step (XEP-0050 §2.4 and §3); every request is answered once. */
final class Execution {

    private static final Logger log = LoggerFactory.getLogger(Execution.class);
    private static final int SESSIONS_PER_USER = 8;
    private static final int QUESTIONS = 2_000;

    private final Map<String, Command> commands;
    private final BiPredicate<Requester, Command> rights;
    private final SessionIds ids;
    private final CommandSessions sessions;

    /** One request, with where its answer goes. */
    private record Request(IQ iq, Requester by, @Nullable Element form, Consumer<Packet> answers) {

        void answer(IQ answer) {
            answers.accept(answer);
        }

        void refuse(String condition, String key) {
            answer(CommandStanzas.badRequest(iq, condition, by.text(key), by.phrases()));
        }
    }

    Execution(Map<String, Command> commands, CommandPorts ports, BiPredicate<Requester, Command> rights) {
        this.commands = commands;
        this.rights = rights;
        this.ids = new SessionIds(ports.random());
        this.sessions = new CommandSessions(ports.clock(), SESSIONS_PER_USER, QUESTIONS);
    }

    void run(IQ iq, Element element, Requester by, Consumer<Packet> answers) {
        List<Element> forms = element.elements("x").stream()
                .filter(x -> x.getNamespaceURI().equals(Markup.DATA.uri()))
                .toList();
        Request request = new Request(iq, by, forms.isEmpty() ? null : forms.get(0), answers);
        Command command = commands.get(String.valueOf(element.attributeValue("node")));
        Optional<Action> action = Action.parse(element.attributeValue("action"));
        if (iq.getType() != IQ.Type.set) {
            request.answer(StanzaError.badRequest("").answer(iq));
        } else if (command == null) {
            request.answer(StanzaError.itemNotFound().answer(iq));
        } else if (!rights.test(by, command)) {
            request.answer(CommandStanzas.forbidden(iq, by.phrases()));
        } else if (action.isEmpty()) {
            request.refuse("malformed-action", "action.malformed");
        } else if (forms.size() > 1) {
            request.refuse("bad-payload", "form.several");
        } else {
            dispatch(request, command, action.get(), element.attributeValue("sessionid"));
        }
    }

    private void dispatch(Request request, Command command, Action action, @Nullable String id) {
        if (id != null && !id.isEmpty()) {
            resume(request, command, action, id);
        } else if (action != Action.EXECUTE) {
            request.refuse("bad-action", "action.bad");
        } else {
            String fresh = ids.fresh(owner(request.by(), command));
            CommandSession session = new CommandSession(fresh, command, request.by());
            follow(request, session, command.opening().apply(request.by()));
        }
    }

    /** The session belongs to one full JID and one command: to others its id says nothing. */
    private static String owner(Requester by, Command command) {
        return by.address() + "\n" + command.node();
    }

    private void resume(Request request, Command command, Action action, String id) {
        if (!ids.isOf(id, owner(request.by(), command))) {
            request.refuse("bad-sessionid", "session.unknown");
            return;
        }
        Optional<CommandSession> found = sessions.take(id);
        if (found.isEmpty()) {
            request.answer(CommandStanzas.expired(request.iq(), request.by().phrases()));
            return;
        }
        CommandSession session = found.get();
        Action meant = session.question().meant(action);
        if (meant == Action.CANCEL) {
            request.answer(CommandStanzas.cancelled(request.iq(), session));
        } else if (meant == Action.PREV && session.hasPrevious()) {
            show(request, session, session.back());
        } else if (session.question().actions().contains(meant)) {
            turn(request, session, meant);
        } else {
            sessions.put(session);
            request.refuse("bad-action", "action.bad");
        }
    }

    private void turn(Request request, CommandSession session, Action action) {
        Step.Question question = session.question();
        Requester by = session.requester();
        try {
            Submission submission =
                    question.payload() instanceof Form form ? form.read(request.form(), by.phrases()) : Submission.NONE;
            CompletableFuture<Step> next = question.turn().take(action, submission);
            follow(request, session, next);
        } catch (InvalidAnswer invalid) {
            if (invalid.isMalformed()) {
                sessions.put(session);
                request.answer(
                        CommandStanzas.badRequest(request.iq(), "bad-payload", invalid.sentence(), by.phrases()));
            } else {
                again(request, session, invalid.sentence());
            }
        }
    }

    private void follow(Request request, CommandSession session, CompletableFuture<Step> next) {
        CompletableFuture<Void> unused = next.handle((step, failure) -> {
                    if (failure == null) {
                        advance(request, session, step);
                    } else {
                        fail(request, session, RefusalErrors.unwrap(failure));
                    }
                    return null;
                })
                .thenAccept(done -> {})
                .exceptionally(fault -> {
                    log.error(
                            "command {} could not be answered",
                            session.command().node(),
                            fault);
                    request.answer(RefusalErrors.ofFailure(fault, Markup.COMMANDS.uri(), null)
                            .answer(request.iq()));
                    return null;
                });
    }

    private void advance(Request request, CommandSession session, Step step) {
        if (step instanceof Step.Question question) {
            session.ask(question);
            show(request, session, question);
        } else {
            log.info(
                    "command {} of {} is done",
                    session.command().node(),
                    request.by().bare());
            request.answer(CommandStanzas.step(request.iq(), session, step));
        }
    }

    private void show(Request request, CommandSession session, Step.Question question) {
        if (sessions.put(session)) {
            request.answer(CommandStanzas.step(request.iq(), session, question));
        } else {
            String text = request.by().text("sessions.full");
            request.answer(StanzaError.of("wait", "resource-constraint", text)
                    .said(text, request.by().phrases().language())
                    .answer(request.iq()));
        }
    }

    /** XEP-0050 §3.5: a command that failed has come to its end, with a note that says why. */
    private void fail(Request request, CommandSession session, Throwable failure) {
        String language = session.requester().phrases().language();
        String sentence = RefusalText.ofFailure(failure, language);
        boolean asked = session.isStarted();
        if (failure instanceof Refusal refusal && refusal.reason() == Reason.INVALID_REQUEST && asked) {
            again(request, session, sentence);
            return;
        }
        if (RefusalErrors.isAway(failure)) {
            away(request, session, failure);
            return;
        }
        if (!(failure instanceof Refusal)) {
            log.error(
                    "command {} of {} failed",
                    session.command().node(),
                    request.by().bare(),
                    failure);
        }
        request.answer(CommandStanzas.step(request.iq(), session, new Step.End(null, new Step.Note(true, sentence))));
    }

    /** While the catalog is away the command stands still: the same step may be taken again. */
    private void away(Request request, CommandSession session, Throwable failure) {
        if (session.isStarted()) {
            sessions.put(session);
        }
        request.answer(RefusalErrors.ofFailure(
                        failure,
                        Markup.COMMANDS.uri(),
                        session.requester().phrases().language())
                .answer(request.iq()));
    }

    private void again(Request request, CommandSession session, String sentence) {
        show(request, session, session.question().with(new Step.Note(true, sentence)));
    }
}
