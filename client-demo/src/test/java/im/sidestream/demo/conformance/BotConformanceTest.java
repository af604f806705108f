package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.demo.message.XmlNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The bot over the wire (XEP-0030, XEP-0115, RFC 6121). */
class BotConformanceTest extends OnEachHost {

    @Override
    String user() {
        return "bob";
    }

    private String bot() {
        return "relay@" + host.xmpp().uploadDomain();
    }

    @Test
    @Requirement({"K-05", "K-13", "K-53", "K-61"})
    void the_bot_answers_for_itself() throws Exception {
        XmlNode info = Answers.query(client.iq("get", bot(), "<query xmlns='" + Names.INFO + "'/>"), Names.INFO);
        XmlNode identity = info.child("identity", Names.INFO).orElseThrow();
        assertThat(identity.attribute("category") + "/" + identity.attribute("type"))
                .isEqualTo("client/bot");
        assertThat(Answers.features(info)).doesNotContain("urn:xmpp:noreply:0", Names.UPLOAD);
        assertThat(client.iq("get", bot(), "<ping xmlns='urn:xmpp:ping'/>").attribute("from"))
                .isEqualTo(bot());
    }

    @Test
    @Requirement("K-16")
    void the_presence_of_the_bot_has_capabilities() throws Exception {
        client.send("<presence type='subscribe' to='" + bot() + "'/>");
        XmlNode presence = client.nextFrom(bot(), "presence", "http://jabber.org/protocol/caps");
        XmlNode caps = presence.child("c", "http://jabber.org/protocol/caps").orElseThrow();
        String node = caps.attribute("node") + "#" + caps.attribute("ver");
        XmlNode info = client.iq(
                "get",
                String.valueOf(presence.attribute("from")),
                "<query xmlns='" + Names.INFO + "' node='" + node + "'/>");
        XmlNode about = Answers.query(info, Names.INFO);
        assertThat(about.attribute("node")).isEqualTo(node);
        assertThat(caps.attribute("hash")).isEqualTo("sha-1");
        assertThat(caps.attribute("ver")).isEqualTo(verification(about));
    }

    /** XEP-0115 §5.1, for one identity without a language and no form. */
    private static String verification(XmlNode about) throws NoSuchAlgorithmException {
        XmlNode identity = about.child("identity", Names.INFO).orElseThrow();
        StringBuilder text = new StringBuilder();
        text.append(identity.attribute("category")).append('/').append(identity.attribute("type"));
        text.append("//").append(identity.attribute("name")).append('<');
        Answers.features(about).stream()
                .sorted()
                .forEach(feature -> text.append(feature).append('<'));
        byte[] digest =
                MessageDigest.getInstance("SHA-1").digest(text.toString().getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(digest);
    }

    @Test
    @Requirement({"K-22", "K-56", "K-57"})
    void an_answer_to_typed_text_is_in_its_thread_and_forwards_nothing() throws Exception {
        client.send("<message id='t1' type='chat' to='" + bot() + "'><body>help</body><thread>t-7</thread></message>");
        XmlNode answer = client.nextFrom(bot(), "message", Names.CLIENT);
        assertThat(answer.childText("thread")).isEqualTo("t-7");
        assertThat(answer.childText("body")).isNotBlank();
        assertThat(answer.attribute("from")).as("the address that is present").startsWith(bot() + "/");
        assertThat(answer.child("forwarded", "urn:xmpp:forward:0")).isEmpty();
        assertThat(answer.children())
                .as("a form would be a child of the message, and none is sent")
                .allSatisfy(child -> assertThat(Answers.text(child)).doesNotContain(Names.FORM));
    }
}
