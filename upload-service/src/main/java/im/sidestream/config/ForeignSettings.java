package im.sidestream.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Collects what the sections of {@code foreign} say: servers whose slots are served. */
final class ForeignSettings {
    private static final String PREFIX = "foreign.";
    private static final String NAME = "[a-z0-9][a-z0-9-]*";

    private final SortedMap<String, Map<Key, Setting>> sections = new TreeMap<>();

    /** Takes a name of the file that belongs to such a section, and answers whether it does. */
    boolean take(ConfigFile file, String name, Path base) throws ConfigException {
        if (!name.startsWith(PREFIX)) {
            return false;
        }
        int dot = name.indexOf('.', PREFIX.length());
        String section = name.substring(PREFIX.length(), dot < 0 ? name.length() : dot);
        if (dot < 0) {
            throw new ConfigException(
                    file.origin(name) + ": " + name + " is a section: write " + name + " { protocol = …, … }");
        }
        if (!section.matches(NAME)) {
            throw new ConfigException(file.origin(name) + ": foreign: \"" + section
                    + "\" cannot name a server: expected small letters, digits and dashes");
        }
        for (Key key : keys()) {
            String path = key.pathOf(section);
            if (name.equals(path) || isPointer(key, path, name)) {
                put(section, ConfigLoader.read(file, key, name, path), !name.equals(path), base);
                return true;
            }
        }
        throw unknown(file, section, name);
    }

    /** Takes a variable that belongs to a section of the file, and answers whether it does. */
    boolean take(String variable, String value, Path base) throws ConfigException {
        for (String section : List.copyOf(sections.keySet())) {
            for (Key key : keys()) {
                String path = key.pathOf(section);
                boolean pointer =
                        key.isSecret() && Key.variable(path + Key.FROM_FILE).equals(variable);
                if (pointer || Key.variable(path).equals(variable)) {
                    of(section).remove(key);
                    put(section, new Setting(key, path, key.items(value), variable), pointer, base);
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isPointer(Key key, String path, String name) {
        return key.isSecret() && name.equals(path + Key.FROM_FILE);
    }

    private void put(String section, Setting setting, boolean pointer, Path base) throws ConfigException {
        Key key = setting.key();
        if (of(section).containsKey(key)) {
            throw new ConfigException(setting.origin() + ": " + setting.name() + " and " + setting.name()
                    + Key.FROM_FILE + " are both given: keep one");
        }
        of(section).put(key, pointer ? read(setting, base) : setting);
    }

    private static Setting read(Setting pointer, Path base) throws ConfigException {
        Setting found = Settings.fromFile(pointer, base);
        return new Setting(found.key(), pointer.name(), found.items(), found.origin());
    }

    private Map<Key, Setting> of(String section) {
        return sections.computeIfAbsent(section, name -> new EnumMap<>(Key.class));
    }

    private static List<Key> keys() {
        return Arrays.stream(Key.values()).filter(Key::isForeign).toList();
    }

    private static ConfigException unknown(ConfigFile file, String section, String name) {
        List<String> known = keys().stream().map(key -> key.pathOf(section)).toList();
        String hint = Spelling.suggest(name, known)
                .map(meant -> " (did you mean " + meant + "?)")
                .orElse("");
        return new ConfigException(file.origin(name) + ": unknown key " + name + hint);
    }

    /** Returns what each section says, by its name. */
    SortedMap<String, Map<Key, Setting>> byName() {
        return sections;
    }
}
