package im.sidestream.app;

import im.sidestream.slot.BareJid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The argument of a command taken apart: one word per line, options of the form {@code --name} with the word after them.
 */
final class Words {
    private static final String OPTION = "--";

    private final String[] plain;
    private final Map<String, String> options = new HashMap<>();

    private Words(List<String> words) {
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith(OPTION)) {
                rest.add(word);
            } else if (i + 1 < words.size()) {
                options.put(word.substring(OPTION.length()), words.get(++i));
            } else {
                throw new IllegalArgumentException(word + " needs a value");
            }
        }
        plain = rest.toArray(String[]::new);
    }

    /** Takes the argument of a command that has these options apart. */
    static Words of(String argument, String... known) {
        Words words = new Words(argument.lines()
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList());
        for (String option : words.options.keySet()) {
            if (!List.of(known).contains(option)) {
                throw new IllegalArgumentException("there is no option " + OPTION + option);
            }
        }
        return words;
    }

    /** Returns the only word, where there is one. */
    Optional<String> optional() {
        requireAtMost(1);
        return plain.length == 0 ? Optional.empty() : Optional.of(plain[0]);
    }

    /** Returns the word at {@code index}, of {@code count}. */
    String word(int index, int count, String what) {
        if (plain.length < count) {
            throw new IllegalArgumentException(what + " is needed");
        }
        requireAtMost(count);
        return plain[index];
    }

    void requireAtMost(int count) {
        if (plain.length > count) {
            throw new IllegalArgumentException(plain[count] + " is too much");
        }
    }

    @Nullable
    String option(String name) {
        return options.get(name);
    }

    /** Returns a word that is the bare JID of an account, or a domain, as rows carry it. */
    static String bareJid(String word) {
        if (word.indexOf('/') >= 0) {
            throw new IllegalArgumentException(word + " has a resource: a bare JID such as user@example.org is needed");
        }
        return BareJid.parse(word)
                .orElseThrow(() -> new IllegalArgumentException("a bare JID such as user@example.org is needed"));
    }
}
