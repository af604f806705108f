package im.sidestream.demo.command;

import im.sidestream.demo.session.Account;
import im.sidestream.demo.story.Directories;
import im.sidestream.demo.story.Scene;
import im.sidestream.demo.story.Story;
import im.sidestream.demo.story.StoryBroken;
import im.sidestream.demo.story.StorySettings;
import im.sidestream.demo.story.Theatre;
import im.sidestream.demo.transfer.Progress;
import im.sidestream.demo.transfer.ProgressDisplays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demo}: the main job, told and proved, on servers of its own or on a given one. */
@Command(
        name = "demo",
        description = {
            "Two users chat while one shares a picture and a large file with the other; proves that it worked.",
            "Starts servers of its own, unless --host names one: then --credentials and --receiver are its accounts."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DemoCommand implements Callable<Integer> {

    private static final long MEBI = 1L << 20;

    private final Surroundings surroundings;
    private final @Nullable Theatre theatre;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Option(
            names = "--receiver",
            paramLabel = "FILE",
            description = "credentials of the receiving account, with --host")
    private @Nullable Path receiver;

    @Option(names = "--size", paramLabel = "MIB", description = "size of the large file (default: ${DEFAULT-VALUE})")
    private long size = StorySettings.standard().largeFile() / MEBI;

    @Option(names = "--keep", description = "leave the servers running afterwards, until Ctrl-C")
    private boolean keep;

    DemoCommand(Surroundings surroundings, @Nullable Theatre theatre) {
        this.surroundings = surroundings;
        this.theatre = theatre;
    }

    @Override
    public Integer call() throws WrongConfiguration, StoryBroken, IOException, InterruptedException {
        if (size < 0) {
            throw new WrongConfiguration("--size must not be negative");
        }
        Interruption interruption = new Interruption();
        try {
            if (connection.host() != null) {
                playOnGivenServers(interruption);
            } else {
                playOnOwnServers(interruption);
            }
            return ExitCodes.OK;
        } catch (InterruptedException | StoryBroken e) {
            if (interruption.isAsked()) {
                return ExitCodes.FAILED; // nobody is told that what was stopped did not succeed
            }
            throw e;
        }
    }

    private void playOnGivenServers(Interruption interruption)
            throws WrongConfiguration, StoryBroken, IOException, InterruptedException {
        String parent = System.getProperty("sidestream.stage.directory", System.getProperty("java.io.tmpdir", "/tmp"));
        Files.createDirectories(Path.of(parent));
        Path work = Files.createTempDirectory(Path.of(parent), "demo-");
        Thread atExit = new Thread(
                () -> {
                    interruption.ask();
                    Directories.remove(work);
                },
                "demo-exit");
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            play(given(work));
        } finally {
            Directories.remove(work);
            interruption.over();
        }
    }

    private void playOnOwnServers(Interruption interruption)
            throws WrongConfiguration, StoryBroken, IOException, InterruptedException {
        Theatre servers = theatre;
        if (servers == null) {
            throw new WrongConfiguration("this program brings no servers: give --host, --credentials and --receiver");
        }
        try (Theatre.OpenScene open = servers.open()) {
            open.onExit(interruption::ask);
            try {
                play(open.scene());
                if (keep) {
                    surroundings.out().println(open.howToLogIn());
                    interruption.await();
                }
            } finally {
                interruption.over();
            }
        }
    }

    private Scene given(Path work) throws WrongConfiguration {
        String host = connection.host();
        Path other = receiver;
        if (host == null || other == null) {
            throw new WrongConfiguration("--host needs --receiver FILE, the second account");
        }
        Account sender = connection.account(surroundings);
        return new Scene(
                host,
                connection.port(),
                connection.service(),
                connection.ca(),
                sender,
                Credentials.read(other, Map.of()),
                work,
                connection.rule().allowHttpLoopback());
    }

    private void play(Scene scene) throws StoryBroken, InterruptedException {
        StorySettings settings =
                new StorySettings(size * MEBI, StorySettings.standard().roundTrips());
        Progress.Display display = surroundings.terminal()
                ? ProgressDisplays.bar(surroundings.out())
                : ProgressDisplays.lines(surroundings.out());
        new Story(scene, settings, display, surroundings.out(), surroundings.clock()).play();
    }
}
