package im.sidestream.demo.message;

import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.MessageBuilder;
import org.jivesoftware.smack.packet.StanzaBuilder;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;

/** Writes the messages of a one-to-one chat. Ids come from the caller: message id and origin-id are the same. */
public final class MessageWriter {

    private MessageWriter() {}

    /**
     * The message that shares a file with every kind of client: the body is the URL and nothing else, so that clients
     * that know only XEP-0066 show it inline.
     *
     * @param chat where it goes
     * @param id message id and origin-id
     * @param file must have a source
     */
    public static Message share(Chat chat, String id, SharedFile file) {
        String url = file.urls().get(0);
        MessageBuilder message = start(chat, id).setBody(url);
        add(message, XmlNode.of("x", Formats.OOB).withText("url", url));
        add(message, FileSharing.write(file));
        add(message, MediaSharing.write(file));
        add(message, bodyIsFallback());
        return finish(message, chat, id);
    }

    /** The first half of a share in two steps (XEP-0447 §3.2): what will come, without a source and without a body. */
    public static Message announce(Chat chat, String id, SharedFile file) {
        MessageBuilder message = start(chat, id);
        add(message, FileSharing.write(file.from(java.util.List.of())));
        return finish(message, chat, id);
    }

    /**
     * The second half of a share in two steps: the sources.
     *
     * @param announcementId id of the message that announced the file
     */
    public static Message attach(Chat chat, String id, String announcementId, SharedFile file) {
        String url = file.urls().get(0);
        MessageBuilder message = start(chat, id).setBody(url);
        add(message, XmlNode.of("attach-to", Formats.ATTACH).with("id", announcementId));
        add(message, FileSharing.writeSources(file, file.id()));
        add(message, XmlNode.of("x", Formats.OOB).withText("url", url));
        add(message, bodyIsFallback());
        return finish(message, chat, id);
    }

    /** Ordinary text. */
    public static Message text(Chat chat, String id, String body) {
        return finish(start(chat, id).setBody(body), chat, id);
    }

    /** The answer to an offer, in its thread (XEP-0004 §3.2, XEP-0201). */
    public static Message answer(Chat chat, String id, XmlNode form) {
        MessageBuilder message = start(chat, id);
        String thread = chat.thread();
        if (thread != null) {
            message.setThread(thread);
        }
        add(message, form);
        return message.build();
    }

    /** A receipt (XEP-0184): the message arrived. */
    public static Message receipt(Jid to, String id, String receivedId) {
        return note(to, id, XmlNode.of("received", Formats.RECEIPTS).with("id", receivedId));
    }

    /** A marker (XEP-0333): the message was taken note of, here: its file was fetched and is what it claims to be. */
    public static Message displayed(Jid to, String id, String displayedId) {
        return note(to, id, XmlNode.of("displayed", Formats.MARKERS).with("id", displayedId));
    }

    private static Message note(Jid to, String id, XmlNode node) {
        MessageBuilder message =
                StanzaBuilder.buildMessage(id).ofType(Message.Type.chat).to(to);
        add(message, node);
        return message.build();
    }

    private static MessageBuilder start(Chat chat, String id) {
        return StanzaBuilder.buildMessage(id).ofType(Message.Type.chat).to(chat.to());
    }

    private static Message finish(MessageBuilder message, Chat chat, String id) {
        add(message, XmlNode.of("origin-id", Formats.ORIGIN_ID).with("id", id));
        add(message, XmlNode.of("request", Formats.RECEIPTS));
        add(message, XmlNode.of("markable", Formats.MARKERS));
        String thread = chat.thread();
        if (thread != null) {
            message.setThread(thread);
        }
        return message.build();
    }

    private static XmlNode bodyIsFallback() {
        return XmlNode.of("fallback", Formats.FALLBACK)
                .with("for", Formats.SFS)
                .with(XmlNode.of("body", Formats.FALLBACK));
    }

    private static void add(MessageBuilder message, XmlNode node) {
        message.addExtension(new NodeElement(node));
    }

    /**
     * A conversation with one person.
     *
     * @param to whom the messages go to
     * @param thread its thread, or null
     */
    public record Chat(Jid to, @Nullable String thread) {}
}
