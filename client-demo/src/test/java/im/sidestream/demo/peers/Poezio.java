package im.sidestream.demo.peers;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** poezio with its upload plugin, typed at in a terminal; it refuses to run as root and then runs as nobody. */
final class Poezio implements UploadingClient {

    private static final int NOBODY = 65534;

    private static final String CONFIG = """
            [Poezio]
            jid = %s
            password = %s
            custom_host = %s
            custom_port = %d
            ca_cert_path = %s
            plugins_dir = %s
            plugins_autoload = upload named_service
            mam_sync = false
            """;

    private final Scene scene;
    private final Inbox inbox;

    Poezio(Scene scene, Inbox inbox) {
        DebianPackage.ofProgram("poezio", "poezio").require();
        DebianPackage.ofModule("python3-aiohttp", "aiohttp").require();
        this.scene = scene;
        this.inbox = inbox;
    }

    @Override
    public URI upload(Path file, Path home) throws IOException, InterruptedException {
        Path copy = Files.copy(file, home.resolve(file.getFileName()));
        Path ca = Files.copy(scene.ca(), home.resolve("ca.pem"));
        Map<String, String> environment = scene.environment(home);
        environment.put("SSL_CERT_FILE", ca.toString());
        configure(home, ca);
        List<String> command = new ArrayList<>();
        if (isRoot(home)) {
            giveAway(home);
            command.addAll(List.of("/usr/bin/setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        command.add("/usr/bin/poezio");
        try (Terminal terminal = Terminal.start(home, environment, command)) {
            terminal.awaitText("Your JID is");
            // in the contact list a slash opens the command line, unless it comes in one piece with the command
            terminal.type("/");
            terminal.awaitScreen(
                    "the command line", screen -> screen.stripTrailing().endsWith("/"));
            terminal.enter("message " + scene.receiver().jid());
            terminal.awaitText("[" + scene.receiver().jid() + "]");
            terminal.enter("/upload \"" + copy + "\"");
            return inbox.takeLink();
        }
    }

    private void configure(Path home, Path ca) throws IOException {
        Path plugins = Files.createDirectories(home.resolve("plugins"));
        new Script("named_service.py").copyTo(plugins);
        Path config = Files.createDirectories(home.resolve(".config/poezio"));
        Files.writeString(
                config.resolve("poezio.cfg"),
                CONFIG.formatted(
                        scene.sender().jid(), scene.sender().password(), scene.host(), scene.port(), ca, plugins));
    }

    private static boolean isRoot(Path home) throws IOException {
        return (Integer) Files.getAttribute(home, "unix:uid") == 0;
    }

    private static void giveAway(Path home) throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.toList()) {
                Files.setAttribute(file, "unix:uid", NOBODY);
            }
        }
    }
}
