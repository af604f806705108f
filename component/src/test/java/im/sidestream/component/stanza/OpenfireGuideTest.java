package im.sidestream.component.stanza;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.config.ConfigLoader;
import im.sidestream.config.XmppConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xmpp.packet.IQ;
import org.xmpp.packet.Packet;

/** What the operator guide says about Openfire, against that server's rules (protocol.md §5.4). */
class OpenfireGuideTest {
    private static final Pattern SECTION =
            Pattern.compile("^## Openfire\\n(.*?)^## ", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern BLOCK = Pattern.compile("```hocon\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern PROPERTY = Pattern.compile("^\\| `([\\w.]+)` \\| `(.+)` \\|$", Pattern.MULTILINE);

    private static final BasicServices BASICS = new BasicServices(List.of(ServiceAddress.ofDomain(
            new ServiceIdentity("store", "file", "File upload", List::of, "sidestream", "test"), List::of, List.of())));

    @TempDir
    private Path directory;

    private String section;

    @BeforeEach
    void readTheGuide() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("sidestream.root", ".."), "docs/operator-guide.md"));
        MatchResult found = SECTION.matcher(page).results().findFirst().orElseThrow();
        section = found.group(1);
        Files.writeString(directory.resolve("secret"), FakeXmppServer.SECRET + "\n");
    }

    /** The program's own reader takes the block as it stands. */
    private XmppConfig config(Map<String, String> environment) throws Exception {
        List<MatchResult> blocks = BLOCK.matcher(section).results().toList();
        assertThat(blocks).hasSize(1);
        Path file = Files.writeString(
                directory.resolve("sidestream.conf"), blocks.get(0).group(1));
        return new ConfigLoader(environment, directory).load(file).xmpp();
    }

    /** The names and values of Openfire's ConnectionSettings and ExternalComponentManager. */
    @Test
    void the_properties_are_those_of_openfire() {
        assertThat(PROPERTY.matcher(section)
                        .results()
                        .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2))))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "xmpp.component.socket.active", "true",
                        "xmpp.component.socket.port", "5275",
                        "xmpp.component.permission", "whitelist"));
        assertThat(section).contains("`xmpp.component.idle`", "six minutes", "port = 5276");
    }

    /** T-O1: below the server's domain; T-O6: the port; T-O8: our ping comes long before the end of Openfire's patience. */
    @Test
    void the_block_keeps_to_the_rules() throws Exception {
        XmppConfig config = config(Map.of());

        assertThat(config.domain()).endsWith(".example.org");
        assertThat(config.port()).isEqualTo(5275);
        assertThat(config.tls()).isFalse();
        assertThat(config.ping()).isLessThan(Duration.ofMinutes(6));
    }

    /** T-O2. */
    @Test
    void the_block_leads_to_a_component_that_is_listed() throws Exception {
        try (OpenfireStandIn openfire = new OpenfireStandIn(Duration.ofSeconds(30))) {
            XmppConfig config = config(Map.of("SIDESTREAM_XMPP_PORT", Integer.toString(openfire.port())));
            SupervisedComponents components = new SupervisedComponents(
                    StreamSettings.plain(config.host(), config.port()),
                    StreamResources.ofSystem(),
                    (domain, state) -> {});
            components.setDefaultSecretKey(config.secret().value());
            components.addComponent(config.domain(), new RecordingComponent(OpenfireGuideTest::answer));
            try {
                await().until(openfire::isListed);
                assertThat(openfire.sessions()).isEqualTo(1);
            } finally {
                components.close(Duration.ofSeconds(2));
            }
        }
    }

    private static void answer(RecordingComponent component, Packet packet) {
        IQ basic = packet instanceof IQ iq && iq.isRequest() ? BASICS.answer(iq) : null;
        if (basic == null) {
            component.answer(packet);
        } else {
            component.send(basic);
        }
    }
}
