package im.sidestream.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the file and the environment; the environment wins. Nothing that is not understood is passed over. */
public final class ConfigLoader {
    private static final List<String> SECTIONS =
            List.of("xmpp", "http", "storage", "catalog", "policy", "delivery", "contact", "foreign");

    private final Map<String, String> environment;
    private final Path workingDirectory;

    /**
     * Reads from this environment.
     *
     * @param workingDirectory where relative paths start if there is no file
     */
    public ConfigLoader(Map<String, String> environment, Path workingDirectory) {
        this.environment = new TreeMap<>(environment);
        this.workingDirectory = workingDirectory;
    }

    /**
     * Returns the checked configuration.
     *
     * @param file the file, or null where the environment says everything
     * @throws ConfigException for the first thing that cannot be used
     */
    public ServerConfig load(@Nullable Path file) throws ConfigException {
        Path base = workingDirectory;
        Said all = new Said();
        List<Said> domains = new ArrayList<>();
        if (file != null) {
            Path absolute = workingDirectory.resolve(file);
            base = Optional.ofNullable(absolute.getParent()).orElse(workingDirectory);
            ConfigFile read = ConfigFile.read(file.isAbsolute() ? file : absolute);
            readFile(read, base, all);
            for (ConfigFile block : read.domains()) {
                domains.add(readFile(block, base, new Said()));
            }
        }
        return domains.size() > 1 ? several(all, domains, base) : one(all, domains, base);
    }

    /** A list of one block is the same as the block itself. */
    private ServerConfig one(Said all, List<Said> domains, Path base) throws ConfigException {
        Said said = domains.isEmpty() ? all : all.with(domains.get(0));
        readEnvironment(base, said);
        return ServerConfig.of(said.settings(base));
    }

    private ServerConfig several(Said all, List<Said> domains, Path base) throws ConfigException {
        readEnvironment(base, all);
        List<Settings> settings = new ArrayList<>();
        for (Said domain : domains) {
            requireSaidOnce(all, domain);
            settings.add(all.with(domain).settings(base));
        }
        return ServerConfig.of(settings);
    }

    /** What the environment says wins; but one text cannot be meant for one of several domains. */
    private void requireSaidOnce(Said all, Said domain) throws ConfigException {
        for (Key key : domain.keys().keySet()) {
            Setting other = all.keys().get(key);
            if (other != null && environment.containsKey(other.origin())) {
                throw new ConfigException(
                        other.origin() + ": xmpp is a list, and one of its domains says " + key.path() + " itself");
            }
        }
    }

    private static Said readFile(ConfigFile file, Path base, Said said) throws ConfigException {
        for (String name : file.names()) {
            if (said.groups().take(file, name) || said.foreign().take(file, name, base)) {
                continue;
            }
            Key key = Key.named(name).orElse(null);
            if (key == null || key == Key.POLICY_GROUPS) {
                throw unknown(file, name);
            }
            Setting setting = read(file, key, name, key.path());
            put(said.keys(), setting, !name.equals(key.path()), base);
        }
        return said;
    }

    /** Returns what the file says under {@code name}, which is shown as {@code shown}. */
    static Setting read(ConfigFile file, Key key, String name, String shown) throws ConfigException {
        Setting setting = new Setting(key, shown, file.items(name), file.origin(name));
        if (file.isList(name) && (!key.kind().isList() || setting.items().isEmpty())) {
            throw setting.refused();
        }
        return setting;
    }

    private static void put(Map<Key, Setting> given, Setting setting, boolean isPointer, Path base)
            throws ConfigException {
        Key key = setting.key();
        if (given.containsKey(key)) {
            throw new ConfigException(
                    setting.origin() + ": " + key.path() + " and " + key.filePath() + " are both given: keep one");
        }
        given.put(key, isPointer ? Settings.fromFile(setting, base) : setting);
    }

    private void readEnvironment(Path base, Said said) throws ConfigException {
        Map<Key, Setting> found = new EnumMap<>(Key.class);
        for (Map.Entry<String, String> entry : environment.entrySet()) {
            Optional<Key> key = keyOf(entry.getKey());
            if (key.isPresent()) {
                Setting setting = new Setting(key.get(), key.get().items(entry.getValue()), entry.getKey());
                put(found, setting, !entry.getKey().equals(key.get().variable()), base);
            } else if (!said.groups().take(entry.getKey(), entry.getValue())
                    && !said.foreign().take(entry.getKey(), entry.getValue(), base)
                    && isMeantAsKey(entry.getKey())) {
                throw new ConfigException(entry.getKey() + ": the environment names an unknown key");
            }
        }
        said.keys().putAll(found);
    }

    private static Optional<Key> keyOf(String variable) {
        return Arrays.stream(Key.values())
                .filter(key -> key != Key.POLICY_GROUPS && !key.isForeign())
                .filter(key -> key.variable().equals(variable)
                        || (key.isSecret() && key.fileVariable().equals(variable)))
                .findFirst();
    }

    /** Other programs may have variables of their own below SIDESTREAM_, but not below the name of a section. */
    private static boolean isMeantAsKey(String variable) {
        return SECTIONS.stream().anyMatch(section -> variable.startsWith(Key.variable(section) + "_"));
    }

    private static ConfigException unknown(ConfigFile file, String name) {
        boolean section = name.equals(Key.POLICY_GROUPS.path())
                || Arrays.stream(Key.values()).anyMatch(key -> key.path().startsWith(name + "."));
        String hint = section
                ? name + " is a section: write " + name + " { … }"
                : "unknown key " + name
                        + Spelling.suggest(name)
                                .map(known -> " (did you mean " + known + "?)")
                                .orElse("");
        return new ConfigException(file.origin(name) + ": " + hint);
    }
}
