package im.sidestream.demo.story;

import im.sidestream.demo.share.FileSender.Sent;
import im.sidestream.demo.share.ReceivedFile;
import im.sidestream.demo.transfer.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * One file's way, and what is claimed of it.
 *
 * @param original the sender's file
 * @param sent how it was sent
 * @param received how it arrived
 * @param linkSent when the link was first handed to the stream
 * @param linkArrived when the link first arrived at the other end
 */
record SharedOnce(Path original, Sent sent, ReceivedFile received, Instant linkSent, Instant linkArrived) {

    String name() {
        return sent.file().metadata().name() == null
                ? ""
                : sent.file().metadata().name();
    }

    Instant stored() {
        return sent.uploaded().stored().at();
    }

    String sha256() {
        return received.downloaded().digests().sha256Hex();
    }

    /** Throws if the bytes or the order of events are not as promised. */
    void verify() throws StoryBroken, IOException {
        if (sent.uploaded().stored().status() != 201) {
            throw new StoryBroken(name() + ": the upload was answered by "
                    + sent.uploaded().stored().status() + ", not by 201");
        }
        if (linkSent.isBefore(stored())) {
            throw new StoryBroken(name() + ": the link was posted at " + linkSent + ", before 201 at " + stored());
        }
        if (linkArrived.isBefore(linkSent)) {
            throw new StoryBroken(name() + ": the link arrived at " + linkArrived + ", before it was sent");
        }
        Path copy = received.downloaded().path();
        if (Files.mismatch(original, copy) != -1) {
            throw new StoryBroken(name() + ": the received bytes are not the sent ones");
        }
        String source = Digests.of(original, List.of(Digests.SHA_256)).sha256Hex();
        if (!source.equals(sha256())
                || !source.equals(sent.uploaded().stored().digests().sha256Hex())) {
            throw new StoryBroken(name() + ": the SHA-256 at the two ends differ");
        }
        if (!received.downloaded().verified()) {
            throw new StoryBroken(name() + ": the receiver had no digest to compare with");
        }
    }
}
