package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.demo.message.XmlNode;
import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.StageSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A component below an internationalized domain (RFC 7622 §3.2, RFC 5890 §2.3.2.1). Prosody knows it under the very labels
 * of its configuration, lets in no other name, and ends the stream of a component that says it is another one.
 */
final class InternationalDomainTest {

    @ParameterizedTest
    @CsvSource({
        "bücher.example, upload.Bücher.example",
        "bücher.example, upload.xn--bcher-kva.example",
        "xn--bcher-kva.example, upload.xn--bcher-kva.example",
        "xn--bcher-kva.example, upload.bücher.example",
    })
    void theServiceSpeaksUnderTheNameThatItsServerKnows(String domain, String configured) throws Exception {
        StageSettings settings = StageSettings.defaults()
                .withDomain(domain)
                .withServerConfig(
                        "xmpp.domain = \"" + configured + "\"",
                        "policy { quota.total = 5KiB, when-full = evict, purposes = [message] }");
        try (Stage stage = Stage.open(settings)) {
            Host host = new Host(
                    Host.Kind.PROSODY,
                    stage.prosody(),
                    stage.server(),
                    stage.certificates(),
                    stage.accounts(),
                    stage::close);
            try (RawClient alice = host.logIn("alice")) {
                discovers(alice, "upload." + domain);
                commands(alice, "upload." + domain);
                talks(alice, "relay@upload." + domain);
                uploads(host, alice, "first.bin");
                uploads(host, alice, "second.bin");
                XmlNode told = alice.nextFrom("relay@upload." + domain, "message", Names.CLIENT);
                assertThat(told.childText("body")).contains("first.bin");
                talks(alice, "relay@upload." + domain);
            }
            assertThat(stage.prosody().componentLogins()).isEqualTo(1);
        }
    }

    private static void discovers(RawClient client, String service) throws Exception {
        XmlNode answer = client.ask("<query xmlns='" + Names.INFO + "'/>");
        assertThat(Answers.features(Answers.query(answer, Names.INFO))).contains(Names.UPLOAD);
        assertThat(answer.attribute("from")).isEqualTo(service);
        XmlNode items = Answers.query(client.ask("<query xmlns='" + Names.ITEMS + "'/>"), Names.ITEMS);
        assertThat(items.child("item", Names.ITEMS).orElseThrow().attribute("jid"))
                .isEqualTo("relay@" + service);
    }

    private static void commands(RawClient client, String service) throws Exception {
        XmlNode list = Answers.query(
                client.ask("<query xmlns='" + Names.ITEMS + "' node='" + Names.COMMANDS + "'/>"), Names.ITEMS);
        XmlNode first = list.child("item", Names.ITEMS).orElseThrow();
        assertThat(first.attribute("jid")).isEqualTo(service);
        XmlNode answer = client.iq(
                "set", service, "<command xmlns='" + Names.COMMANDS + "' node='" + first.attribute("node") + "'/>");
        assertThat(answer.attribute("type")).as(Answers.text(answer)).isEqualTo("result");
        assertThat(answer.attribute("from")).isEqualTo(service);
    }

    private static void talks(RawClient client, String bot) throws Exception {
        client.send("<message type='chat' to='" + bot + "'><body>usage</body></message>");
        XmlNode answer = client.nextFrom(bot, "message", Names.CLIENT);
        assertThat(answer.childText("body")).contains("Stored and reserved");
    }

    private static void uploads(Host host, RawClient client, String name) throws Exception {
        XmlNode answer = client.ask("<request xmlns='" + Names.UPLOAD + "' filename='" + name + "' size='3072'/>");
        assertThat(new Web(host).put(Answers.slot(answer), new byte[3072])).isEqualTo(201);
    }
}
