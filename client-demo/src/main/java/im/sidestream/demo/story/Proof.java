package im.sidestream.demo.story;

import im.sidestream.demo.session.StreamIdentity;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * What the story shows.
 *
 * @param before the streams before the first file, by user
 * @param after the streams after the last file, by user
 * @param chatBefore the chat before the uploads
 * @param chatDuring the chat while the large file was being uploaded
 * @param files every file that was shared
 */
record Proof(
        Map<String, StreamIdentity> before,
        Map<String, StreamIdentity> after,
        RoundTrips chatBefore,
        RoundTrips chatDuring,
        List<SharedOnce> files) {

    /** Throws if a stream is not the one it was. */
    void verifyStreams() throws StoryBroken {
        for (Map.Entry<String, StreamIdentity> entry : before.entrySet()) {
            StreamIdentity earlier = entry.getValue();
            StreamIdentity later = after.get(entry.getKey());
            if (!earlier.equals(later)) {
                throw new StoryBroken("the stream of " + entry.getKey() + " is not the same any more: " + earlier
                        + ", then " + later);
            }
            if (earlier.logins() != 1 || earlier.losses() != 0) {
                throw new StoryBroken("the stream of " + entry.getKey() + " was interrupted: " + earlier);
            }
        }
    }

    void print(PrintStream out) {
        out.println();
        out.println("PROOF");
        after.forEach((name, stream) -> {
            out.println("  " + name + ": bound resource unchanged   " + stream.fullJid());
            out.println("  " + name + ": stream id unchanged        " + stream.streamId());
            out.println("  " + name + ": same connection            no. " + stream.connection() + ", logins "
                    + stream.logins() + ", reconnects " + (stream.logins() - 1) + ", losses " + stream.losses());
            out.println("  " + name + ": stream management          " + (stream.managed() ? "on" : "off")
                    + (stream.resumable() ? ", resumable" : ""));
        });
        out.println("  chat round trips before    " + chatBefore);
        out.println("  chat round trips during    " + chatDuring);
        for (SharedOnce file : files) {
            print(out, file);
        }
    }

    private static void print(PrintStream out, SharedOnce file) {
        out.println("  " + file.name());
        out.println(
                "    bytes equal              " + file.received().downloaded().bytes());
        out.println("    SHA-256 equal            " + file.sha256());
        out.println("    link relayed only after 201: yes");
        out.println("      201 answered           " + file.stored());
        out.println("      link sent              " + file.linkSent());
        out.println("      link arrived           " + file.linkArrived());
    }
}
