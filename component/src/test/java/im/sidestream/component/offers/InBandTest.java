package im.sidestream.component.offers;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.delivery.DeliveryState;
import im.sidestream.slot.SlotId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dom4j.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files for clients that know no HTTP: XEP-0234 §5, XEP-0261 §2, XEP-0047 §2; protocol.md §4(b) step 7. */
class InBandTest {

    private static final String BOB = "bob@south.example";
    private static final String PHONE = BOB + "/phone";
    private static final String NAME = "a-name-that-is-the-content-of-the-file.txt";
    private static final String BOTH =
            "urn:xmpp:jingle:apps:file-transfer:5 urn:xmpp:jingle:transports:ibb:1 http://jabber.org/protocol/ibb";

    @TempDir
    private Path directory;

    private OfferFixture fixture;
    private String features = BOTH;
    private String blockSize = "10";
    private boolean accepts = true;
    private boolean breaks;
    private boolean hesitates;
    private final List<Element> heard = new ArrayList<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @BeforeEach
    void offer() throws InterruptedException {
        fixture = new OfferFixture(directory, "upload.example.org");
        fixture.clients.put(PHONE, this::client);
        SlotId file = fixture.files.add(fixture.owner("alice@example.org"), NAME, "text/plain");
        fixture.say("alice@example.org/desk", "send " + file + " to " + BOB);
        fixture.run();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Element client(Element request) {
        Element child = request.elements().get(0);
        heard.add(child);
        switch (child.getName()) {
            case "query" -> {
                String all = Stream.of(features.split(" ", -1))
                        .map(feature -> "<feature var='" + feature + "'/>")
                        .collect(Collectors.joining());
                return result(request, "<query xmlns='http://jabber.org/protocol/disco#info'>" + all + "</query>");
            }
            case "jingle" -> initiated(child);
            case "data" -> bytes.writeBytes(Base64.getDecoder().decode(child.getText()));
            case "close" -> say(PHONE, child.attributeValue("sid"), "session-terminate", "<reason><success/></reason>");
            default -> {
                // taken
            }
        }
        boolean refused = breaks && child.getName().equals("data") && "2".equals(child.attributeValue("seq"));
        return refused ? OfferFixture.error(request, "cancel", "item-not-found").getElement() : result(request, "");
    }

    private static Element result(Element request, String content) {
        return OfferFixture.result(request, content).getElement();
    }

    private void initiated(Element jingle) {
        if (!"session-initiate".equals(jingle.attributeValue("action"))) {
            return;
        }
        String sid = jingle.attributeValue("sid");
        assertThat(say("eve@south.example/x", sid, "session-accept", ""))
                .as("of another one")
                .isEqualTo("error");
        if (hesitates) {
            return;
        }
        if (accepts) {
            say(
                    PHONE,
                    sid,
                    "session-accept",
                    "<content name='file' creator='initiator'><transport xmlns='urn:xmpp:jingle:transports:ibb:1'"
                            + " block-size='" + blockSize + "' sid='" + sid + "'/></content>");
        } else {
            say(PHONE, sid, "session-terminate", "<reason><decline/></reason>");
        }
    }

    private String say(String from, String sid, String action, String content) {
        return fixture.iq(
                        from,
                        "relay@upload.example.org/bot",
                        "<jingle xmlns='urn:xmpp:jingle:1' action='" + action + "' sid='" + sid + "'>" + content
                                + "</jingle>")
                .attributeValue("type");
    }

    private DeliveryState state() {
        var delivery = fixture.distributor
                .deliveries(fixture.owner("alice@example.org"), null, 1)
                .join()
                .items()
                .get(0);
        return fixture.tables
                .deliveries()
                .offers(delivery.id(), null, 1)
                .join()
                .items()
                .get(0)
                .state();
    }

    private boolean hasLink() {
        return fixture.to(BOB).stream().anyMatch(message -> message.asXML().contains("/p/"));
    }

    @Test
    void a_client_that_says_nothing_of_links_gets_the_bytes_in_blocks_of_its_size() throws InterruptedException {
        fixture.say(PHONE, "yes");
        fixture.run();
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(NAME);
        assertThat(heard.stream().filter(each -> each.getName().equals("data")).map(each -> each.attributeValue("seq")))
                .as("XEP-0047 §2.2")
                .containsExactly("0", "1", "2", "3", "4");
        Element initiate = heard.stream()
                .filter(each -> each.getName().equals("jingle"))
                .findFirst()
                .orElseThrow();
        Element file = initiate.element("content").element("description").element("file");
        assertThat(file.elementText("size")).isEqualTo(Integer.toString(NAME.length()));
        assertThat(file.elementText("hash")).isEqualTo(StoredFiles.digest(NAME).base64());
        assertThat(state()).isEqualTo(DeliveryState.DOWNLOADED);
        assertThat(hasLink()).isFalse();
    }

    @Test
    void a_client_that_knows_links_gets_one_unless_its_user_wishes_otherwise() throws InterruptedException {
        features = BOTH + " jabber:x:oob";
        fixture.say(PHONE, "yes");
        fixture.run();
        assertThat(hasLink()).isTrue();
        assertThat(heard).noneMatch(each -> each.getName().equals("jingle"));
    }

    @Test
    void what_breaks_goes_by_link() throws InterruptedException {
        breaks = true;
        fixture.say(PHONE, "yes");
        fixture.run();
        assertThat(hasLink()).isTrue();
        assertThat(state()).isEqualTo(DeliveryState.SENT);
    }

    @Test
    void what_is_not_wanted_in_band_goes_by_link() throws InterruptedException {
        accepts = false;
        fixture.say(PHONE, "yes");
        fixture.run();
        fixture.pass(Duration.ofSeconds(2));
        fixture.run();
        assertThat(hasLink()).isTrue();
    }

    @Test
    void what_is_still_going_in_band_goes_by_no_link() throws InterruptedException {
        hesitates = true;
        fixture.say(PHONE, "yes");
        fixture.run();
        fixture.pass(Duration.ofMinutes(6));
        fixture.run();
        assertThat(heard).anyMatch(each -> each.getName().equals("jingle"));
        assertThat(hasLink()).isFalse();
    }

    @Test
    void nobody_begins_a_session_with_us() {
        assertThat(say(PHONE, "made-up", "session-accept", "")).isEqualTo("error");
        assertThat(say(PHONE, "made-up", "session-initiate", "")).isEqualTo("error");
    }
}
