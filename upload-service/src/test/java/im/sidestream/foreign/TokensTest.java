package im.sidestream.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import im.sidestream.slot.MediaType;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Other servers' tokens: known vectors of each form, and whatever is near to them and no token (RFC 2104, 7519, 7518). */
final class TokensTest {
    private static final String SECRET = "secret string";
    private static final Instant NOW = Instant.parse("2026-08-31T09:00:00Z");
    private static final String SHA1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
    private static final String RANDOM = "AbCdEf0123456789AbCdEf0123456789AbCdEf01";

    /** Computed with OpenSSL, apart from this code. */
    @ParameterizedTest
    @CsvSource({
        "PROSODY_V1, secret string, foo/bar.jpg, 1048576, image/png, v, e6df55a04516617d6a86ad6ca23879819591085a1a8c0041f4da06824f5d2db7",
        "PROSODY_V2, secret string, foo/bar.jpg, 1048576, image/jpeg, v2, a19d27add075aa60035e27c05e794f13079ba48c508852b3d7160a6bec0f85ab",
        "METRONOME, secret string, foo/bar.jpg, 1048576, image/jpeg, token, a19d27add075aa60035e27c05e794f13079ba48c508852b3d7160a6bec0f85ab",
        "EJABBERD, it-is-secret, " + SHA1 + "/" + RANDOM
                + "/photo.jpg, 23456, image/jpeg, v, 8600b7b75b4b865cdeb80b3c0eb55dfab472cf5b1fa7633749cbcb7157c13185"
    })
    void theVectorsOfEachFormAreTaken(
            ForeignProtocol protocol, String secret, String path, long size, String type, String name, String seal)
            throws Refusal {
        ForeignIssuer issuer = issuer(protocol, secret);
        ForeignPut put = new ForeignPut(name + "=" + seal, null, size, type);

        ForeignSlot slot = new SealedLinks(issuer).require(link(issuer, path), put, NOW);

        assertThat(slot.request().size()).isEqualTo(size);
        assertThat(slot.request().type()).isEqualTo(new MediaType(type));
        assertThat(slot.request().owner()).isEqualTo("north.example");
        assertThat(slot.ofAccount()).isFalse();
        assertThat(slot.until()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v=",
                "v=e6df55a04516617d6a86ad6ca23879819591085a1a8c0041f4da06824f5d2db6",
                "v=e6df55a04516617d6a86ad6ca23879819591085a1a8c0041f4da06824f5d2db",
                "v=e6df55a04516617d6a86ad6ca23879819591085a1a8c0041f4da06824f5d2db7x",
                "v=g6df55a04516617d6a86ad6ca23879819591085a1a8c0041f4da06824f5d2db7",
                "v2=e6df55a04516617d6a86ad6ca23879819591085a1a8c0041f4da06824f5d2db7",
                "w=1&V=e6df55a04516617d6a86ad6ca23879819591085a1a8c0041f4da06824f5d2db7"
            })
    void whatIsNotTheSealIsRefused(String query) {
        ForeignIssuer issuer = issuer(ForeignProtocol.PROSODY_V1, SECRET);
        ForeignPut put = new ForeignPut(query, null, 1_048_576, null);

        assertThat(reason(() -> new SealedLinks(issuer).require(link(issuer, "foo/bar.jpg"), put, NOW)))
                .isEqualTo(Reason.TOKEN_INVALID);
    }

    /** The seal covers path and length, in version 2 the type as well, which is that of unknown bytes where none is said. */
    @Test
    void aSealIsForNothingElse() throws Refusal {
        ForeignIssuer one = issuer(ForeignProtocol.PROSODY_V1, SECRET);
        String v1 = "v=" + hmac("foo/bar.jpg 1048576");
        assertThat(reason(() -> new SealedLinks(one).require(link(one, "foo/bar.jpg"), put(v1, 1_048_577, null), NOW)))
                .isEqualTo(Reason.TOKEN_INVALID);
        assertThat(reason(() -> new SealedLinks(one).require(link(one, "foo/baz.jpg"), put(v1, 1_048_576, null), NOW)))
                .isEqualTo(Reason.TOKEN_INVALID);

        ForeignIssuer two = issuer(ForeignProtocol.PROSODY_V2, SECRET);
        String v2 = "v2=" + hmac("foo/a\0" + 5 + "\0application/octet-stream");
        assertThat(reason(() -> new SealedLinks(two).require(link(two, "foo/a"), put(v2, 5, "text/plain"), NOW)))
                .isEqualTo(Reason.TOKEN_INVALID);
        assertThat(new SealedLinks(two)
                        .require(link(two, "foo/a"), put(v2, 5, null), NOW)
                        .request()
                        .name()
                        .value())
                .isEqualTo("a");
    }

    @Test
    void namesAreSignedAsTheyAreAndNotAsTheyAreEncoded() throws Refusal {
        ForeignIssuer issuer = issuer(ForeignProtocol.PROSODY_V1, SECRET);
        ForeignLink link = ForeignLink.read(issuer, "/upload/0-1/caf%c3%A9%20%f0%9f%8e%89+%25.jpg")
                .orElseThrow();

        assertThat(link.path()).isEqualTo("0-1/caf\u00e9 \uD83C\uDF89+%.jpg");
        ForeignSlot slot = new SealedLinks(issuer)
                .require(link, put("v=" + hmac("0-1/caf\u00e9 \uD83C\uDF89+%.jpg 7"), 7, null), NOW);
        assertThat(slot.request().name().value()).isEqualTo("caf\u00e9 \uD83C\uDF89+%.jpg");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/upload/",
                "/upload/foo",
                "/upload/foo/",
                "/upload//foo",
                "/other/foo/bar",
                "/upload/foo/a%00b",
                "/upload/foo/a%0ab",
                "/upload/foo/%",
                "/upload/foo/%4",
                "/upload/foo/%zz",
                "/upload/foo/%ff",
                "/upload/foo/%EF%BC%91%\uFF11\uFF11"
            })
    void whatNamesNoFileIsNoLink(String raw) {
        assertThat(ForeignLink.read(issuer(ForeignProtocol.PROSODY_V2, SECRET), raw))
                .isEmpty();
    }

    /** The row's id is 160 bits of SHA-256 over the form and the path; a server may change its version, and its key. */
    @Test
    void aLinkHasOneIdWhateverItsSpelling() {
        ForeignIssuer one = issuer(ForeignProtocol.PROSODY_V1, SECRET);
        ForeignLink link = link(one, "foo/bar.jpg");

        assertThat(link.id())
                .isEqualTo(ForeignLink.read(one, "/upload/%66oo/bar%2Ejpg")
                        .orElseThrow()
                        .id());
        assertThat(link.id())
                .isEqualTo(link(issuer(ForeignProtocol.PROSODY_V2, "other"), "foo/bar.jpg")
                        .id());
        assertThat(link.id())
                .isNotEqualTo(link(issuer(ForeignProtocol.PROSODY_JWT, SECRET), "foo/bar.jpg")
                        .id())
                .isNotEqualTo(link(one, "foo/bar.jpe").id());
        // computed apart from this code: openssl dgst -sha256 -binary of "hmac/upload/foo/bar.jpg", 20 bytes in
        // base64url
        assertThat(link.id().value()).isEqualTo("WfmBd1kswJi19As4y7_arlGno00");
    }

    @Test
    void deletionNeedsItsOwnSecret() {
        ForeignIssuer issuer = new ForeignIssuer(
                ForeignProtocol.METRONOME, "/upload/", "north.example", SECRET, Optional.of("delete it"));
        SealedLinks links = new SealedLinks(issuer);

        assertThat(links.allowsDelete(link(issuer, "foo/a"), "token=" + hmac("foo/a\0delete it")))
                .isTrue();
        assertThat(links.allowsDelete(link(issuer, "foo/b"), "token=" + hmac("foo/a\0delete it")))
                .isFalse();
        assertThat(links.allowsDelete(link(issuer, "foo/a"), "token=" + hmac("foo/a\0delete")))
                .isFalse();
        assertThat(links.allowsDelete(link(issuer, "foo/a"), null)).isFalse();
        assertThat(new SealedLinks(issuer(ForeignProtocol.PROSODY_V2, SECRET))
                        .allowsDelete(link(issuer, "foo/a"), "v2=" + hmac("foo/a\0")))
                .isFalse();
    }

    @Test
    void aWebTokenSaysWhoseFileItIsAndWhenItEnds() throws Refusal {
        ForeignSlot slot = jwt(claims(NOW.plusSeconds(600)), 5, "image/png");

        assertThat(slot.request().owner()).isEqualTo("alice@north.example");
        assertThat(slot.request().name().value()).isEqualTo("caf\u00e9.png");
        assertThat(slot.request().type()).isEqualTo(new MediaType("image/png"));
        assertThat(slot.request().purpose()).isEqualTo(Purpose.EPHEMERAL);
        assertThat(slot.request().expireBefore()).isEqualTo(NOW.plusSeconds(604_800));
        assertThat(slot.until()).isEqualTo(NOW.plusSeconds(600));
        assertThat(slot.ofAccount()).isTrue();
        String endless = claims(NOW.plusSeconds(600)).replaceFirst(",\"expires\":[0-9]+", "");
        assertThat(jwt(endless, 5, null).request().purpose()).isEqualTo(Purpose.MESSAGE);
        // what many clients send, whatever they asked for
        assertThat(jwt(claims(NOW.plusSeconds(1)), 5, "application/octet-stream"))
                .isNotNull();
    }

    @Test
    void aWebTokenIsForItsTimeItsLengthItsTypeAndItsLink() {
        String good = claims(NOW.plusSeconds(600));
        assertThat(reason(() -> jwt(claims(NOW), 5, null))).isEqualTo(Reason.SLOT_EXPIRED);
        assertThat(reason(() -> jwt(good, 6, null))).isEqualTo(Reason.FILE_TOO_LARGE);
        assertThat(reason(() -> jwt(good, 4, null))).isEqualTo(Reason.LENGTH_MISMATCH);
        assertThat(reason(() -> jwt(good, 5, "text/html"))).isEqualTo(Reason.TYPE_NOT_ACCEPTED);
        assertThat(reason(() -> jwt(good.replace("\"0-1\"", "\"0-2\""), 5, null)))
                .isEqualTo(Reason.TOKEN_INVALID);
        assertThat(reason(() -> jwt(good.replace(".png", ".gif"), 5, null))).isEqualTo(Reason.TOKEN_INVALID);
        assertThat(reason(() -> jwt(good.replace("\"exp\"", "\"ex\""), 5, null)))
                .isEqualTo(Reason.TOKEN_INVALID);
        assertThat(reason(() -> jwt(good.replace(":5,", ":-5,"), 5, null))).isEqualTo(Reason.TOKEN_INVALID);
        assertThat(reason(() -> jwt(good.replace(":5,", ":5.5,"), 5, null))).isEqualTo(Reason.TOKEN_INVALID);
    }

    /** RFC 8725 §2.1: no other algorithm than the one that was agreed upon, and "none" least of all. */
    @Test
    void aForgedWebTokenIsRefused() {
        String header = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
        String claims = base64(claims(NOW.plusSeconds(600)));
        String signed = header + "." + claims;
        String none = base64("{\"alg\":\"none\"}") + "." + claims;
        assertThat(reason(() ->
                        bearer(signed + "." + seal(signed).replace(seal(signed).charAt(0), '~'))))
                .isEqualTo(Reason.TOKEN_INVALID);
        assertThat(reason(() -> bearer(signed + "."))).isEqualTo(Reason.TOKEN_INVALID);
        assertThat(reason(() -> bearer(signed))).isEqualTo(Reason.TOKEN_INVALID);
        assertThat(reason(() -> bearer(none + "."))).isEqualTo(Reason.TOKEN_INVALID);
        assertThat(reason(() -> bearer(none + "." + seal(none)))).isEqualTo(Reason.TOKEN_INVALID);
        assertThat(reason(() -> bearer(header + "." + base64("{\"slot\":\"0-1\"}") + "." + seal(signed))))
                .isEqualTo(Reason.TOKEN_INVALID);
        assertThat(reason(() -> bearer(null))).isEqualTo(Reason.TOKEN_MISSING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}x",
                "{\"a\":1,}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":{}}",
                "{\"a\":[1]}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":\"\\q\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":1e400}",
                "{\"a\":tru}",
                "{\"a\":\"x"
            })
    void whatIsNoFlatObjectIsNotRead(String text) {
        assertThat(FlatJson.read(text)).isEmpty();
    }

    @Test
    void aFlatObjectIsRead() {
        assertThat(FlatJson.read(
                        " { \"a\" : \"x\\u00e9\\n\\/\\\"\" , \"b\":-12, \"c\":1.7e3, \"d\":true,\"e\":null } "))
                .hasValueSatisfying(members -> assertThat(members)
                        .containsEntry("a", "x\u00e9\n/\"")
                        .containsEntry("b", -12L)
                        .containsEntry("c", 1700L)
                        .containsEntry("d", true)
                        .hasSize(5));
        assertThat(FlatJson.read("{}")).isPresent();
    }

    private static String claims(Instant end) {
        return "{\"slot\":\"0-1\",\"sub\":\"Alice@north.example\",\"filename\":\"caf\\u00e9.png\",\"filesize\":5,"
                + "\"filetype\":\"image/png\",\"iat\":1,\"expires\":"
                + NOW.plusSeconds(604_800).getEpochSecond() + ",\"exp\":" + end.getEpochSecond() + "}";
    }

    private static ForeignSlot jwt(String claims, long length, @Nullable String type) throws Refusal {
        String signed = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + base64(claims);
        return require(new ForeignPut(null, signed + "." + seal(signed), length, type));
    }

    private static ForeignSlot bearer(@Nullable String token) throws Refusal {
        return require(new ForeignPut(null, token, 5, null));
    }

    private static ForeignSlot require(ForeignPut put) throws Refusal {
        ForeignIssuer issuer = issuer(ForeignProtocol.PROSODY_JWT, SECRET);
        return new SignedClaims(issuer).require(link(issuer, "0-1/caf%C3%A9.png"), put, NOW);
    }

    private static Reason reason(ThrowingCallable call) {
        return catchThrowableOfType(Refusal.class, call).reason();
    }

    private static ForeignPut put(String query, long length, @Nullable String type) {
        return new ForeignPut(query, null, length, type);
    }

    private static ForeignIssuer issuer(ForeignProtocol protocol, String secret) {
        return new ForeignIssuer(protocol, "/upload/", "north.example", secret, Optional.empty());
    }

    private static ForeignLink link(ForeignIssuer issuer, String path) {
        return ForeignLink.read(issuer, "/upload/" + path).orElseThrow();
    }

    private static String hmac(String message) {
        return HexFormat.of().formatHex(mac(message));
    }

    private static String seal(String signed) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac(signed));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] mac(String message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
