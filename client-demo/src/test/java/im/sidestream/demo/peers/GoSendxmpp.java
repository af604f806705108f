package im.sidestream.demo.peers;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** go-sendxmpp: replaces all but ASCII letters in names before it asks for a slot, and leaves after one message. */
final class GoSendxmpp implements UploadingClient {

    private final Scene scene;
    private final Inbox inbox;

    GoSendxmpp(Scene scene, Inbox inbox) {
        DebianPackage.ofProgram("go-sendxmpp", "go-sendxmpp").require();
        this.scene = scene;
        this.inbox = inbox;
    }

    @Override
    public URI upload(Path file, Path home) throws IOException, InterruptedException {
        Path config = home.resolve("sendxmpprc");
        Files.writeString(
                config, """
                username: %s
                password: %s
                jserver: %s:%d
                """.formatted(scene.sender().jid(), scene.sender().password(), scene.host(), scene.port()));
        // it reads no password from a file that others may read
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
        new Program(home, scene.environment(home))
                .run(
                        "/usr/bin/go-sendxmpp",
                        "-f",
                        config.toString(),
                        "-h",
                        file.toString(),
                        scene.receiver().jid());
        return inbox.takeLink();
    }
}
