package im.sidestream.demo.story;

import im.sidestream.demo.message.Incoming;
import im.sidestream.demo.message.MessageReader;
import im.sidestream.demo.message.MessageWriter;
import im.sidestream.demo.message.MessageWriter.Chat;
import im.sidestream.demo.session.ChatSession;
import im.sidestream.demo.session.SessionException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jivesoftware.smack.packet.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two people who chat: one says something, the other answers, and the time is taken. */
final class Conversation {

    private static final Logger log = LoggerFactory.getLogger(Conversation.class);
    private static final long ANSWER_SECONDS = 30;
    private static final long PAUSE_MILLIS = 10;
    private static final String QUESTION = "still there? #";
    private static final String ANSWER = "yes, still here #";

    private final ChatSession asking;
    private final ChatSession answering;
    private final Chat chat;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private int number;

    Conversation(ChatSession asking, ChatSession answering, Chat chat) {
        this.asking = asking;
        this.answering = answering;
        this.chat = chat;
        answering.onMessage(this::answer);
        asking.onMessage(this::heard);
    }

    private void answer(Message message) {
        if (MessageReader.read(message) instanceof Incoming.Text text
                && text.body().startsWith(QUESTION)) {
            String body = ANSWER + text.body().substring(QUESTION.length());
            try {
                Chat back = new Chat(message.getFrom(), message.getThread());
                answering.send(MessageWriter.text(back, answering.newId(), body));
            } catch (SessionException e) {
                log.warn("cannot answer: {}", e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void heard(Message message) {
        if (MessageReader.read(message) instanceof Incoming.Text text
                && text.body().startsWith(ANSWER)) {
            answers.add(text.body().substring(ANSWER.length()));
        }
    }

    /** So many questions and answers, one after the other. */
    RoundTrips exchange(int times) throws StoryBroken, SessionException, InterruptedException {
        int end = number + times;
        return exchangeWhile(() -> number < end);
    }

    /** Questions and answers while something is so; at least one. */
    RoundTrips exchangeWhile(BooleanSupplier goesOn) throws StoryBroken, SessionException, InterruptedException {
        List<Long> nanos = new ArrayList<>();
        do {
            nanos.add(once());
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } while (goesOn.getAsBoolean());
        return new RoundTrips(nanos);
    }

    private long once() throws StoryBroken, SessionException, InterruptedException {
        String mark = Integer.toString(++number);
        long start = System.nanoTime();
        asking.send(MessageWriter.text(chat, asking.newId(), QUESTION + mark));
        String answer = answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
        if (!mark.equals(answer)) {
            throw new StoryBroken("message " + mark + " of the chat got "
                    + (answer == null ? "no answer within " + ANSWER_SECONDS + " s" : "the answer to " + answer));
        }
        return System.nanoTime() - start;
    }
}
