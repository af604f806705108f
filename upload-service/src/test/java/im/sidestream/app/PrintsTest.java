package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.config.Agreed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What others may know of a configuration: whether values are equal, and nothing more. */
final class PrintsTest {
    private static String print(String name, String text, boolean secret, String store) {
        Map<String, String> prints = Prints.of(List.of(new Agreed(name, text, secret)), store);
        assertThat(prints).containsOnlyKeys(name);
        return String.valueOf(prints.get(name));
    }

    @Test
    void equalValuesOfAKeyAreKnownWithinAStore() {
        for (boolean secret : new boolean[] {true, false}) {
            String print = print("http.signing-key", "hunter2", secret, "store");

            assertThat(print).isEqualTo(print("http.signing-key", "hunter2", secret, "store"));
            assertThat(print).isNotEqualTo(print("http.signing-key", "hunter3", secret, "store"));
            assertThat(print).isNotEqualTo(print("foreign.a.secret", "hunter2", secret, "store"));
            assertThat(print).isNotEqualTo(print("http.signing-key", "hunter2", secret, "another"));
        }
    }

    @Test
    void nothingOfAValueIsInItsPrint() {
        for (boolean secret : new boolean[] {true, false}) {
            assertThat(print("foreign.a.secret", "hunter2", secret, "store"))
                    .hasSize(22)
                    .doesNotContain("hunter");
        }
        assertThat(new Agreed("foreign.a.secret", "hunter2", true)).hasToString("foreign.a.secret");
    }

    /** Whoever reads the rows and guesses pays for each guess: what takes a hash of a text a microsecond. */
    @Test
    void secretsAreHashedSlowly() {
        long began = System.nanoTime();
        print("foreign.a.secret", "hunter2", true, "store");
        long slow = System.nanoTime() - began;
        began = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            print("foreign.a.secret", "hunter2", false, "store");
        }
        long fast = (System.nanoTime() - began) / 100;

        assertThat(slow).isGreaterThan(100 * fast);
    }
}
