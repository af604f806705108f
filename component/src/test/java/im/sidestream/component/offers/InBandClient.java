package im.sidestream.component.offers;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dom4j.Element;

/** A client that takes files in the stream (XEP-0234, XEP-0261, XEP-0047), as a test wants it to behave. */
final class InBandClient implements UnaryOperator<Element> {

    static final String BOTH =
            "urn:xmpp:jingle:apps:file-transfer:5 urn:xmpp:jingle:transports:ibb:1 http://jabber.org/protocol/ibb";

    /** Everything it was asked. */
    final List<Element> heard = new ArrayList<>();

    String features = BOTH;
    String blockSize = "10";
    /** What it says to a session; to nothing it says nothing. */
    String answer = "accept";
    /** Of how many sessions it refuses the third block. */
    int breaks;
    /** What happens elsewhere when the third block comes. */
    Runnable meanwhile = () -> {};
    /** Whether its connection is lost. */
    boolean isGone;
    /** Whether it closes the byte stream itself when it has all that was announced. */
    boolean closes;

    private final OfferFixture sender;
    private final String jid;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int announced;

    /** At the full JID, in the stream of the service that has the file. */
    InBandClient(OfferFixture sender, String jid) {
        this.sender = sender;
        this.jid = jid;
    }

    /** What came in the last session. */
    String received() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** The sessions that were begun. */
    List<Element> sessions() {
        return heard.stream()
                .filter(each -> "session-initiate".equals(each.attributeValue("action")))
                .toList();
    }

    /** Why the other side ended sessions (XEP-0166 §7.4). */
    List<String> ends() {
        return heard.stream()
                .filter(each -> "session-terminate".equals(each.attributeValue("action")))
                .map(each -> each.element("reason").elements().get(0).getName())
                .toList();
    }

    @Override
    public Element apply(Element request) {
        if (isGone) {
            return OfferFixture.error(request, "cancel", "service-unavailable").getElement();
        }
        Element child = request.elements().get(0);
        heard.add(child);
        return switch (child.getName()) {
            case "query" ->
                result(request, "<query xmlns='http://jabber.org/protocol/disco#info'>" + list() + "</query>");
            case "jingle" -> {
                Element taken = result(request, "");
                initiated(child);
                yield taken;
            }
            case "data" -> data(request, child);
            case "close" -> {
                say("session-terminate", "<reason><success/></reason>");
                yield closes
                        ? OfferFixture.error(request, "cancel", "item-not-found")
                                .getElement()
                        : result(request, "");
            }
            default -> result(request, "");
        };
    }

    private String list() {
        return Stream.of(features.split(" ", -1))
                .map(feature -> "<feature var='" + feature + "'/>")
                .collect(Collectors.joining());
    }

    private Element data(Element request, Element data) {
        if (breaks > 0 && "2".equals(data.attributeValue("seq"))) {
            breaks--;
            return OfferFixture.error(request, "cancel", "item-not-found").getElement();
        }
        if ("2".equals(data.attributeValue("seq"))) {
            meanwhile.run();
        }
        bytes.writeBytes(Base64.getDecoder().decode(data.getText()));
        if (closes && bytes.size() == announced) {
            assertResult("<close xmlns='http://jabber.org/protocol/ibb' sid='" + data.attributeValue("sid") + "'/>");
        }
        return result(request, "");
    }

    private void assertResult(String content) {
        Element answered = sender.iq(jid, "relay@" + sender.domain + "/bot", content);
        if (!"result".equals(answered.attributeValue("type"))) {
            throw new AssertionError(answered.asXML());
        }
    }

    private static Element result(Element request, String content) {
        return OfferFixture.result(request, content).getElement();
    }

    private void initiated(Element jingle) {
        if (!"session-initiate".equals(jingle.attributeValue("action"))) {
            return;
        }
        bytes.reset();
        announced = Integer.parseInt(
                jingle.element("content").element("description").element("file").elementText("size"));
        if (!answer.isEmpty()) {
            answerSession();
        }
    }

    /** Says what it says to sessions to the last one. */
    void answerSession() {
        if (answer.equals("accept")) {
            say(
                    "session-accept",
                    "<content name='file' creator='initiator'><transport xmlns='urn:xmpp:jingle:transports:ibb:1'"
                            + " block-size='" + blockSize + "'/></content>");
        } else {
            say("session-terminate", "<reason><" + answer + "/></reason>");
        }
    }

    /** Says something of the last session. */
    void say(String action, String content) {
        List<Element> all = sessions();
        say(sender, jid, all.get(all.size() - 1).attributeValue("sid"), action, content);
    }

    /** Says something of a session, and returns the type of what is answered. */
    static String say(OfferFixture service, String from, String sid, String action, String content) {
        return service.iq(
                        from,
                        "relay@" + service.domain + "/bot",
                        "<jingle xmlns='urn:xmpp:jingle:1' action='" + action + "' sid='" + sid + "'>" + content
                                + "</jingle>")
                .attributeValue("type");
    }
}
