package im.sidestream.demo.peers;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** profanity, typed at in a terminal; uses libcurl for the PUT. */
final class Profanity implements UploadingClient {

    private static final String ACCOUNT = """
            [sender]
            enabled=true
            jid=%s
            password=%s
            server=%s
            port=%d
            tls.policy=force
            """;

    private static final Pattern OFFER = Pattern.compile("yes [0-9A-Za-z]+");
    private static final Pattern LINK = Pattern.compile("https://\\S+/p/\\S+");

    private final Scene scene;
    private final @Nullable Inbox inbox;

    Profanity(Scene scene, @Nullable Inbox inbox) {
        DebianPackage.ofProgram("profanity", "profanity").require();
        DebianPackage.ofProgram("openssl", "openssl").require();
        this.scene = scene;
        this.inbox = inbox;
    }

    @Override
    public URI upload(Path file, Path home) throws IOException, InterruptedException {
        Map<String, String> environment = scene.environment(home);
        configure(home, environment);
        Path log = home.resolve("profanity.log");
        List<String> command = List.of("/usr/bin/profanity", "-l", "DEBUG", "-f", log.toString(), "-a", "sender");
        try (Terminal terminal = Terminal.start(home, environment, command)) {
            terminal.awaitText("logged in successfully");
            awaitService(log);
            terminal.enter("/msg " + scene.receiver().jid());
            terminal.awaitText(scene.receiver().jid() + " [");
            terminal.enter("/sendfile " + file);
            return Objects.requireNonNull(inbox).takeLink();
        }
    }

    /**
     * Takes a file that is offered, by typing what the offer says.
     *
     * @param offering has the service offer it, once profanity is online
     * @param from whose offer it is
     * @return the link that profanity shows then
     */
    URI acceptOffer(Path home, Runnable offering, String from) throws IOException, InterruptedException {
        Map<String, String> environment = scene.environment(home);
        configure(home, environment);
        List<String> command = List.of("/usr/bin/profanity", "-a", "sender");
        try (Terminal terminal = Terminal.start(home, environment, command)) {
            terminal.awaitText("logged in successfully");
            offering.run();
            terminal.awaitText(from);
            // profanity shows a message's form in place of its text, so the words for typing stand there, too
            terminal.enter("/win 2");
            String words = found(terminal, OFFER);
            terminal.enter("/msg " + from + " " + words);
            return URI.create(found(terminal, LINK));
        }
    }

    private static String found(Terminal terminal, Pattern wanted) throws IOException {
        terminal.awaitScreen(wanted.pattern(), screen -> wanted.matcher(screen).find());
        Matcher matcher = wanted.matcher(terminal.screen());
        if (!matcher.find()) {
            throw new AssertionError("not shown any more: " + wanted);
        }
        return matcher.group();
    }

    /** Before it has found the service, profanity refuses to send files. */
    private static void awaitService(Path log) {
        await("the upload service in profanity's log")
                .atMost(Duration.ofSeconds(20))
                .until(() -> Files.readString(log).contains("urn:xmpp:http:upload:0"));
    }

    private void configure(Path home, Map<String, String> environment) throws IOException, InterruptedException {
        Path certificates = Files.createDirectories(home.resolve("certificates"));
        Files.copy(scene.ca(), certificates.resolve("ca.pem"));
        new Program(home, environment).run("/usr/bin/openssl", "rehash", certificates.toString());
        Path data = Files.createDirectories(home.resolve(".local/share/profanity"));
        Files.writeString(
                data.resolve("accounts"),
                ACCOUNT.formatted(scene.sender().jid(), scene.sender().password(), scene.host(), scene.port()));
        Path config = Files.createDirectories(home.resolve(".config/profanity"));
        Files.writeString(config.resolve("profrc"), "[connection]\ntls.certpath=" + certificates + "\n");
    }
}
