package im.sidestream.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every block of our configuration in any page is read by the program, and every key that a page names exists. */
class GuideConfigurationTest {
    private static final Path ROOT = Path.of(System.getProperty("sidestream.root", ".."));
    private static final Pattern BLOCK =
            Pattern.compile("^( *)```hocon\\n(.*?)^ *```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern SECTION = Pattern.compile("^(xmpp ?[{=]|foreign\\b)", Pattern.MULTILINE);
    private static final Pattern OURS =
            Pattern.compile("^\\s*(xmpp|http|storage|catalog|policy|foreign)(\\.\\S+)?\\s*[{=]");
    private static final Pattern FILE = Pattern.compile("-file = \"?([^\"\\s,}]+)");
    private static final Pattern MENTION =
            Pattern.compile("`((?:xmpp|contact|http|storage|catalog|policy|delivery)\\.[a-z0-9.-]*[a-z0-9])`");
    /** Pages about the program's insides, where names of packages look like keys. */
    private static final List<String> INSIDE = List.of("ARCHITECTURE.md", "conformance.md");

    /** Properties of that server. */
    private static final String OPENFIRE = "xmpp.component.";

    @TempDir
    private Path directory;

    /**
     * A block of a page.
     *
     * @param place the page and the number of the block there, for messages
     */
    record Block(String place, String text) {
        @Override
        public String toString() {
            return place;
        }
    }

    static Stream<Block> blocks() throws IOException {
        return pages().stream().flatMap(GuideConfigurationTest::blocksOf);
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
                    .filter(page -> page.toString().endsWith(".md"))
                    .filter(page -> !INSIDE.contains(page.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    private static Stream<Block> blocksOf(Path page) {
        String text = read(page);
        return BLOCK.matcher(text)
                .results()
                .map(found -> new Block(page.getFileName() + ":" + lineOf(text, found), found.group(2)));
    }

    private static long lineOf(String text, MatchResult found) {
        return text.substring(0, found.start()).lines().count() + 1;
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void theBlockIsReadAsItStands(Block block) throws Exception {
        String text = SECTION.matcher(block.text).find() ? block.text : ConfigFixture.ENOUGH + block.text;
        String here = text.replace("/etc/sidestream/", directory + "/");
        for (MatchResult file : FILE.matcher(here).results().toList()) {
            Files.writeString(directory.resolve(file.group(1)), "a secret\n");
        }

        assertThat(new ConfigFixture(directory).load(here)).isNotNull();
    }

    /** What is not fenced, or fenced without a name, would be passed over. */
    @Test
    void noConfigurationStandsOutsideOfSuchABlock() throws IOException {
        for (Path page : pages()) {
            assertThat(BLOCK.matcher(read(page)).replaceAll("").lines().filter(OURS.asPredicate()))
                    .as(page.toString())
                    .isEmpty();
        }
        assertThat(blocks()).hasSizeGreaterThan(10);
    }

    @Test
    void everyKeyThatAPageNamesExists() throws IOException {
        for (Path page : pages()) {
            assertThat(MENTION.matcher(read(page))
                            .results()
                            .map(match -> match.group(1))
                            .filter(name -> !isKnown(name) && !name.startsWith(OPENFIRE)))
                    .as(page.toString())
                    .isEmpty();
        }
    }

    private static boolean isKnown(String name) {
        return Key.named(name).isPresent()
                || Stream.of(Key.values()).anyMatch(key -> key.path().startsWith(name + "."));
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new AssertionError(page + " cannot be read", e);
        }
    }
}
