package im.sidestream.component.offers;

import im.sidestream.component.stanza.Markup;
import im.sidestream.component.stanza.Phrases;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.Offering;
import im.sidestream.slot.BareJid;
import java.util.List;
import org.dom4j.Element;
import org.jspecify.annotations.Nullable;
import org.xmpp.packet.Message;

/**
 * The file to who accepted it: a line that says whose it is, and then the link alone, as clients share files (XEP-0066,
 * XEP-0447, XEP-0385), since clients show no file where the body says more than its URL.
 */
final class FileMessages {

    private static final Markup OOB = new Markup("jabber:x:oob");
    private static final Markup SFS = new Markup("urn:xmpp:sfs:0");
    private static final Markup METADATA = new Markup("urn:xmpp:file:metadata:0");
    private static final Markup HASHES = new Markup("urn:xmpp:hashes:2");
    private static final Markup URL_DATA = new Markup("http://jabber.org/protocol/url-data");
    private static final Markup REFERENCE = new Markup("urn:xmpp:reference:0");
    private static final Markup SIMS = new Markup("urn:xmpp:sims:1");
    private static final Markup TRANSFER = new Markup("urn:xmpp:jingle:apps:file-transfer:5");
    private static final Markup FALLBACK = new Markup("urn:xmpp:fallback:0");
    private static final Markup MARKERS = new Markup("urn:xmpp:chat-markers:0");
    private static final Markup ADDRESSES = new Markup("http://jabber.org/protocol/address");

    /** What is said before the file itself, and says nothing of it when it comes back: the file does. */
    static final String INTRODUCTION = "introduction";

    private final Voice voice;

    FileMessages(Voice voice) {
        this.voice = voice;
    }

    /**
     * Where a file is.
     *
     * @param url the receiver's own
     * @param sha256 in base64, or null where that is not known
     */
    record Source(String url, @Nullable String sha256) {}

    /** Both messages, in their order; the second one has the id. */
    List<Message> of(String id, Offering offering, Source source) {
        return List.of(introduction(id, offering), share(id, offering, source));
    }

    /** Whose the file is, for whoever gets it in whatever way. */
    Message introduction(String id, Offering offering) {
        String receiver = offering.offer().receiver();
        Phrases phrases = voice.phrases(receiver);
        Delivery delivery = offering.delivery();
        String sender = SafeText.line(delivery.sender().jid(), SafeText.NAME);
        String text = phrases.text("file", sender, OfferMessage.file(delivery.content(), phrases));
        return Chat.to(voice, receiver, Chat.idWith(id, INTRODUCTION), text)
                .in(phrases)
                .thread(offering.offer().id())
                .plain();
    }

    /** That the file comes in the stream, and who sends it: for people, and for programs that take files of nobody else. */
    Message comingInBand(String id, Offering offering, String from) {
        String receiver = offering.offer().receiver();
        Phrases phrases = voice.phrases(receiver);
        Delivery delivery = offering.delivery();
        String sender = SafeText.line(delivery.sender().jid(), SafeText.NAME);
        String text = phrases.text(
                "file.in-band",
                sender,
                OfferMessage.file(delivery.content(), phrases),
                SafeText.line(BareJid.ofSender(from), SafeText.NAME));
        return Chat.to(voice, receiver, id, text)
                .in(phrases)
                .thread(offering.offer().id())
                .with(HandOverForm.OWN.element(HandOverForm.IN_BAND).addAttribute("from", from))
                .plain();
    }

    private Message share(String id, Offering offering, Source source) {
        Element oob = OOB.element("x");
        oob.add(OOB.element("url", source.url()));
        Element fallback = FALLBACK.element("fallback").addAttribute("for", SFS.uri());
        fallback.add(FALLBACK.element("body"));
        return Chat.to(voice, offering.offer().receiver(), id, source.url())
                .thread(offering.offer().id())
                .with(oob)
                .with(sharing(id, offering.delivery().content(), source))
                .with(inline(offering.delivery().content(), source))
                .with(fallback)
                .with(replyTo(offering.delivery()))
                .with(MARKERS.element("markable"))
                .kept();
    }

    private static Element sharing(String id, Delivery.Content content, Source source) {
        Element sharing = SFS.element("file-sharing")
                .addAttribute("disposition", "attachment")
                .addAttribute("id", id);
        sharing.add(described(METADATA, content, source));
        Element sources = SFS.element("sources");
        sources.add(URL_DATA.element("url-data").addAttribute("target", source.url()));
        sharing.add(sources);
        return sharing;
    }

    /** Movim reads name, type and size only here. */
    private static Element inline(Delivery.Content content, Source source) {
        Element media = SIMS.element("media-sharing");
        media.add(described(TRANSFER, content, source));
        Element sources = SIMS.element("sources");
        sources.add(reference(source));
        media.add(sources);
        Element reference = reference(source);
        reference.add(media);
        return reference;
    }

    private static Element reference(Source source) {
        return REFERENCE.element("reference").addAttribute("type", "data").addAttribute("uri", source.url());
    }

    private static Element described(Markup markup, Delivery.Content content, Source source) {
        Element file = markup.element("file");
        String type = content.type();
        file.add(markup.element("media-type", type == null ? "application/octet-stream" : type));
        file.add(markup.element("name", content.name()));
        file.add(markup.element("size", Long.toString(content.size())));
        String hash = source.sha256();
        if (hash != null) {
            file.add(HASHES.element("hash", hash).addAttribute("algo", "sha-256"));
        }
        return file;
    }

    /** XEP-0033, as information only: whom an answer to the file is for. */
    private Element replyTo(Delivery delivery) {
        Element addresses = ADDRESSES.element("addresses");
        addresses.add(ADDRESSES
                .element("address")
                .addAttribute("type", "replyto")
                .addAttribute("jid", voice.to(delivery.sender().jid())));
        return addresses;
    }
}
