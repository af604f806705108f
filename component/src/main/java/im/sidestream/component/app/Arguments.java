package im.sidestream.component.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The command line, taken apart by hand: it is too small to be worth a library.
 *
 * @param command the first word
 * @param config the file after {@code --config}, or null
 * @param role what follows {@code --role}
 * @param domain what follows {@code --domain}: which of several domains is meant; or null
 * @param operands the other words, those of the administrator's options among them
 */
record Arguments(
        String command,
        @Nullable Path config,
        String role,
        @Nullable String domain,
        List<String> operands) {
    static final String ALL_ROLES = "all";

    private static final String CONFIG = "--config";
    private static final String ROLE = "--role";
    private static final String DOMAIN = "--domain";

    static Arguments parse(String... words) throws UsageException {
        Path config = null;
        String role = ALL_ROLES;
        String domain = null;
        List<String> plain = new ArrayList<>();
        Iterator<String> rest = Arrays.stream(words).flatMap(Arguments::split).iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            switch (word) {
                case CONFIG -> config = Path.of(value(word, rest));
                case ROLE -> role = value(word, rest);
                case DOMAIN -> domain = value(word, rest);
                case "--older-than", "--owner", "--name", "--type", "--to" ->
                    plain.addAll(List.of(word, value(word, rest)));
                case "--version", "--help", "-h" -> plain.add(word);
                default -> plain.add(plain(word));
            }
        }
        String command = plain.isEmpty() ? "--help" : plain.remove(0);
        return new Arguments(command, config, role, domain, List.copyOf(plain));
    }

    /** Returns the only operand. */
    String operand(String what) throws UsageException {
        if (operands.size() != 1) {
            throw new UsageException(command + " needs " + what);
        }
        return operands.get(0);
    }

    /** Returns all operands, at least {@code count} of them. */
    List<String> operands(int count, String what) throws UsageException {
        if (operands.size() < count) {
            throw new UsageException(command + " needs " + what);
        }
        return operands;
    }

    void requireNoOperand() throws UsageException {
        if (!operands.isEmpty()) {
            throw new UsageException(command + " takes no " + operands.get(0));
        }
    }

    private static Stream<String> split(String word) {
        boolean joined = word.startsWith("--") && word.indexOf('=') > 0;
        return joined ? Arrays.stream(word.split("=", 2)) : Stream.of(word);
    }

    private static String plain(String word) throws UsageException {
        if (word.startsWith("-")) {
            throw new UsageException("unknown option " + word);
        }
        return word;
    }

    private static String value(String option, Iterator<String> rest) throws UsageException {
        if (!rest.hasNext()) {
            throw new UsageException(option + " needs a value");
        }
        return rest.next();
    }
}
