package im.sidestream.slot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses as rows carry them (RFC 7622 §3). */
final class BareJidTest {

    @ParameterizedTest
    @CsvSource({
        "juliet@capulet.example, juliet@capulet.example",
        "Juliet@Capulet.EXAMPLE, juliet@capulet.example",
        "' juliet@capulet.example ', juliet@capulet.example",
        "ＪULIET@capulet.example, juliet@capulet.example",
        "juliet@Bücher.example, juliet@xn--bcher-kva.example",
        "Capulet.example, capulet.example",
    })
    void anAddressIsPrepared(String typed, String prepared) {
        assertThat(BareJid.parse(typed)).hasValue(prepared);
    }

    @ParameterizedTest
    @CsvSource({
        "Juliet@Bücher.example/Balcony, juliet@xn--bcher-kva.example",
        "juliet@capulet.example/a@b/c, juliet@capulet.example",
        "capulet.example/x, capulet.example",
        "a b@capulet.example/x, a b@capulet.example",
    })
    void aSenderIsPreparedWhereThatCanBe(String from, String sender) {
        assertThat(BareJid.ofSender(from)).isEqualTo(sender);
    }

    @ParameterizedTest
    @CsvSource({
        "juliet@xn--bcher-kva.example, juliet@bücher.example",
        "xn--a@capulet.example, xn--a@capulet.example",
        "xn--bcher-kva.example, bücher.example",
    })
    void stanzasHaveULabels(String row, String written) {
        assertThat(BareJid.onTheWire(row)).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "juliet@capulet.example/balcony",
                "@capulet.example",
                "juliet@",
                "a b@c.example",
                "a@b@c",
                "",
                "x@a..b"
            })
    void whatIsNoBareAddressIsNotTaken(String typed) {
        assertThat(BareJid.parse(typed)).isEmpty();
    }
}
