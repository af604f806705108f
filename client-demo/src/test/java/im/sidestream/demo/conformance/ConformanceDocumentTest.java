package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/conformance.md tells the truth: each row has a test, and the file is what rows and tests say. */
class ConformanceDocumentTest {
    private final Path root = Path.of(System.getProperty("sidestream.root", "")).toAbsolutePath();

    @Test
    void each_row_has_a_test_and_each_test_names_rows() throws IOException {
        ConformanceTable table = ConformanceTable.of(root);
        assertThat(table.ids()).hasSizeGreaterThan(80).doesNotHaveDuplicates();
        assertThat(table.withoutTest()).as("rows without a test").isEmpty();
        assertThat(table.unknown()).as("names of no row").isEmpty();
    }

    @Test
    void the_document_is_what_rows_and_tests_say() throws IOException {
        Path file = root.resolve("docs/conformance.md");
        String document = ConformanceTable.of(root).document();
        if (Boolean.getBoolean("sidestream.write")) {
            Files.writeString(file, document);
        }
        assertThat(file).content().isEqualTo(document);
    }
}
