package im.sidestream.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The value of every key that has one, from wherever it was read. Asking for a value checks its form; nothing is
 * remembered but the texts, so that two of them can be compared.
 */
public final class Settings {
    private final Map<Key, Setting> settings;
    private final SortedMap<String, Map<Key, Setting>> groups;
    private final SortedMap<String, Map<Key, Setting>> foreign;
    private final Path base;

    /**
     * Wraps what was given; defaults fill the rest.
     *
     * @param groups what is said for each group alone, by its name
     * @param foreign what is said for each server whose slots are served, by its name
     * @param base where relative paths start
     */
    Settings(
            Map<Key, Setting> given,
            Map<String, Map<Key, Setting>> groups,
            Map<String, Map<Key, Setting>> foreign,
            Path base) {
        this.foreign = new TreeMap<>(foreign);
        this.settings = new EnumMap<>(Key.class);
        this.groups = new TreeMap<>(groups);
        this.base = base;
        for (Key key : Key.values()) {
            key.defaultText().ifPresent(text -> settings.put(key, new Setting(key, key.items(text), "default")));
        }
        settings.putAll(given);
    }

    /** Returns the names of the groups in their order. */
    List<String> groups() {
        return List.copyOf(groups.keySet());
    }

    /** Returns what holds in a group: what it says itself, and what it takes over from everyone. */
    Settings group(String name) {
        Map<Key, Setting> all = new EnumMap<>(settings);
        all.putAll(groups.getOrDefault(name, Map.of()));
        return new Settings(all, Map.of(), Map.of(), base);
    }

    /** Returns the names of the servers whose slots are served, in their order. */
    List<String> foreign() {
        return List.copyOf(foreign.keySet());
    }

    /** Returns what is said for such a server, beside what holds for all. */
    Settings foreign(String name) {
        Map<Key, Setting> all = new EnumMap<>(settings);
        all.putAll(foreign.getOrDefault(name, Map.of()));
        return new Settings(all, Map.of(), Map.of(), base);
    }

    /** Returns the keys that differ in {@code other} and that a running service does not take. */
    public List<Key> needingRestart(Settings other) {
        return Arrays.stream(Key.values())
                .filter(key -> !key.isReloadable() && differs(key, other))
                .toList();
    }

    /** Returns these settings with others in the place of some. */
    Settings with(List<Setting> others) {
        Map<Key, Setting> given = new EnumMap<>(settings);
        others.forEach(setting -> given.put(setting.key(), setting));
        return new Settings(given, groups, foreign, base);
    }

    private boolean differs(Key key, Settings other) {
        return key.isForeign()
                ? !foreignItems(key).equals(other.foreignItems(key))
                : !find(key).map(Setting::items).equals(other.find(key).map(Setting::items));
    }

    private Map<String, List<String>> foreignItems(Key key) {
        Map<String, List<String>> items = new TreeMap<>();
        foreign.forEach((name, said) ->
                Optional.ofNullable(said.get(key)).ifPresent(setting -> items.put(name, setting.items())));
        return items;
    }

    /** Returns what was set and is not the default, by the whole name of each key that {@code wanted} takes. */
    SortedMap<String, Setting> said(Predicate<Key> wanted) {
        SortedMap<String, Setting> said = new TreeMap<>();
        settings.forEach((key, setting) -> {
            boolean isDefault = key.defaultText().map(key::items).equals(Optional.of(setting.items()));
            if (wanted.test(key) && !isDefault) {
                said.put(key.path(), setting);
            }
        });
        groups.forEach((name, group) -> put(said, group, wanted, key -> key.pathIn(name)));
        foreign.forEach((name, section) -> put(said, section, wanted, key -> key.pathOf(name)));
        return said;
    }

    private static void put(
            Map<String, Setting> said, Map<Key, Setting> section, Predicate<Key> wanted, Function<Key, String> path) {
        section.forEach((key, setting) -> {
            if (wanted.test(key)) {
                said.put(path.apply(key), setting);
            }
        });
    }

    Optional<Setting> find(Key key) {
        return Optional.ofNullable(settings.get(key));
    }

    Setting require(Key key) throws ConfigException {
        Setting setting = settings.get(key);
        if (setting == null) {
            throw new ConfigException(key.path() + " is missing: " + key.kind().accepted());
        }
        return setting;
    }

    String text(Key key) throws ConfigException {
        return value(key, text -> text.isBlank() ? Optional.empty() : Optional.of(text));
    }

    int port(Key key) throws ConfigException {
        return value(
                key, text -> HostPort.parse("h:" + text).map(HostPort::port).filter(port -> port > 0));
    }

    boolean flag(Key key) throws ConfigException {
        return value(key, text -> switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        });
    }

    long size(Key key) throws ConfigException {
        return value(key, key.kind() == Kind.SIZE ? Units::size : Units::sizeOrUnlimited);
    }

    Duration duration(Key key) throws ConfigException {
        return value(key, Units::duration);
    }

    /** Returns a time, or empty for "unlimited". */
    Optional<Duration> limit(Key key) throws ConfigException {
        return Units.isUnlimited(require(key).text()) ? Optional.empty() : Optional.of(duration(key));
    }

    /** Returns the items of a list, none where the key has no value; each must match {@code pattern}. */
    List<String> list(Key key, String pattern) throws ConfigException {
        Setting setting = settings.get(key);
        if (setting == null || (key.kind().mayBeNone() && setting.isNone())) {
            return List.of();
        }
        if (!setting.items().stream().allMatch(item -> item.matches(pattern))) {
            throw setting.refused();
        }
        return setting.items();
    }

    /** Returns a path, where the key has one. */
    Optional<Path> path(Key key) throws ConfigException {
        if (find(key).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(path(require(key), text(key)));
    }

    /** Returns a secret's text, wherever it is kept. */
    Secret secret(Key key) throws ConfigException {
        return new Secret(text(key));
    }

    <T> T value(Key key, Function<String, Optional<T>> parser) throws ConfigException {
        Setting setting = require(key);
        return parser.apply(setting.text()).orElseThrow(setting::refused);
    }

    /** Returns the path that is meant by {@code text}, which a value names. */
    Path path(Setting setting, String text) throws ConfigException {
        return resolve(base, setting, text);
    }

    static Path resolve(Path base, Setting setting, String text) throws ConfigException {
        try {
            return base.resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw setting.refused();
        }
    }

    /** Returns the secret that a file holds, without the line end that editors leave. */
    static Setting fromFile(Setting pointer, Path base) throws ConfigException {
        String name = pointer.key().filePath();
        Path file = resolve(base, pointer, pointer.text());
        try {
            String text = Files.readString(file);
            return new Setting(pointer.key(), List.of(text.replaceFirst("\\R\\z", "")), file.toString());
        } catch (MalformedInputException e) {
            throw new ConfigException(pointer.origin() + ": " + name + ": " + file + " is not UTF-8 text");
        } catch (IOException e) {
            throw new ConfigException(pointer.origin() + ": " + name + ": " + file + " cannot be read ("
                    + e.getClass().getSimpleName() + ")");
        }
    }

    @Override
    public String toString() {
        return settings.values() + " " + groups + " " + foreign;
    }
}
