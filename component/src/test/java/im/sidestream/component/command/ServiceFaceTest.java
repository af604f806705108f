package im.sidestream.component.command;

import static im.sidestream.component.command.CommandFixture.ALICE;
import static im.sidestream.component.command.CommandFixture.BOT;
import static im.sidestream.component.command.CommandFixture.DOMAIN;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.dom4j.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service and the bot say of themselves: K-10 to K-16, K-51 to K-53, K-60, K-61, T-S1. */
class ServiceFaceTest {

    private static final String INFO = "http://jabber.org/protocol/disco#info";
    private static final String ITEMS = "http://jabber.org/protocol/disco#items";

    private final CommandFixture fixture = new CommandFixture(List.of("mailto:abuse@example.org"));

    private Element info(String to) {
        return fixture.ask("get", ALICE, to, "<query xmlns='" + INFO + "'/>").element("query");
    }

    private static List<String> features(Element info) {
        return info.elements("feature").stream()
                .map(f -> f.attributeValue("var"))
                .toList();
    }

    private static String value(Element form, String field) {
        return form.elements("field").stream()
                .filter(element -> element.attributeValue("var").equals(field))
                .findFirst()
                .orElseThrow()
                .elementText("value");
    }

    @Test
    @Requirement({"K-20", "K-52"})
    void t_s1_the_upload_form_is_first_and_contacts_and_policy_follow() {
        List<Element> forms = info(DOMAIN).elements("x");
        assertThat(forms)
                .extracting(form -> form.element("field").elementText("value"))
                .containsExactly(
                        "urn:xmpp:http:upload:0", "http://jabber.org/network/serverinfo", "urn:xmpp:data-policy:0");
        assertThat(forms)
                .allSatisfy(form -> assertThat(form.attributeValue("type")).isEqualTo("result"));
        assertThat(value(forms.get(1), "abuse-addresses")).as("K-52").isEqualTo("mailto:abuse@example.org");
    }

    @Test
    @Requirement("K-60")
    void k60_the_policy_tells_hours_and_what_users_may_do() {
        Element policy = info(DOMAIN).elements("x").get(2);
        assertThat(value(policy, "data_retention")).isEqualTo("720");
        assertThat(value(policy, "data_deletion")).isEqualTo("true");
        assertThat(value(policy, "encryption_at_rest")).isEqualTo("false");
        assertThat(policy.elements("field"))
                .extracting(field -> field.attributeValue("type"))
                .containsExactly("hidden", "text-single", "boolean", "boolean", "boolean", "boolean");
        assertThat(ServiceForms.of(Map.of(), Optional.empty()))
                .as("XEP-0504 §3.3: no end, and no contacts no form")
                .singleElement()
                .satisfies(form -> assertThat(form.fields()).containsEntry("data_retention", List.of("infinite")));
    }

    @Test
    @Requirement({"K-13", "K-61"})
    void k61_only_the_service_itself_reads_no_messages() {
        assertThat(features(info(DOMAIN))).contains("urn:xmpp:noreply:0", CommandFace.COMMANDS);
        assertThat(features(info(BOT)))
                .doesNotContain("urn:xmpp:noreply:0", "urn:xmpp:http:upload:0")
                .contains(CommandFace.COMMANDS, "urn:xmpp:receipts", INFO, ITEMS, "urn:xmpp:ping");
    }

    @Test
    @Requirement({"K-12", "K-13"})
    void k12_k13_the_bot_is_listed_and_known_by_its_address() {
        Element items = fixture.ask("get", ALICE, DOMAIN, "<query xmlns='" + ITEMS + "'/>")
                .element("query");
        assertThat(items.elements("item"))
                .singleElement()
                .satisfies(item -> assertThat(item.attributeValue("jid")).isEqualTo(BOT));
        for (String to : List.of(BOT, BOT + "/bot", "Relay@" + DOMAIN)) {
            Element identity = info(to).element("identity");
            assertThat(identity.attributeValue("category")).isEqualTo("client");
            assertThat(identity.attributeValue("type")).isEqualTo("bot");
        }
        assertThat(fixture.ask("get", ALICE, BOT, "<query xmlns='" + ITEMS + "'/>")
                        .element("query")
                        .elements())
                .isEmpty();
        Element unknown = fixture.ask("get", ALICE, "who@" + DOMAIN, "<query xmlns='" + INFO + "'/>");
        assertThat(unknown.element("error").element("item-not-found")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {DOMAIN, BOT, BOT + "/any"})
    @Requirement({"K-51", "K-53"})
    void k51_k53_ping_and_version_are_answered_at_both_addresses(String to) {
        assertThat(fixture.ask("get", ALICE, to, "<ping xmlns='urn:xmpp:ping'/>")
                        .attributeValue("type"))
                .isEqualTo("result");
        Element version = fixture.ask("get", ALICE, to, "<query xmlns='jabber:iq:version'/>")
                .element("query");
        assertThat(version.elementText("version")).isEqualTo("1.2.3");
    }

    @Test
    @Requirement({"K-11", "K-16"})
    void k16_presence_tells_the_version_of_what_discovery_says() throws NoSuchAlgorithmException {
        Element caps = fixture.presence("probe").get(0).element("c");
        StringBuilder text = new StringBuilder("client/bot//File service<");
        new TreeSet<>(features(info(BOT)))
                .forEach(feature -> text.append(feature).append('<'));
        byte[] digest =
                MessageDigest.getInstance("SHA-1").digest(text.toString().getBytes(StandardCharsets.UTF_8));

        assertThat(caps.attributeValue("ver")).isEqualTo(Base64.getEncoder().encodeToString(digest));
        assertThat(caps.attributeValue("hash")).isEqualTo("sha-1");
        String node = caps.attributeValue("node") + "#" + caps.attributeValue("ver");
        Element byNode = fixture.ask("get", ALICE, BOT + "/bot", "<query xmlns='" + INFO + "' node='" + node + "'/>");
        assertThat(byNode.element("query").attributeValue("node"))
                .as("XEP-0115 §6.2")
                .isEqualTo(node);
        assertThat(features(byNode.element("query"))).isEqualTo(features(info(BOT)));
        Element elsewhere = fixture.ask("get", ALICE, DOMAIN, "<query xmlns='" + INFO + "' node='" + node + "'/>");
        assertThat(elsewhere.element("error").element("item-not-found"))
                .as("K-11")
                .isNotNull();
    }
}
