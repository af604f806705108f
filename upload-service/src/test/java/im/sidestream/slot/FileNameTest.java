package im.sidestream.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.Requirement;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of every kind survive in links (protocol S-13, S-16) and never become a path. */
final class FileNameTest {
    private static String decoded(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "photo.final.JPG",
                "très cool.txt",
                "日本.txt",
                "a b+c%2F.txt",
                "100%.txt",
                "🌼.png",
                "שלום עולם.pdf",
                "?#&=;.txt",
                "~-._"
            })
    @Requirement({"S-13", "S-16"})
    void harmlessNamesComeBackFromTheirSegment(String name) {
        String segment = new FileName(name).pathSegment();

        assertThat(segment).matches("([A-Za-z0-9._~-]|%[0-9A-F]{2})+");
        assertThat(decoded(segment)).isEqualTo(name);
        assertThat(URI.create("https://upload.example/f/" + segment).getPath()).endsWith("/" + name);
    }

    @ParameterizedTest
    @CsvSource({"../etc/passwd, .._etc_passwd", "a\\b, a_b", "., _", ".., __", "..., ___", "/, _"})
    void pathSyntaxIsDefused(String name, String plain) {
        assertThat(new FileName(name).withoutPathSyntax()).isEqualTo(plain);
        assertThat(decoded(new FileName(name).pathSegment())).isEqualTo(plain);
    }

    @Test
    void nulAndControlsAreDefused() {
        assertThat(new FileName("a\0b\r\nc\u0085d\u007f").withoutPathSyntax()).isEqualTo("a_b__c_d_");
    }

    @Test
    void theTrueNameIsKept() {
        assertThat(new FileName("../\\\0").value()).isEqualTo("../\\\0");
    }

    @Test
    @Requirement("S-13")
    void aLongNameKeepsItsExtension() {
        String segment = new FileName("ä".repeat(400) + ".final.JPG").pathSegment();

        assertThat(segment).hasSizeLessThanOrEqualTo(200).endsWith(".JPG").doesNotContain(".final");
        assertThat(decoded(segment)).matches("ä+\\.JPG");
    }

    @Test
    void anEndlessExtensionIsNone() {
        String segment = new FileName("a." + "x".repeat(300)).pathSegment();

        assertThat(segment).isEqualTo("a." + "x".repeat(198));
    }

    @Test
    void aCutNeverSplitsACharacter() {
        String segment = new FileName("🌼".repeat(100)).pathSegment();

        assertThat(decoded(segment)).isEqualTo("🌼".repeat(16));
    }

    @Test
    void emptyAndOverlongNamesAreNone() {
        assertThatThrownBy(() -> new FileName("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FileName("ä".repeat(513))).isInstanceOf(IllegalArgumentException.class);
        assertThat(new FileName("ä".repeat(512)).value()).hasSize(512);
    }

    @Test
    @Requirement("S-16")
    void anyNameBecomesASegmentThatDecodesToItsHarmlessForm() {
        Random random = new Random(20260301);
        for (int i = 0; i < 5000; i++) {
            FileName name = new FileName(anyName(random));
            String segment = name.pathSegment();
            String plain = name.withoutPathSyntax();

            assertThat(segment)
                    .matches("([A-Za-z0-9._~-]|%[0-9A-F]{2}){1,200}")
                    .isNotEqualTo(".")
                    .isNotEqualTo("..");
            assertThat(URI.create("https://h/f/" + segment).getRawPath()).isEqualTo("/f/" + segment);
            if (FileName.percentEncode(plain).length() <= 200) {
                assertThat(decoded(segment)).isEqualTo(plain);
            }
        }
    }

    private static String anyName(Random random) {
        StringBuilder name = new StringBuilder();
        int length = 1 + random.nextInt(random.nextBoolean() ? 12 : 250);
        for (int i = 0; i < length; i++) {
            name.appendCodePoint(anyCharacter(random));
        }
        return name.toString();
    }

    private static int anyCharacter(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> "./\\%\0 +?#_".charAt(random.nextInt(10));
            case 1 -> 0x1F300 + random.nextInt(256);
            case 2 -> 0x0590 + random.nextInt(256);
            default -> random.nextInt(128);
        };
    }
}
