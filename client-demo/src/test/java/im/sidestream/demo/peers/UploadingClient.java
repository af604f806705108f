package im.sidestream.demo.peers;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** A client that logs in as the scene's sender and uploads files (XEP-0363). */
interface UploadingClient {

    /**
     * Uploads a file through the upload service; whatever was started for it has ended on return.
     *
     * @param file an existing file; its last name is the name the client announces
     * @param home an empty directory for everything the client writes
     * @return the GET URL, from the message that the client sent to the receiver, or from the client itself where it
     *     leaves the sending to others
     * @throws AssertionError if the client is not installed, or did not upload; the message holds what it printed
     */
    URI upload(Path file, Path home) throws IOException, InterruptedException;
}
