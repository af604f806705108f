package im.sidestream.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A configuration file in a directory of its own, and an environment. */
final class ConfigFixture {
    static final String ENOUGH = "xmpp { domain = upload.example.org, secret = \"s3cr3t\" }\n";

    private final Path file;

    ConfigFixture(Path directory) {
        this.file = directory.resolve("sidestream.conf");
    }

    ServerConfig load(String text) throws ConfigException {
        return load(text, Map.of());
    }

    ServerConfig load(String text, Map<String, String> environment) throws ConfigException {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ConfigLoader(environment, Path.of("/nowhere")).load(file);
    }

    /** Returns the line that refuses {@code text}, without the directory. */
    String refusal(String text) {
        return refusal(text, Map.of());
    }

    String refusal(String text, Map<String, String> environment) {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> load(text, environment));
        return refused.line().replace(String.valueOf(file.getParent()) + "/", "");
    }
}
