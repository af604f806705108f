package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.demo.message.XmlNode;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Every test of a class below runs against Prosody and against ejabberd, as a user of that server. */
@ParameterizedClass(name = "{0}")
@EnumSource(Host.Kind.class)
@ExtendWith(Hosts.Resolver.class)
abstract class OnEachHost {
    @Parameter
    Host.@Nullable Kind kind;

    Host host;
    RawClient client;

    /** The user who asks; rows that count requests have one of their own. */
    String user() {
        return "alice";
    }

    @BeforeEach
    void logIn(Hosts hosts) throws Exception {
        host = hosts.get(Objects.requireNonNull(kind));
        client = host.logIn(user());
    }

    @AfterEach
    void logOut() throws Exception {
        if (client != null) {
            client.close();
        }
    }

    /** Asks for a slot with these attributes and children of the request. */
    XmlNode askForSlot(String attributes, String children) throws Exception {
        return client.ask("<request xmlns='" + Names.UPLOAD + "' " + attributes + ">" + children + "</request>");
    }

    XmlNode askForSlot(String attributes) throws Exception {
        return askForSlot(attributes, "");
    }

    /** Uploads a file of one byte and returns its link, which works. */
    URI upload(String filename) throws Exception {
        XmlNode slot = Answers.slot(askForSlot("filename='" + filename + "' size='1'"));
        Web web = new Web(host);
        assertThat(web.put(slot, new byte[1])).isEqualTo(201);
        assertThat(web.get(Answers.get(slot)).statusCode()).isEqualTo(200);
        return Answers.get(slot);
    }
}
