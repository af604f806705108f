package im.sidestream.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException.Parse;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The configuration file as a flat list of names and values, each with its line. The only class that sees the parser. */
final class ConfigFile {
    private static final String DOMAINS = "xmpp";
    /** What of HTTP a domain may say for itself, and how it is called outside of its block. */
    private static final Map<String, Key> OF_HTTP = Map.of(
            "public-url", Key.HTTP_PUBLIC_URL,
            "certificate", Key.HTTP_TLS_CERTIFICATE,
            "certificate-key", Key.HTTP_TLS_KEY);

    /** What a domain may say for itself beside its stream. */
    private static final Set<String> SHARED_SECTIONS = Set.of("policy", "delivery", "contact");

    private final Path file;
    private final Map<String, ConfigValue> values = new TreeMap<>();
    private final List<ConfigFile> domains = new ArrayList<>();

    private ConfigFile(Path file) {
        this.file = file;
    }

    /** Reads {@code file}, which is HOCON whatever its name ends in. */
    static ConfigFile read(Path file) throws ConfigException {
        ConfigFile read = new ConfigFile(file);
        read.flatten("", read.parse().root());
        return read;
    }

    /** Returns the names that have values. */
    List<String> names() {
        return List.copyOf(values.keySet());
    }

    /** Returns where a name stands, as {@code file:line}. */
    String origin(String name) {
        ConfigValue value = values.get(name);
        return place(value == null ? null : value.origin());
    }

    /** Returns the texts of a value; one for a scalar. */
    List<String> items(String name) throws ConfigException {
        ConfigValue value = values.get(name);
        if (!(value instanceof ConfigList list)) {
            return List.of(text(name, value));
        }
        List<String> items = new ArrayList<>();
        for (ConfigValue item : list) {
            items.add(text(name, item));
        }
        return items;
    }

    boolean isList(String name) {
        return values.get(name) instanceof ConfigList;
    }

    private String text(String name, @Nullable ConfigValue value) throws ConfigException {
        if (value == null || value.valueType() == ConfigValueType.OBJECT || value.valueType() == ConfigValueType.LIST) {
            throw new ConfigException(origin(name) + ": " + name + ": expected plain values in the list");
        }
        // the parser's own conversion keeps a number as it was typed
        return value.atKey("v").getString("v");
    }

    private Config parse() throws ConfigException {
        try {
            ConfigParseOptions options =
                    ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setAllowMissing(false);
            return ConfigFactory.parseFile(file.toFile(), options).resolve(ConfigResolveOptions.defaults());
        } catch (com.typesafe.config.ConfigException.IO e) {
            throw new ConfigException(file + ": cannot be read: is it there, and readable?");
        } catch (com.typesafe.config.ConfigException e) {
            throw new ConfigException(place(e.origin()) + ": " + explain(e));
        }
    }

    /** Names the line, in the file or in one that it includes. */
    private String place(@Nullable ConfigOrigin origin) {
        if (origin == null || origin.lineNumber() < 1) {
            return file.toString();
        }
        return (origin.filename() == null ? file.toString() : origin.filename()) + ":" + origin.lineNumber();
    }

    /** The parser quotes what it stumbled over, which may be half a secret: a syntax error is named by its line alone. */
    private static String explain(com.typesafe.config.ConfigException e) {
        if (e instanceof Parse) {
            return "not valid HOCON: a brace or quote is missing, or a text with other characters than letters, digits"
                    + " and dashes needs \"quotes\"";
        }
        return "a substitution cannot be resolved: " + e.getMessage();
    }

    private void flatten(String prefix, ConfigObject object) throws ConfigException {
        for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
            String name = prefix + entry.getKey();
            if (name.equals(DOMAINS) && entry.getValue() instanceof ConfigList list) {
                split(list);
            } else {
                put(name, entry.getValue());
            }
        }
    }

    private void put(String name, ConfigValue value) throws ConfigException {
        if (value instanceof ConfigObject section) {
            flatten(name + ".", section);
        } else if (value.valueType() != ConfigValueType.NULL) {
            values.put(name, value);
        }
    }

    /** The list form of {@code xmpp} serves several domains. */
    private void split(ConfigList list) throws ConfigException {
        for (ConfigValue item : list) {
            if (!(item instanceof ConfigObject block)) {
                throw new ConfigException(place(item.origin()) + ": xmpp: expected a list of blocks: [ { … }, { … } ]");
            }
            ConfigFile domain = new ConfigFile(file);
            for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
                domain.put(nameInFile(entry.getKey()), entry.getValue());
            }
            domains.add(domain);
        }
    }

    /** Says how a name of a domain's block is called outside of one. */
    private static String nameInFile(String name) {
        if (SHARED_SECTIONS.contains(name)) {
            return name;
        }
        Key ofHttp = OF_HTTP.get(name);
        return ofHttp == null ? DOMAINS + "." + name : ofHttp.path();
    }

    /** Returns what is said for each domain alone, where {@code xmpp} is a list, and else nothing. */
    List<ConfigFile> domains() {
        return List.copyOf(domains);
    }
}
