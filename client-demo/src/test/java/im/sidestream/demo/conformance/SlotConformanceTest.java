package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.demo.message.XmlNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The slot service of XEP-0363 §4 to §6 and §8, asked over the wire. */
class SlotConformanceTest extends OnEachHost {
    private static final Set<String> ALLOWED = Set.of("authorization", "cookie", "expires");
    private static final byte[] CONTENT = "thirty-five bytes of plain content.".getBytes(StandardCharsets.UTF_8);

    private XmlNode slot(String filename) throws Exception {
        return Answers.slot(askForSlot("filename='" + filename + "' size='" + CONTENT.length + "'"));
    }

    @Test
    @Requirement("S-08")
    void a_slot_is_given_for_a_get_and_never_for_a_set() throws Exception {
        slot("a.txt");
        XmlNode answer = client.iq(
                "set", host.xmpp().uploadDomain(), "<request xmlns='" + Names.UPLOAD + "' filename='a' size='1'/>");
        Answers.error(answer, "cancel", "service-unavailable");
        assertThat(answer.child("slot", Names.UPLOAD)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"size='1'", "size='1' filename=''"})
    @Requirement({"S-09", "E-attribute", "S-22"})
    void a_request_without_a_name_is_a_bad_request(String attributes) throws Exception {
        Answers.error(askForSlot(attributes), "modify", "bad-request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "-1", "1.5", "+5", " 12", "0x10", "9223372036854775808"})
    @Requirement({"S-10", "E-attribute"})
    void a_size_that_is_no_number_of_bytes_is_a_bad_request(String size) throws Exception {
        Answers.error(askForSlot("filename='a' size='" + size + "'"), "modify", "bad-request");
    }

    @Test
    @Requirement("S-10")
    void a_missing_size_is_a_bad_request_and_an_empty_file_is_none() throws Exception {
        Answers.error(askForSlot("filename='a'"), "modify", "bad-request");
        Answers.slot(askForSlot("filename='a' size='0'"));
    }

    @Test
    @Requirement("S-11")
    void a_type_may_be_named_and_must_be_one() throws Exception {
        Answers.slot(askForSlot("filename='a.txt' size='1' content-type='text/plain'"));
        Answers.slot(askForSlot("filename='a.txt' size='1'"));
        Answers.error(askForSlot("filename='a.txt' size='1' content-type='text'"), "modify", "bad-request");
    }

    @Test
    @Requirement({"S-12", "S-14", "S-15"})
    void a_slot_has_one_put_and_one_get_url_both_https_and_both_ours() throws Exception {
        XmlNode slot = slot("a.txt");
        for (URI url : List.of(Answers.put(slot), Answers.get(slot))) {
            assertThat(url.getScheme()).isEqualTo("https");
            assertThat(url.toString()).startsWith(host.server().httpBase().toString());
        }
    }

    @Test
    @Requirement("S-13")
    void the_name_with_its_extension_ends_the_get_url() throws Exception {
        URI get = Answers.get(slot("photo.final.JPG"));
        assertThat(get.getRawPath()).endsWith("/photo.final.JPG");
        assertThat(get.getRawQuery()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"très cool.txt", "日本.txt", "a b+c%2F.txt", "100%.txt", "😀.png", "שלום.txt", "&lt;&amp;&gt;.txt"
            })
    @Requirement("S-16")
    void urls_are_ascii_and_decode_to_the_name(String escaped) throws Exception {
        String name = escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        XmlNode slot = slot(escaped);
        for (URI url : List.of(Answers.put(slot), Answers.get(slot))) {
            assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(url.toString()))
                    .as(url.toString())
                    .isTrue();
            assertThat(url.getPath()).endsWith("/" + name);
        }
        Web web = new Web(host);
        assertThat(web.put(slot, CONTENT)).isEqualTo(201);
        assertThat(web.get(Answers.get(slot)).body()).isEqualTo(CONTENT);
    }

    @Test
    @Requirement({"S-17", "S-18", "S-19"})
    void headers_have_a_name_of_the_three_and_a_value_on_one_line() throws Exception {
        XmlNode put = slot("a.txt").child("put", Names.UPLOAD).orElseThrow();
        assertThat(put.children()).isNotEmpty().allSatisfy(header -> {
            assertThat(header.is("header", Names.UPLOAD)).isTrue();
            assertThat(String.valueOf(header.attribute("name")).toLowerCase(Locale.ROOT))
                    .isIn(ALLOWED);
            assertThat(header.text()).isNotBlank().doesNotContain("\n", "\r");
        });
    }

    @Test
    @Requirement({"S-20", "S-21", "E-size", "S-22"})
    void a_file_of_the_limit_fits_and_one_byte_more_is_told_the_limit() throws Exception {
        Answers.slot(askForSlot("filename='a' size='" + Host.LIMIT + "'"));
        XmlNode answer = askForSlot("filename='a' size='" + (Host.LIMIT + 1) + "'");
        XmlNode detail = Answers.error(answer, "modify", "not-acceptable")
                .child("file-too-large", Names.UPLOAD)
                .orElseThrow();
        assertThat(detail.childText("max-file-size")).isEqualTo(Long.toString(Host.LIMIT));
    }

    @Test
    @Requirement({"S-26", "E-entitled", "S-22"})
    void who_may_not_upload_is_told_so() throws Exception {
        try (RawClient stranger = host.logIn(Host.STRANGER)) {
            XmlNode answer = stranger.ask("<request xmlns='" + Names.UPLOAD + "' filename='a' size='1'/>");
            Answers.error(answer, "auth", "forbidden");
        }
    }

    @Test
    @Requirement("S-26")
    void nobody_can_claim_to_be_another_inside_of_the_request() throws Exception {
        try (RawClient stranger = host.logIn(Host.STRANGER)) {
            XmlNode answer = stranger.ask("<request xmlns='" + Names.UPLOAD + "' filename='a' size='1' from='"
                    + client.jid() + "' owner='" + client.jid() + "'/>");
            Answers.error(answer, "auth", "forbidden");
        }
    }

    @Test
    @Requirement("S-29")
    void two_slots_for_one_file_share_nothing_that_could_be_guessed() throws Exception {
        String one = secretPart(slot("a.txt"));
        String other = secretPart(slot("a.txt"));
        assertThat(one).matches("[A-Za-z0-9_-]{27,}").doesNotContain("alice");
        assertThat(other).matches("[A-Za-z0-9_-]{27,}");
        assertThat(one.substring(0, 8)).isNotEqualTo(other.substring(0, 8));
    }

    /** 160 bits in base64url are 27 characters. */
    private static String secretPart(XmlNode slot) {
        String path = Answers.get(slot).getRawPath();
        String[] segments = path.split("/", -1);
        return segments[segments.length - 2];
    }

    @Test
    @Requirement("S-30")
    void a_slot_without_its_signature_or_with_another_takes_nothing() throws Exception {
        Web web = new Web(host);
        XmlNode slot = slot("a.txt");
        String url = Answers.put(slot).toString();
        int last = url.length() - 5;
        String tampered = url.substring(0, last) + (url.charAt(last) == 'A' ? 'B' : 'A') + url.substring(last + 1);

        assertThat(web.put(URI.create(url.replaceFirst("\\?.*", "")), CONTENT)).isEqualTo(401);
        assertThat(web.put(URI.create(tampered), CONTENT)).isEqualTo(403);
        assertThat(web.get(Answers.get(slot)).statusCode()).isEqualTo(404);
        assertThat(web.put(slot, CONTENT)).isEqualTo(201);
    }

    @Test
    @Requirement({"E-type", "S-22"})
    void a_type_that_is_refused_here_is_not_acceptable() throws Exception {
        XmlNode answer = askForSlot("filename='a.exe' size='1' content-type='application/x-msdownload'");
        Answers.error(answer, "modify", "not-acceptable");
    }
}
