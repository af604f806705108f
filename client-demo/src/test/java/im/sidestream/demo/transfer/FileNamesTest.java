package im.sidestream.demo.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names from the network (XEP-0446 §3, X-01). */
class FileNamesTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    photo.png            | photo.png
                    ../../etc/passwd     | passwd
                    ..\\..\\boot.ini     | boot.ini
                    C:\\Windows\\x.exe   | x.exe
                    /                    | file
                    ..                   | file
                    .bashrc              | _bashrc
                    con                  | _con
                    NUL.txt              | _NUL.txt
                    com1.tar.gz          | _com1.tar.gz
                    a<b>:c?.txt          | a_b__c_.txt
                    name.                | name
                    100%.txt             | 100%.txt
                    日本.txt              | 日本.txt
                    שלום.txt             | שלום.txt
                    """)
    void aNameFromTheNetworkStaysInsideTheDirectory(String sent, String kept) {
        assertThat(FileNames.forDirectory(sent)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b.txt", "a\nb.txt", "a\u202eb.txt", "a\u2066b.txt", "a\u001bb.txt"})
    void whatCannotBeSeenIsRemoved(String sent) {
        assertThat(FileNames.forDirectory(sent)).isEqualTo("ab.txt");
    }

    @Test
    void aLongNameIsCutBetweenCharactersAndKeepsItsExtension() {
        String name = FileNames.forDirectory("\uD83D\uDCF1".repeat(100) + ".JPG");

        assertThat(name).endsWith("\uD83D\uDCF1.JPG");
        assertThat(name.getBytes(StandardCharsets.UTF_8).length).isBetween(190, 200);
    }

    @Test
    void aMissingNameIsReplaced() {
        assertThat(FileNames.forDirectory(null)).isEqualTo("file");
    }

    @Test
    void aTakenNameGetsANumberBeforeItsExtension() throws Exception {
        assertThat(FileNames.reserve(directory, "a.txt")).isEqualTo(directory.resolve("a.txt"));
        assertThat(FileNames.reserve(directory, "a.txt")).isEqualTo(directory.resolve("a (1).txt"));
        assertThat(FileNames.reserve(directory, "a.txt")).isEqualTo(directory.resolve("a (2).txt"));
    }

    @Test
    void aNameForAMessageHoldsNothingThatXmlCannotCarry() {
        assertThat(FileNames.forMessage("a\u0001b\uD800.txt")).isEqualTo("a_b_.txt");
    }
}
