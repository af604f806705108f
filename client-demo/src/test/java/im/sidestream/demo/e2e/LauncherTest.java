package im.sidestream.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.demo.e2e.Launcher.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one script: what it prints, how it ends, and from where it can be called. */
final class LauncherTest {
    @TempDir
    private Path directory;

    private Launcher launcher;

    @BeforeAll
    static void whatABuildSaysIsSaidBefore(@TempDir Path elsewhere) throws Exception {
        assertThat(Launcher.ofCheckout(elsewhere).run("build").exit()).isZero();
    }

    @BeforeEach
    void theLauncherOfThisCheckout() {
        launcher = Launcher.ofCheckout(directory);
    }

    @Test
    void theVersionIsOneLineAndNothingIsBuiltForIt() throws Exception {
        Set<Path> before = builds();
        Ended ended = launcher.run("--version");
        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).startsWith("sidestream ").hasLineCount(1);
        assertThat(ended.err()).isEmpty();
        assertThat(builds()).isEqualTo(before);
    }

    @Test
    void withoutACommandTheUsageGoesToStandardErrorAndTheExitCodeIsTwo() throws Exception {
        Ended ended = launcher.run();
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).startsWith("usage: sidestream");
    }

    @Test
    void whoAsksForHelpGetsItOnStandardOutput() throws Exception {
        Ended ended = launcher.run("--help");
        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).startsWith("usage: sidestream");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void anUnknownCommandEndsWithTwoAndOneLine() throws Exception {
        for (String unknown : new String[] {"room", "teleport", "serv", "*", "serve check", ""}) {
            Ended ended = launcher.run(unknown);
            assertThat(ended.exit()).as(unknown).isEqualTo(2);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err()).startsWith("sidestream: unknown command").hasLineCount(1);
        }
    }

    @Test
    void servingWithoutAConfigurationEndsWithTwoAndOneLine() throws Exception {
        Ended ended = launcher.run("serve");
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).startsWith("sidestream: xmpp.domain is missing").hasLineCount(1);
    }

    @Test
    void aSymbolicLinkInAnotherDirectoryFindsTheCheckout() throws Exception {
        Path link = Files.createSymbolicLink(
                directory.resolve("elsewhere"), Launcher.root().resolve("sidestream"));
        Ended ended = new Launcher(directory, link.toString()).run("send", "--help");
        assertThat(ended.err()).isEmpty();
        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).contains("--to");
    }

    @Test
    void aCheckoutThatCannotBeWrittenToRunsWhatWasBuiltInIt() throws Exception {
        ReadOnlyCheckout copy = ReadOnlyCheckout.in(directory);
        try {
            Ended ended = copy.launcher().run("send", "--help");
            assertThat(ended.err()).isEmpty();
            assertThat(ended.exit()).isZero();
            assertThat(ended.out()).contains("--to");
            assertThat(copy.builds()).isEqualTo(1);
        } finally {
            copy.makeWritable();
        }
    }

    private static Set<Path> builds() throws Exception {
        try (Stream<Path> all = Files.list(Launcher.root().resolve(".build"))) {
            return all.filter(path -> path.getFileName().toString().length() == 16)
                    .collect(Collectors.toSet());
        }
    }
}
