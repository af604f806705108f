package im.sidestream.demo.e2e;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.StanzaBuilder;
import org.jxmpp.jid.Jid;
import org.jxmpp.jid.impl.JidCreate;

/** A user's chat with the bot of the upload service. */
final class BotChat {
    private static final long PATIENCE_SECONDS = 30;

    private final Visitor visitor;
    private final Jid bot;
    private final BlockingQueue<Message> heard = new LinkedBlockingQueue<>();

    private BotChat(Visitor visitor) {
        this.visitor = visitor;
        this.bot = JidCreate.fromOrThrowUnchecked("relay@" + visitor.uploadDomain());
    }

    /** Makes the user available, so that messages come. */
    static BotChat of(Visitor visitor) throws Exception {
        BotChat chat = new BotChat(visitor);
        visitor.session().onMessage(message -> {
            if (message.getBody() != null && chat.bot.isParentOf(message.getFrom())) {
                chat.heard.add(message);
            }
        });
        visitor.session().available();
        return chat;
    }

    /** What the bot answers to a line. */
    String say(String line) throws Exception {
        visitor.session()
                .send(StanzaBuilder.buildMessage(visitor.session().newId())
                        .to(bot)
                        .ofType(Message.Type.chat)
                        .setBody(line)
                        .build());
        return next().getBody();
    }

    /** The next message of the bot. */
    Message next() throws Exception {
        Message message = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("the bot said nothing");
        }
        return message;
    }

    /** Whether the bot has said nothing that was not read. */
    boolean isQuiet() {
        return heard.isEmpty();
    }
}
