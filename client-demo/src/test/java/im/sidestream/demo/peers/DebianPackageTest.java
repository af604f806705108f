package im.sidestream.demo.peers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class DebianPackageTest {

    @Test
    void aMissingProgramFailsWithTheCommandThatInstallsIt() {
        assertThatThrownBy(DebianPackage.ofProgram("go-sendxmpp", "no-such-program")::require)
                .isInstanceOf(AssertionError.class)
                .hasMessage("/usr/bin/no-such-program is missing: apt-get install go-sendxmpp");
    }
}
