package im.sidestream.component.command;

import im.sidestream.component.stanza.Markup;
import im.sidestream.component.stanza.PhraseBook;
import im.sidestream.component.stanza.Phrases;
import im.sidestream.component.stanza.StanzaError;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.dom4j.Element;
import org.jspecify.annotations.Nullable;
import org.xmpp.packet.IQ;

/** XEP-0050 §2 and §4 as XML. */
final class CommandStanzas {

    private static final String COMMAND = "command";

    private CommandStanzas() {}

    /** The answer that shows a step. */
    static IQ step(IQ request, CommandSession session, Step step) {
        Element command = command(session, step instanceof Step.End ? "completed" : "executing");
        if (step instanceof Step.Question question) {
            command.add(actions(question, session.hasPrevious()));
        }
        Payload payload = step.payload();
        if (payload != null) {
            command.add(payload.toElement());
        }
        Step.Note note = step.note();
        if (note != null) {
            String type = note.isError() ? "error" : "info";
            command.add(Markup.COMMANDS.element("note", note.text()).addAttribute("type", type));
        }
        return answer(request, command, session.requester().phrases());
    }

    /** The answer to a cancellation. */
    static IQ cancelled(IQ request, CommandSession session) {
        return answer(request, command(session, "canceled"), session.requester().phrases());
    }

    private static Element command(CommandSession session, String status) {
        return Markup.COMMANDS
                .element(COMMAND)
                .addAttribute("node", session.command().node())
                .addAttribute("sessionid", session.id())
                .addAttribute("status", status);
    }

    /** Always there while a command runs, and always with an allowed "execute": some clients fail without. */
    private static Element actions(Step.Question question, boolean previous) {
        Element actions = Markup.COMMANDS
                .element("actions")
                .addAttribute("execute", question.execute().word());
        Set<Action> offered = new TreeSet<>(question.actions());
        if (previous) {
            offered.add(Action.PREV);
        }
        offered.forEach(action -> actions.add(Markup.COMMANDS.element(action.word())));
        return actions;
    }

    /** Whether an IQ carries a command. */
    static boolean isCommand(@Nullable Element child) {
        return child != null
                && child.getName().equals(COMMAND)
                && child.getNamespaceURI().equals(Markup.COMMANDS.uri());
    }

    /** A request that cannot be served, with the condition of XEP-0050 §4.4 behind the general one. */
    static IQ badRequest(IQ request, String condition, String text, Phrases phrases) {
        return error(request, StanzaError.badRequest(text), phrases, condition);
    }

    /** A session that is over. */
    static IQ expired(IQ request, Phrases phrases) {
        StanzaError error = StanzaError.of("cancel", "not-allowed", phrases.text("session.expired"));
        return error(request, error, phrases, "session-expired");
    }

    /** Who may not run the command. */
    static IQ forbidden(IQ request, Phrases phrases) {
        String text = phrases.text("forbidden");
        return StanzaError.of("auth", "forbidden", text)
                .said(text, phrases.language())
                .answer(request);
    }

    private static IQ error(IQ request, StanzaError error, Phrases phrases, String condition) {
        return error.said(error.text(), phrases.language())
                .with(Markup.COMMANDS.element(condition))
                .answer(request);
    }

    /** The answer of disco#items with commands. */
    static IQ items(IQ request, Element query, List<Command> commands, Phrases phrases) {
        Element items = mirrored(query);
        String to = String.valueOf(request.getElement().attributeValue("to"));
        for (Command command : commands) {
            items.add(new Markup(query.getNamespaceURI())
                    .element("item")
                    .addAttribute("jid", to)
                    .addAttribute("node", command.node())
                    .addAttribute("name", phrases.text(command.label())));
        }
        return answer(request, items, phrases);
    }

    /** The answer of disco#info on a node. */
    static IQ info(IQ request, Element query, String type, String name, Phrases phrases) {
        Markup disco = new Markup(query.getNamespaceURI());
        Element info = mirrored(query);
        Element identity = disco.element("identity")
                .addAttribute("category", "automation")
                .addAttribute("type", type)
                .addAttribute("name", name);
        info.add(PhraseBook.mark(identity, phrases));
        for (String feature : List.of(query.getNamespaceURI(), Markup.COMMANDS.uri(), Markup.DATA.uri())) {
            info.add(disco.element("feature").addAttribute("var", feature));
        }
        return answer(request, info, phrases);
    }

    /** An empty answer with the node of the question (XEP-0030 §3.2). */
    static Element mirrored(Element query) {
        return new Markup(query.getNamespaceURI())
                .element("query")
                .addAttribute("node", String.valueOf(query.attributeValue("node")));
    }

    private static IQ answer(IQ request, Element content, Phrases phrases) {
        IQ answer = IQ.createResultIQ(request);
        answer.getElement().add(content);
        PhraseBook.mark(answer.getElement(), phrases);
        return answer;
    }
}
