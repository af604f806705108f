package im.sidestream.demo.peers;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** slixmpp, with aiohttp for the PUT. */
final class Slixmpp implements UploadingClient {

    private final Scene scene;
    private final Inbox inbox;

    Slixmpp(Scene scene, Inbox inbox) {
        DebianPackage.ofModule("python3-slixmpp", "slixmpp").require();
        DebianPackage.ofModule("python3-aiohttp", "aiohttp").require();
        this.scene = scene;
        this.inbox = inbox;
    }

    @Override
    public URI upload(Path file, Path home) throws IOException, InterruptedException {
        Path script = new Script("slixmpp_upload.py").copyTo(home);
        new Program(home, scene.environment(home)).run(Script.PYTHON, script.toString(), file.toString());
        return inbox.takeLink();
    }
}
