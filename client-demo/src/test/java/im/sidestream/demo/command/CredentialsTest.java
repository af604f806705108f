package im.sidestream.demo.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.demo.session.Account;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where accounts come from. */
class CredentialsTest {

    @TempDir
    private Path directory;

    @Test
    void theEnvironmentNamesAnAccount() throws Exception {
        Map<String, String> environment = Map.of("SIDESTREAM_JID", "alice@north.example", "SIDESTREAM_PASSWORD", "p");

        assertThat(Credentials.read(null, environment)).isEqualTo(new Account("alice@north.example", "p"));
    }

    @Test
    void aFileNamesAnAccountAndItsPasswordIsTakenAsItIs() throws Exception {
        Path file = write("# mine\n  # and indented\njid = alice@north.example\n\npassword=a\\b=c #d \n", "rw-------");

        assertThat(Credentials.read(file, Map.of())).isEqualTo(new Account("alice@north.example", "a\\b=c #d "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw----r--", "rw-r--r--", "rw-----w-"})
    void aFileThatOthersCanReadOrWriteIsRefused(String permissions) throws Exception {
        Path file = write("jid=alice@north.example\npassword=p\n", permissions);

        assertThatThrownBy(() -> Credentials.read(file, Map.of()))
                .isInstanceOf(WrongConfiguration.class)
                .hasMessageContaining("chmod 600");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"jid=alice@north.example\n", "password=p\n", "user=alice\n", "jid=not an address\npassword=p\n"})
    void aFileThatNamesNoAccountIsRefused(String content) throws Exception {
        Path file = write(content, "rw-------");

        assertThatThrownBy(() -> Credentials.read(file, Map.of())).isInstanceOf(WrongConfiguration.class);
    }

    @Test
    void aFileThatCannotBeReadIsAWrongConfiguration() {
        Path absent = directory.resolve("absent");

        assertThatThrownBy(() -> Credentials.read(absent, Map.of()))
                .isInstanceOf(WrongConfiguration.class)
                .hasMessageContaining("cannot read the credentials in " + absent);
    }

    @Test
    void noAccountAtAllIsRefused() {
        assertThatThrownBy(() -> Credentials.read(null, Map.of("SIDESTREAM_JID", "alice@north.example")))
                .isInstanceOf(WrongConfiguration.class)
                .hasMessageContaining("--credentials");
    }

    @Test
    void aPasswordIsNeverShown() {
        assertThat(new Account("alice@north.example", "secret").toString()).doesNotContain("secret");
    }

    private Path write(String content, String permissions) throws Exception {
        Path file = Files.writeString(directory.resolve("credentials"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
