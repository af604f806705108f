package im.sidestream.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.slot.ServiceAdministration.Block;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Only a link of this service names a file; only what can be meant is a block. */
final class SlotLinksTest {
    private static final SlotId ID = new SlotId("abcdefghijklmnopqrstuvwxyz1");
    private final SlotLinks links = new SlotLinks(URI.create("https://up.example/files/"));

    @Test
    void aLinkOfThisServiceNamesItsFile() {
        URI link = links.get(ID, new FileName("ä b.txt"));

        assertThat(links.id(link.toString())).contains(ID);
        assertThat(links.id("HTTPS://UP.example:443/files/f/" + ID)).contains(ID);
        assertThat(links.id(" " + link + "?x=y#z ")).contains(ID);
    }

    @Test
    void anyOtherTextNamesNone() {
        for (String other : List.of(
                "https://other.example/files/f/" + ID,
                "http://up.example/files/f/" + ID,
                "https://up.example:444/files/f/" + ID,
                "https://up.example/f/" + ID,
                "https://up.example/files/u/" + ID,
                "https://up.example/files/p/" + ID,
                "https://up.example/files/o/" + ID,
                "https://up.example/files/r/" + ID,
                "https://up.example/files/f/" + ID + "x",
                "https://up.example/files/f/",
                "https://user@up.example.evil/files/f/" + ID,
                "mailto:" + ID,
                "a b",
                "")) {
            assertThat(links.id(other)).as(other).isEmpty();
        }
    }

    /** The name is decoration and cannot lead elsewhere (house plan §4.6). */
    @Test
    void aReceiversOwnLinkHasTheFilesNameEncoded() {
        LinkId id = new LinkId(ID.value());

        assertThat(links.personal(id, "ä b.txt"))
                .isEqualTo(URI.create("https://up.example/files/p/" + ID + "/%C3%A4%20b.txt"));
        assertThat(links.personal(id, "../x?y#z\r\n"))
                .isEqualTo(URI.create("https://up.example/files/p/" + ID + "/.._x%3Fy%23z__"));
        assertThat(links.personal(id, "..")).isEqualTo(URI.create("https://up.example/files/p/" + ID + "/__"));
    }

    @Test
    void aPageIsUnderItsKindAndId() {
        assertThat(links.page(SlotLinks.OFFERS, ID.value())).isEqualTo(URI.create("https://up.example/files/o/" + ID));
        assertThat(links.page(SlotLinks.REPORTS, ID.value())).isEqualTo(URI.create("https://up.example/files/r/" + ID));
        for (String other : List.of("f", "u", "p", "", "o/../f")) {
            assertThatThrownBy(() -> links.page(other, ID.value()))
                    .as(other)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> links.page(SlotLinks.OFFERS, "../f"))
                .as("no id")
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBlockMeansUsersOrTypes() {
        assertThat(Block.Kind.USER.pattern(" Alice@Example.org ")).contains("alice@example.org");
        assertThat(Block.Kind.USER.pattern("*.example.org")).contains("*.example.org");
        assertThat(Block.Kind.USER.pattern("*.Bücher.example")).contains("*.xn--bcher-kva.example");
        assertThat(Block.Kind.USER.pattern("a@bücher.example")).contains("a@xn--bcher-kva.example");
        assertThat(Block.Kind.TYPE.pattern("Image/*")).contains("image/*");
        for (String nonsense : List.of("*", "", "a b", "@", "a@b@c", "a/b", "*.")) {
            assertThat(Block.Kind.USER.pattern(nonsense)).as(nonsense).isEmpty();
        }
        for (String nonsense : List.of("*/*", "image", "image/", "*/png", "image/*/x", "a/b;c=d", "")) {
            assertThat(Block.Kind.TYPE.pattern(nonsense)).as(nonsense).isEmpty();
        }
    }
}
