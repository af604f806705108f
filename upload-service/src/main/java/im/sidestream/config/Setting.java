package im.sidestream.config;

import java.util.List;

/**
 * One key's value before it is understood.
 *
 * @param key which
 * @param name how the key is called where it was read: its path, or that within a group
 * @param items one text, or several for a list
 * @param origin where it was read, as an operator would look for it: {@code file:line} or a variable's name
 */
record Setting(Key key, String name, List<String> items, String origin) {
    Setting {
        items = List.copyOf(items);
    }

    /** A value under the key's own name. */
    Setting(Key key, List<String> items, String origin) {
        this(key, key.path(), items, origin);
    }

    /** Returns whether it says in a word that there are no items. */
    boolean isNone() {
        return items.equals(List.of(Key.NONE));
    }

    /** Returns the text of a key that takes one. */
    String text() {
        return items.get(0);
    }

    /** Returns the refusal of this value: where, which key, what it says unless it is secret, what is accepted. */
    ConfigException refused() {
        return refused("expected " + key.kind().accepted());
    }

    /** Returns the refusal of this value, for another reason than its form. */
    ConfigException refused(String why) {
        return new ConfigException(origin + ": " + name + shown() + ": " + why);
    }

    private String shown() {
        if (key.isSecret()) {
            return "";
        }
        return " = " + (key.kind().isList() || items.size() != 1 ? items.toString() : "\"" + text() + "\"");
    }

    @Override
    public String toString() {
        return name + shown();
    }
}
