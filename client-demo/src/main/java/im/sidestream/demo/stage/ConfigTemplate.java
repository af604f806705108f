package im.sidestream.demo.stage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** A server's configuration file as a resource, with names in double braces where a stage's values go. */
final class ConfigTemplate {

    private ConfigTemplate() {}

    /** The resource of that name beside this class, filled in. */
    static String filled(String name, Map<String, String> values) throws IOException {
        String text = read(name);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("{{" + value.getKey() + "}}", value.getValue());
        }
        return text;
    }

    private static String read(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ConfigTemplate.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
