package im.sidestream.config;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Collects what the sections of {@code policy.groups} say: keys of the policy, for some accounts alone. */
final class GroupSettings {
    private static final String PREFIX = Key.POLICY_GROUPS.path() + ".";
    private static final String NAME = "[a-z0-9][a-z0-9-]*";

    private final SortedMap<String, Map<Key, Setting>> groups = new TreeMap<>();

    /** Takes a name of the file that belongs to a group, and answers whether it does. */
    boolean take(ConfigFile file, String name) throws ConfigException {
        if (!name.startsWith(PREFIX)) {
            return false;
        }
        int dot = name.indexOf('.', PREFIX.length());
        String group = name.substring(PREFIX.length(), dot < 0 ? name.length() : dot);
        if (dot < 0) {
            throw new ConfigException(
                    file.origin(name) + ": " + name + " is a section: write " + name + " { members = […], … }");
        }
        if (!group.matches(NAME) || group.equals("default")) {
            throw new ConfigException(
                    file.origin(name) + ": policy.groups: \"" + group
                            + "\" cannot name a group: expected small letters, digits and dashes, and another name than default");
        }
        Key key = keyOf(group, name).orElseThrow(() -> unknown(file, group, name));
        put(group, ConfigLoader.read(file, key, name, name));
        return true;
    }

    /** Takes a variable that belongs to a group of the file, and answers whether it does. */
    boolean take(String variable, String value) {
        for (String group : List.copyOf(groups.keySet())) {
            for (Key key : inGroups()) {
                String name = key.pathIn(group);
                if (Key.variable(name).equals(variable)) {
                    put(group, new Setting(key, name, key.items(value), variable));
                    return true;
                }
            }
        }
        return false;
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    private void put(String group, Setting setting) {
        groups.computeIfAbsent(group, name -> new EnumMap<>(Key.class)).put(setting.key(), setting);
    }

    private static Optional<Key> keyOf(String group, String name) {
        return inGroups().stream().filter(key -> key.pathIn(group).equals(name)).findFirst();
    }

    private static List<Key> inGroups() {
        return Arrays.stream(Key.values()).filter(Key::isForGroups).toList();
    }

    private static ConfigException unknown(ConfigFile file, String group, String name) {
        List<String> known = inGroups().stream().map(key -> key.pathIn(group)).toList();
        String hint = Spelling.suggest(name, known)
                .map(meant -> " (did you mean " + meant + "?)")
                .orElse("");
        return new ConfigException(file.origin(name) + ": unknown key " + name + hint);
    }

    /** Returns what each group says, by its name. */
    Map<String, Map<Key, Setting>> byName() throws ConfigException {
        for (Map.Entry<String, Map<Key, Setting>> group : groups.entrySet()) {
            if (!group.getValue().containsKey(Key.POLICY_GROUPS)) {
                throw new ConfigException(PREFIX + group.getKey() + ".members is missing: "
                        + Key.POLICY_GROUPS.kind().accepted());
            }
        }
        return groups;
    }
}
