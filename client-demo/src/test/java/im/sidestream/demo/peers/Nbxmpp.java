package im.sidestream.demo.peers;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** Gajim's library nbxmpp, with libsoup for the PUT: finds the service itself, as Gajim does. */
final class Nbxmpp implements UploadingClient {

    private final Scene scene;
    private final Inbox inbox;

    Nbxmpp(Scene scene, Inbox inbox) {
        DebianPackage.ofModule("python3-nbxmpp", "nbxmpp").require();
        this.scene = scene;
        this.inbox = inbox;
    }

    @Override
    public URI upload(Path file, Path home) throws IOException, InterruptedException {
        Path script = new Script("nbxmpp_upload.py").copyTo(home);
        new Program(home, scene.environment(home)).run(Script.PYTHON, script.toString(), file.toString());
        return inbox.takeLink();
    }
}
