package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.demo.message.XmlNode;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The eleven checks of uploads that XMPP-Interop-Testing makes (smack-sint-server-extensions 1.7.2), written anew,
 * because that suite is in no repository a build could fetch it from. None of them may be "not possible" here: the slot
 * has headers, and the rate is limited. The last of them, about the time to come again, is {@link RetryConformanceTest}.
 */
class InteropConformanceTest extends OnEachHost {
    private static final String PLAIN = "interop.txt";
    private static final String ACCENTED = "très cool.txt";

    @Override
    String user() {
        return "carol";
    }

    private XmlNode slot(String filename) throws Exception {
        return Answers.slot(askForSlot("filename='" + filename + "' size='36'"));
    }

    private static String text(XmlNode slot, String method) {
        return String.valueOf(slot.child(method, Names.UPLOAD).orElseThrow().attribute("url"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "put"})
    @Requirement("S-12")
    void a_slot_has_the_url(String method) throws Exception {
        assertThat(text(slot(PLAIN), method)).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "put"})
    @Requirement("S-15")
    void the_url_promises_tls(String method) throws Exception {
        assertThat(text(slot(PLAIN), method)).startsWith("https:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "put"})
    @Requirement("S-16")
    void the_url_is_one_of_rfc_3986(String method) throws Exception {
        URI url = new URI(text(slot(PLAIN), method)).parseServerAuthority();
        assertThat(url.getHost()).isNotBlank();
        assertThat(url.getRawFragment()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "put"})
    @Requirement("S-16")
    void what_is_not_ascii_is_percent_encoded(String method) throws Exception {
        String url = text(slot(ACCENTED), method);
        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(url))
                .as(url)
                .isTrue();
        assertThat(URLDecoder.decode(url, StandardCharsets.UTF_8))
                .isNotEqualTo(url)
                .contains(ACCENTED);
    }

    @Test
    @Requirement("S-18")
    void each_header_has_a_name() throws Exception {
        XmlNode put = slot(ACCENTED).child("put", Names.UPLOAD).orElseThrow();
        assertThat(put.children("header", Names.UPLOAD))
                .isNotEmpty()
                .allSatisfy(header -> assertThat(header.attribute("name")).isNotBlank());
    }

    @Test
    @Requirement("S-19")
    void each_header_is_one_of_the_three() throws Exception {
        XmlNode put = slot(ACCENTED).child("put", Names.UPLOAD).orElseThrow();
        assertThat(put.children("header", Names.UPLOAD))
                .isNotEmpty()
                .extracting(header -> String.valueOf(header.attribute("name")).toLowerCase(Locale.ROOT))
                .isSubsetOf(Set.of("authorization", "cookie", "expires"));
    }
}
