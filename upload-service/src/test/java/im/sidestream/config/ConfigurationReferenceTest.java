package im.sidestream.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/configuration.md names every key with its default, and none that is not there. */
class ConfigurationReferenceTest {
    private static final Pattern ROW =
            Pattern.compile("^\\| `([a-z0-9.*-]+)` \\| (.+?) \\| (restart|reload) \\| .+ \\|$", Pattern.MULTILINE);
    private static final Pattern MENTION =
            Pattern.compile("`((?:xmpp|contact|http|storage|catalog|policy|delivery)\\.[a-z0-9.-]+)`");

    private final String page = read();

    @Test
    void theTableIsTheListOfKeysInItsOrder() {
        List<String> documented =
                ROW.matcher(page).results().map(row -> row.group(1)).toList();

        assertThat(documented)
                .containsExactlyElementsOf(
                        Arrays.stream(Key.values()).map(Key::path).toList());
    }

    @Test
    void defaultsAndEffectsAreThoseOfTheProgram() {
        Map<String, MatchResult> rows = new TreeMap<>();
        ROW.matcher(page).results().forEach(row -> rows.put(row.group(1), row));

        rows.forEach((path, row) -> {
            Key key = Arrays.stream(Key.values())
                    .filter(one -> one.path().equals(path))
                    .findFirst()
                    .orElseThrow();
            key.defaultText()
                    .ifPresent(text -> assertThat(row.group(2)).as(path).isEqualTo("`" + text + "`"));
            assertThat(row.group(3)).as(path).isEqualTo(key.isReloadable() ? "reload" : "restart");
        });
    }

    @Test
    void everyKeyMentionedAnywhereExistsAndEveryKeyIsMentioned() {
        List<String> mentioned = MENTION.matcher(page)
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();

        assertThat(mentioned)
                .allSatisfy(path -> assertThat(Key.named(path)).as(path).isPresent());
        assertThat(page)
                .contains(Arrays.stream(Key.values())
                        .map(key -> "`" + key.path() + "`")
                        .toList());
    }

    private static String read() {
        try {
            return Files.readString(Path.of(System.getProperty("sidestream.root", ".."), "docs", "configuration.md"));
        } catch (IOException e) {
            throw new AssertionError("docs/configuration.md cannot be read", e);
        }
    }
}
