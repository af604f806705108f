package im.sidestream.component.slots;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotRequest;
import java.time.Instant;
import java.util.TimeZone;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.dom4j.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** XEP-0363 §4 to §6: S-08 to S-26, P-01 to P-06, D-01, D-02, D-09, D-10. */
class SlotRequestTest {

    private static final String START = "<request xmlns='urn:xmpp:http:upload:0' ";

    private final UploadFixture fixture = new UploadFixture();

    private static void assertError(Element answer, String type, String condition) {
        assertThat(answer.attributeValue("type")).as(answer.asXML()).isEqualTo("error");
        assertThat(answer.attributeValue("to")).isEqualTo("alice@example.org/📱");
        assertThat(answer.attributeValue("from")).isEqualTo("upload.example.org");
        Element error = answer.element("error");
        assertThat(error.attributeValue("type")).isEqualTo(type);
        assertThat(error.elements().get(0).getName()).isEqualTo(condition);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice@bücher.example/x", "ALICE@Bücher.example", "alice@xn--bcher-kva.example/y"})
    void an_account_is_one_however_its_server_spells_it(String from) {
        fixture.askAs(from, START + "filename='a' size='1'/>");
        assertThat(fixture.asked.get(0).owner()).as("D-06").isEqualTo("alice@xn--bcher-kva.example");
    }

    @Test
    @Requirement({"S-08", "S-12", "S-17", "S-18", "P-02"})
    void a_request_is_understood_and_answered_with_a_slot() {
        Element answer = fixture.ask(START + "filename='日本 a+b%2F.txt' size='35' content-type='text/plain'/>");

        SlotRequest request = fixture.asked.get(0);
        assertThat(request.service()).isEqualTo("upload.example.org");
        assertThat(request.owner()).as("D-06").isEqualTo("alice@example.org");
        assertThat(request.name().value()).isEqualTo("日本 a+b%2F.txt");
        assertThat(request.size()).isEqualTo(35);
        assertThat(request.servedType().value()).isEqualTo("text/plain");
        assertThat(request.purpose()).as("P-02").isEqualTo(Purpose.MESSAGE);
        assertThat(answer.attributeValue("type")).isEqualTo("result");
        assertThat(answer.attributeValue("id")).isEqualTo("q1");
        Element slot = answer.element("slot");
        assertThat(slot.getNamespaceURI()).isEqualTo("urn:xmpp:http:upload:0");
        assertThat(slot.elements())
                .as("S-12")
                .extracting(Element::getName)
                .containsExactly("put", "get", "delete-token", "resumable");
        assertThat(slot.element("put").attributeValue("url")).isEqualTo("https://up.example.org/u/k/a%20b.txt?t=x");
        assertThat(slot.element("put").element("header").attributeValue("name")).isEqualTo("Authorization");
        assertThat(slot.element("put").elementText("header")).as("S-18").isEqualTo("Bearer x");
        assertThat(slot.element("get").attributeValue("url")).isEqualTo("https://up.example.org/f/k/a%20b.txt");
        assertThat(slot.element("delete-token").getNamespaceURI()).isEqualTo("sidestream:transfer:0");
        assertThat(slot.elementText("delete-token")).isEqualTo("delete-me");
        Element resumable = slot.element("resumable");
        assertThat(resumable.getNamespaceURI()).isEqualTo("sidestream:transfer:0");
        assertThat(resumable.attributeValue("tus")).isEqualTo("1.0.0");
        assertThat(resumable.attributeValue("draft").split(" ")).contains("5", "6", "8");
        assertThat(resumable.attributeValue("until")).isEqualTo("2026-08-31T09:05:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "-1",
                "1.5",
                "+5",
                " 12",
                "12 ",
                "0x10",
                "1e3",
                "９",
                "9223372036854775808",
                "99999999999999999999"
            })
    @Requirement({"S-10", "E-attribute"})
    void a_size_that_is_no_number_of_bytes_is_a_bad_request(String size) {
        assertError(fixture.ask(START + "filename='a' size='" + size + "'/>"), "modify", "bad-request");
        assertThat(fixture.asked).as("S-10").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "007", "9223372036854775807"})
    @Requirement("S-10")
    void any_other_size_is_passed_on(String size) {
        fixture.ask(START + "filename='a' size='" + size + "'/>");
        assertThat(fixture.asked)
                .as("D-01")
                .singleElement()
                .extracting(SlotRequest::size)
                .isEqualTo(Long.valueOf(size));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "size='1'",
                "size='1' filename=''",
                "filename='a'",
                "",
                "filename='a' size='1' content-type='text'"
            })
    @Requirement({"S-09", "S-11", "E-attribute"})
    void what_is_missing_or_malformed_is_a_bad_request_with_an_echo(String attributes) {
        Element answer = fixture.ask(START + attributes + "/>");
        assertError(answer, "modify", "bad-request");
        assertThat(answer.element("request").attributeValue("size"))
                .as("D-09")
                .isEqualTo(attributes.contains("size") ? "1" : null);
        assertThat(fixture.asked).as("S-09, S-11").isEmpty();
    }

    @Test
    void a_name_beyond_all_lengths_is_refused_without_an_echo() {
        Element answer = fixture.ask(START + "size='1' filename='" + "x".repeat(100_000) + "'/>");
        assertError(answer, "modify", "bad-request");
        assertThat(answer.element("request")).isNull();
    }

    @Test
    @Requirement({"S-08", "E-unknown"})
    void a_set_or_the_namespace_of_old_is_not_served() {
        assertError(
                fixture.ask("set", "upload.example.org", START + "filename='a' size='1'/>"),
                "cancel",
                "service-unavailable");
        assertError(
                fixture.ask("<request xmlns='urn:xmpp:http:upload'><filename>a</filename><size>1</size></request>"),
                "cancel",
                "service-unavailable");
        assertThat(fixture.asked).as("S-08, D-10").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "<message/>, MESSAGE",
        "<profile/>, PROFILE",
        "<permanent/>, PERMANENT",
        "<unknown/>, MESSAGE",
        "<unknown/><message/>, MESSAGE",
    })
    @Requirement({"P-02", "P-04"})
    void the_purpose_is_passed_on_and_unknown_ones_count_as_message(String children, Purpose purpose) {
        fixture.ask(withPurposes(children));
        assertThat(fixture.asked)
                .as("D-02")
                .singleElement()
                .extracting(SlotRequest::purpose)
                .isEqualTo(purpose);
    }

    @ParameterizedTest
    @CsvSource({
        "<message/><profile/>, bad-request",
        "<message/><message/>, bad-request",
        "<ephemeral/>, bad-request",
        "<ephemeral expire-before='soon'/>, bad-request",
        "<ephemeral expire-before='2026-08-30T09:00:00Z'/>, bad-request",
        "<ephemeral expire-before='2026-08-30T10:00:00+02:00'/>, bad-request",
    })
    @Requirement({"P-01", "P-06"})
    void two_purposes_and_ends_that_are_none_are_refused(String children, String condition) {
        assertError(fixture.ask(withPurposes(children)), "modify", condition);
        assertThat(fixture.asked).as("D-02, P-06").isEmpty();
    }

    @Test
    @Requirement("P-06")
    void the_end_of_an_ephemeral_file_is_passed_on() {
        fixture.ask(withPurposes("<ephemeral expire-before='2026-08-30T12:00:00.5+02:00'/>"));
        assertThat(fixture.asked.get(0).expireBefore()).isEqualTo(Instant.parse("2026-08-30T10:00:00.5Z"));
    }

    private static String withPurposes(String children) {
        return START + "filename='a' size='1'>"
                + children.replaceAll("<(\\w+)", "<$1 xmlns='urn:xmpp:http:upload:purpose:0'") + "</request>";
    }

    private Element refused(Throwable failure) {
        fixture.issued = CompletableFuture.failedFuture(failure);
        return fixture.ask(START + "filename='a.txt' size='35'/>");
    }

    @Test
    @Requirement({"S-20", "S-21", "E-size"})
    void a_file_too_large_is_told_the_limit() {
        Element answer = refused(new CompletionException(Refusal.tooLarge(104857600)));

        assertError(answer, "modify", "not-acceptable");
        assertThat(answer.elements()).extracting(Element::getName).containsExactly("request", "error");
        Element tooLarge = answer.element("error").element("file-too-large");
        assertThat(tooLarge.getNamespaceURI()).isEqualTo("urn:xmpp:http:upload:0");
        assertThat(tooLarge.elementText("max-file-size")).as("S-21").isEqualTo("104857600");
        assertThat(answer.element("error").elementText("text")).contains("104857600");
    }

    @Test
    @Requirement({"S-23", "S-24", "S-25", "E-quota"})
    void a_time_to_try_again_is_told_in_utc_wherever_the_server_stands() {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
        try {
            Element answer = refused(
                    Refusal.until(Instant.parse("2026-08-30T09:15:00.001Z"), Reason.RATE_EXCEEDED, "Too often."));
            assertError(answer, "wait", "resource-constraint");
            assertThat(answer.element("error").element("retry").attributeValue("stamp"))
                    .as("S-25, and never too early")
                    .isEqualTo("2026-08-30T09:15:01Z");
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_REQUEST, modify, bad-request",
        "NOT_ALLOWED, auth, forbidden",
        "QUOTA_EXCEEDED, wait, resource-constraint",
        "RATE_EXCEEDED, wait, resource-constraint",
        "STORAGE_FULL, wait, resource-constraint",
        "TYPE_NOT_ACCEPTED, modify, not-acceptable",
        "PURPOSE_NOT_OFFERED, modify, not-acceptable",
        "NOT_FOUND, cancel, item-not-found",
        "GONE, cancel, item-not-found",
        "UNAVAILABLE, wait, internal-server-error",
    })
    @Requirement({"S-22", "E-size", "E-type", "E-entitled", "E-quota", "E-full", "E-down", "E-ephemeral"})
    void each_refusal_has_its_error(Reason reason, String type, String condition) {
        Element answer = refused(Refusal.of(reason, "No."));
        assertError(answer, type, condition);
        assertThat(answer.element("error").element("retry")).isNull();
        assertThat(answer.element("error").element("file-too-large")).isNull();
    }

    @Test
    @Requirement("E-down")
    void a_broken_service_is_told_as_such_without_its_secrets() {
        Element answer = refused(new IllegalStateException("password=hunter2"));
        assertError(answer, "wait", "internal-server-error");
        assertThat(answer.asXML()).doesNotContain("hunter2");
    }

    @Test
    void nobody_waits_for_a_slot() {
        fixture.issued = new CompletableFuture<>();
        fixture.component.processPacket(new org.xmpp.packet.IQ(
                UploadFixture.parse("<iq type='get' id='q9' from='a@b/c' to='upload.example.org'>" + START
                        + "filename='a' size='1'/></iq>"),
                true));
        assertThat(fixture.sent).isEmpty();
        fixture.issued.complete(UploadFixture.SLOT);
        assertThat(fixture.sent)
                .singleElement()
                .extracting(packet -> packet.getID())
                .isEqualTo("q9");
    }
}
