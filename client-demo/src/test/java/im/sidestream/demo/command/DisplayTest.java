package im.sidestream.demo.command;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.demo.message.FileMetadata;
import im.sidestream.demo.message.SharedFile;
import im.sidestream.demo.share.ReceivedFile;
import im.sidestream.demo.transfer.Digests;
import im.sidestream.demo.transfer.Downloaded;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jxmpp.jid.Jid;
import org.jxmpp.jid.impl.JidCreate;

/** One line for each thing that arrives, and nothing in it that a terminal would obey. */
class DisplayTest {
    private static final Jid ALICE = JidCreate.fromOrThrowUnchecked("alice@north.example/phone");
    private static final SharedFile FILE = new SharedFile(null, FileMetadata.NONE, List.of(), null);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<Boolean> done = new ArrayList<>();
    private final Display display = new Display(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            done::add);

    /** ECMA-48: what steers a terminal begins with a control character; a tab is text. */
    @Test
    void nothingThatSteersATerminalIsPrinted() {
        display.text(ALICE, "a\u001b[2Jb\r\nc\u009bd\te");

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("alice@north.example: a [2Jb  c d\te\n");
    }

    @ParameterizedTest
    @CsvSource({"true,verified", "false,(the sender gave no digest)"})
    void aFileThatIsHereSaysWhetherItWasCompared(boolean verified, String said) {
        Digests digests = new Digests(Map.of(Digests.SHA_256, new byte[32]));
        display.kept(new ReceivedFile(ALICE, FILE, new Downloaded(Path.of("d/a.txt"), 5, digests, verified, 1)));

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("saved d/a.txt 5 bytes sha256 " + "0".repeat(64) + " " + said + "\n");
        assertThat(done).containsExactly(true);
    }

    @Test
    void aFileThatIsNotHereSaysWhy() {
        display.failed(ALICE, "the link is gone");

        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("file from alice@north.example: the link is gone\n");
        assertThat(done).containsExactly(false);
    }
}
