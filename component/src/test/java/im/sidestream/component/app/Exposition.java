package im.sidestream.component.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a scrape said, read by the rules of the Prometheus text format 0.0.4. */
final class Exposition {
    private static final Pattern TYPE = Pattern.compile("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge)");
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{[a-z_]+=\"[^\"\\\\]*\"(?:,[a-z_]+=\"[^\"\\\\]*\")*})? (\\S+)");

    private final Map<String, String> types = new TreeMap<>();
    private final Map<String, Double> samples = new TreeMap<>();

    /** Reads a whole scrape, of which each line must be right. */
    Exposition(String text) {
        text.lines().forEach(this::read);
    }

    private void read(String line) {
        if (line.startsWith("# HELP ")) {
            assertThat(line.split(" ", 4)[3]).as(line).isNotBlank();
            return;
        }
        Matcher type = TYPE.matcher(line);
        if (type.matches()) {
            assertThat(types.put(type.group(1), type.group(2))).as(line).isNull();
            return;
        }
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as(line).isTrue();
        assertThat(types).as("the type of %s", line).containsKey(sample.group(1));
        String labels = sample.group(2) == null ? "" : sample.group(2);
        assertThat(samples.put(sample.group(1) + labels, Double.parseDouble(sample.group(3))))
                .as(line)
                .isNull();
    }

    /** Returns the types of all families by name. */
    Map<String, String> types() {
        return types;
    }

    /** Returns all values, each under its family's name and labels. */
    Map<String, Double> samples() {
        return samples;
    }

    /** Returns one value, which must be there. */
    double value(String sample) {
        return Objects.requireNonNull(samples.get(sample), sample);
    }
}
