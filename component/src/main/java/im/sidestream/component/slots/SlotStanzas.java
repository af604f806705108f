package im.sidestream.component.slots;

import im.sidestream.component.stanza.StanzaError;
import im.sidestream.slot.BareJid;
import im.sidestream.slot.FileName;
import im.sidestream.slot.MediaType;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Slot;
import im.sidestream.slot.SlotHeader;
import im.sidestream.slot.SlotRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import org.dom4j.Element;
import org.dom4j.Namespace;
import org.dom4j.QName;
import org.dom4j.tree.DefaultElement;
import org.jspecify.annotations.Nullable;
import org.xmpp.packet.IQ;

/** XEP-0363 §4 and §5 between XML and records. */
final class SlotStanzas {

    private static final Namespace UPLOAD = new Namespace("", UploadNamespace.UPLOAD);
    private static final QName SLOT = new QName("slot", UPLOAD);
    private static final QName PUT = new QName("put", UPLOAD);
    private static final QName GET = new QName("get", UPLOAD);
    private static final QName HEADER = new QName("header", UPLOAD);
    private static final QName REQUEST = new QName("request", UPLOAD);
    private static final QName DELETE_TOKEN = new QName("delete-token", new Namespace("", UploadNamespace.TRANSFER));
    private static final QName RESUMABLE = new QName("resumable", new Namespace("", UploadNamespace.TRANSFER));
    /** Versions of tus, and of draft-ietf-httpbis-resumable-upload (its interop versions), that the link speaks. */
    private static final String TUS = "1.0.0";

    private static final String DRAFT = "4 5 6 7 8";
    /** 2^63 has 19 digits. */
    private static final int LONGEST_SIZE = 19;
    /** An echo is a courtesy: not at the price of a stanza that the server would not take. */
    private static final int LONGEST_ECHO = 4096;

    private final String service;
    private final InstantSource clock;

    /** Speaks for one service. */
    SlotStanzas(String service, InstantSource clock) {
        this.service = service;
        this.clock = clock;
    }

    /**
     * Reads a {@code <request/>}.
     *
     * @throws Refusal {@link Reason#INVALID_REQUEST}
     */
    SlotRequest read(IQ iq, Element request) throws Refusal {
        FileName name = name(request.attributeValue("filename"));
        long size = size(request.attributeValue("size"));
        MediaType type = type(request.attributeValue("content-type"));
        Element asked = purposeElement(request);
        Purpose purpose = asked == null
                ? Purpose.MESSAGE
                : Purpose.ofElementName(asked.getName()).orElse(Purpose.MESSAGE);
        Instant end = null;
        if (purpose == Purpose.EPHEMERAL && asked != null) {
            end = end(asked.attributeValue("expire-before"));
        }
        return new SlotRequest(service, owner(iq), name, size, type, purpose, end);
    }

    /** The answer with a slot; our own additions come last, behind what every client knows. */
    static IQ result(IQ request, Slot slot) {
        Element element = new DefaultElement(SLOT);
        Element put = new DefaultElement(PUT);
        put.addAttribute("url", slot.put().toString());
        for (SlotHeader header : slot.headers()) {
            Element child = new DefaultElement(HEADER);
            child.addAttribute("name", header.name());
            put.add(child.addText(header.value()));
        }
        element.add(put);
        element.add(new DefaultElement(GET).addAttribute("url", slot.get().toString()));
        if (!slot.deleteToken().isEmpty()) {
            element.add(new DefaultElement(DELETE_TOKEN).addText(slot.deleteToken()));
        }
        element.add(new DefaultElement(RESUMABLE)
                .addAttribute("tus", TUS)
                .addAttribute("draft", DRAFT)
                .addAttribute("until", DateTimeFormatter.ISO_INSTANT.format(slot.resumableUntil())));
        IQ answer = IQ.createResultIQ(request);
        answer.getElement().add(element);
        return answer;
    }

    /** The answer with an error, behind an echo of what was asked, as in the examples of XEP-0363. */
    static IQ error(IQ iq, Element request, StanzaError error) {
        IQ answer = error.answer(iq);
        Element echo = new DefaultElement(REQUEST);
        int length = 0;
        for (String name : new String[] {"filename", "size", "content-type"}) {
            String value = request.attributeValue(name);
            if (value != null) {
                length += value.length();
                echo.addAttribute(name, value);
            }
        }
        if (length <= LONGEST_ECHO) {
            answer.getElement().content().add(0, echo);
        }
        return answer;
    }

    private static String owner(IQ iq) {
        return BareJid.ofSender(iq.getElement().attributeValue("from"));
    }

    private static FileName name(@Nullable String name) throws Refusal {
        if (name == null || name.isEmpty()) {
            throw invalid("The request has no filename.");
        }
        try {
            return new FileName(name);
        } catch (IllegalArgumentException tooLong) {
            throw invalid("The filename is too long.");
        }
    }

    /** Decimal digits and nothing else: no sign, space or fraction. */
    private static long size(@Nullable String size) throws Refusal {
        if (size == null || size.isEmpty() || size.length() > LONGEST_SIZE) {
            throw invalid("The request has no size in bytes.");
        }
        for (int i = 0; i < size.length(); i++) {
            if (size.charAt(i) < '0' || size.charAt(i) > '9') {
                throw invalid("The size is not a number of bytes.");
            }
        }
        try {
            return Long.parseLong(size);
        } catch (NumberFormatException tooLarge) {
            throw invalid("The size is beyond all files.");
        }
    }

    /** Browsers send an empty type for files they do not know: that is none. */
    private static @Nullable MediaType type(@Nullable String type) throws Refusal {
        if (type == null || type.isEmpty()) {
            return null;
        }
        return MediaType.parse(type).orElseThrow(() -> invalid("The content-type is not a media type."));
    }

    private static @Nullable Element purposeElement(Element request) throws Refusal {
        Element found = null;
        for (Element child : request.elements()) {
            boolean known = child.getNamespaceURI().equals(UploadNamespace.PURPOSE)
                    && Purpose.ofElementName(child.getName()).isPresent();
            if (known && found != null) {
                throw invalid("A file has one purpose.");
            }
            found = known ? child : found;
        }
        return found;
    }

    private Instant end(@Nullable String stamp) throws Refusal {
        try {
            Instant end =
                    stamp == null ? Instant.MIN : OffsetDateTime.parse(stamp).toInstant();
            if (end.isAfter(clock.instant())) {
                return end;
            }
        } catch (DateTimeException malformed) {
            throw invalid("The expire-before is not a time (XEP-0082).");
        }
        throw invalid("The expire-before is not in the future.");
    }

    private static Refusal invalid(String why) {
        return Refusal.of(Reason.INVALID_REQUEST, why);
    }
}
