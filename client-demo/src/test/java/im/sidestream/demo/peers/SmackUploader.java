package im.sidestream.demo.peers;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPException;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smackx.httpfileupload.HttpFileUploadManager;

/** Smack's own upload: finds the service itself, refuses to ask for a slot of size 0, sends no message. */
final class SmackUploader implements UploadingClient {

    private final Scene scene;

    SmackUploader(Scene scene) {
        this.scene = scene;
    }

    @Override
    public URI upload(Path file, Path home) throws IOException, InterruptedException {
        XMPPTCPConnection connection = Login.of(scene, scene.sender());
        try {
            HttpFileUploadManager uploads = HttpFileUploadManager.getInstanceFor(connection);
            uploads.setTlsContext(Trust.contextOf(scene.ca()));
            // by itself it only looks where our own client, which wants none of it, was not used in this JVM before
            uploads.discoverUploadService();
            return uploads.uploadFile(file.toFile()).toURI();
        } catch (XMPPException | SmackException | URISyntaxException e) {
            throw new AssertionError("Smack did not upload " + file.getFileName(), e);
        } finally {
            connection.disconnect();
        }
    }
}
