package im.sidestream.component.command;

import im.sidestream.component.command.Step.Question;
import java.util.ArrayDeque;
import java.util.Deque;

/** A command that waits for its requester: the questions that were asked, the last one on top. */
final class CommandSession {

    /** Who leafs through a long list can go back so far: each page is kept in memory for it. */
    private static final int REMEMBERED = 10;

    private final String id;
    private final Command command;
    private final Requester requester;
    private final Deque<Question> asked = new ArrayDeque<>();

    CommandSession(String id, Command command, Requester requester) {
        this.id = id;
        this.command = command;
        this.requester = requester;
    }

    String id() {
        return id;
    }

    Command command() {
        return command;
    }

    /** Who asked, in the language of the first request (XEP-0050 §3.6). */
    Requester requester() {
        return requester;
    }

    Question question() {
        return asked.element();
    }

    boolean isStarted() {
        return !asked.isEmpty();
    }

    /** How many questions it keeps in memory. */
    int weight() {
        return asked.size();
    }

    boolean hasPrevious() {
        return asked.size() > 1;
    }

    void ask(Question question) {
        asked.push(question);
        if (asked.size() > REMEMBERED) {
            asked.removeLast();
        }
    }

    Question back() {
        asked.pop();
        return asked.element();
    }
}
