package im.sidestream.demo.story;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.demo.message.FileMetadata;
import im.sidestream.demo.message.SharedFile;
import im.sidestream.demo.session.StreamIdentity;
import im.sidestream.demo.share.FileSender.Sent;
import im.sidestream.demo.share.ReceivedFile;
import im.sidestream.demo.share.Uploaded;
import im.sidestream.demo.transfer.Digests;
import im.sidestream.demo.transfer.Downloaded;
import im.sidestream.demo.transfer.PutOutcome.Stored;
import im.sidestream.demo.transfer.UploadSlot;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jxmpp.jid.impl.JidCreate;

/** A claim that does not hold breaks the story. */
final class ProofTest {
    private static final Instant ANSWERED = Instant.parse("2026-01-01T00:00:10Z");
    private static final Instant SENT = ANSWERED.plusMillis(1);
    private static final Instant ARRIVED = ANSWERED.plusMillis(2);
    private static final StreamIdentity STREAM = new StreamIdentity("alice@x/r", "s1", 0, 1, 0, true, true);

    @TempDir
    private Path directory;

    private Path original = Path.of("");
    private Path copy = Path.of("");

    @BeforeEach
    void aFileAndItsCopy() throws Exception {
        original = Files.writeString(directory.resolve("original"), "same");
        copy = Files.writeString(directory.resolve("copy"), "same");
    }

    @Test
    void aFileThatWentAsPromisedKeepsTheStoryWhole() {
        assertThatCode(() -> shared(201, true, SENT, ARRIVED).verify()).doesNotThrowAnyException();
    }

    @Test
    void aLinkThatIsSentBeforeTheUploadIsAnsweredBreaksIt() {
        assertBroken(201, true, ANSWERED.minusMillis(1), ARRIVED, "before 201");
    }

    @Test
    void aLinkThatArrivesBeforeItIsSentBreaksIt() {
        assertBroken(201, true, SENT, SENT.minusMillis(1), "before it was sent");
    }

    @Test
    void anotherAnswerThan201BreaksIt() {
        assertBroken(200, true, SENT, ARRIVED, "not by 201");
    }

    @Test
    void aCopyThatNobodyCouldCompareBreaksIt() {
        assertBroken(201, false, SENT, ARRIVED, "no digest");
    }

    @Test
    void otherBytesBreakIt() throws Exception {
        Files.writeString(copy, "some");
        assertBroken(201, true, SENT, ARRIVED, "not the sent ones");
    }

    @Test
    void aWrongDigestBreaksIt() throws Exception {
        Digests wrong = Digests.of(Files.writeString(directory.resolve("other"), "other"), List.of(Digests.SHA_256));
        Digests right = Digests.of(original, List.of(Digests.SHA_256));
        for (List<Digests> ends : List.of(List.of(wrong, right), List.of(right, wrong))) {
            SharedOnce file = shared(new Stored(201, ANSWERED, ends.get(0)), ends.get(1), true, SENT, ARRIVED);
            assertThatThrownBy(file::verify).isInstanceOf(StoryBroken.class).hasMessageContaining("SHA-256");
        }
    }

    @Test
    void aStreamThatIsNotTheSameAnyMoreBreaksIt() {
        assertThatCode(() -> proof(STREAM, STREAM).verifyStreams()).doesNotThrowAnyException();
        for (StreamIdentity later : List.of(
                new StreamIdentity("alice@x/r", "s2", 0, 1, 0, true, true),
                new StreamIdentity("alice@x/q", "s1", 0, 1, 0, true, true),
                new StreamIdentity("alice@x/r", "s1", 1, 1, 0, true, true),
                new StreamIdentity("alice@x/r", "s1", 0, 2, 1, true, true))) {
            assertThatThrownBy(() -> proof(STREAM, later).verifyStreams())
                    .isInstanceOf(StoryBroken.class)
                    .hasMessageContaining("not the same");
        }
    }

    @Test
    void aStreamThatWasInterruptedBeforeBreaksIt() {
        for (StreamIdentity interrupted : List.of(
                new StreamIdentity("alice@x/r", "s1", 0, 2, 0, true, true),
                new StreamIdentity("alice@x/r", "s1", 0, 1, 1, true, true))) {
            assertThatThrownBy(() -> proof(interrupted, interrupted).verifyStreams())
                    .isInstanceOf(StoryBroken.class)
                    .hasMessageContaining("was interrupted");
        }
    }

    private static Proof proof(StreamIdentity before, StreamIdentity after) {
        RoundTrips none = new RoundTrips(List.of());
        return new Proof(Map.of("sender", before), Map.of("sender", after), none, none, List.of());
    }

    private void assertBroken(int status, boolean verified, Instant sent, Instant arrived, String why) {
        assertThatThrownBy(() -> shared(status, verified, sent, arrived).verify())
                .isInstanceOf(StoryBroken.class)
                .hasMessageContaining(why);
    }

    private SharedOnce shared(int status, boolean verified, Instant sent, Instant arrived) throws Exception {
        Digests right = Digests.of(original, List.of(Digests.SHA_256));
        return shared(new Stored(status, ANSWERED, right), right, verified, sent, arrived);
    }

    private SharedOnce shared(Stored stored, Digests received, boolean verified, Instant sent, Instant arrived)
            throws Exception {
        URI link = URI.create("https://localhost/f");
        SharedFile file = new SharedFile(null, FileMetadata.NONE, List.of(link.toString()), null);
        Uploaded uploaded = new Uploaded(new UploadSlot(link, link, List.of()), stored, 1);
        ReceivedFile arrival =
                new ReceivedFile(JidCreate.from("alice@x"), file, new Downloaded(copy, 4, received, verified, 1));
        return new SharedOnce(original, new Sent("m1", file, uploaded), arrival, sent, arrived);
    }
}
