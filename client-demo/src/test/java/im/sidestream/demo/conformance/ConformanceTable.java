package im.sidestream.demo.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rows, and the tests of all modules that name them; written as docs/conformance.md. */
final class ConformanceTable {
    private static final List<String> MODULES = List.of("upload-service", "component", "client-demo");
    private static final Pattern MARK =
            Pattern.compile("@(?:Test|ParameterizedTest[^@]*?|TestFactory)\\s(?:(?!@Requirement|\\bvoid\\b)[\\s\\S])*?"
                    + "@Requirement\\(([^)]*)\\)\\s+(?:default )?void (\\w+)\\(");
    private static final Pattern ID = Pattern.compile("\"([A-Z]-[a-z0-9]+)\"");
    private static final Pattern ANY_MARK = Pattern.compile("^\\s+@Requirement\\(", Pattern.MULTILINE);
    private static final String HEAD = """
            # Conformance

            What the specifications ask of the service, row by row, and the tests that break if it does not do so. This
            file is written from `requirements.txt` and from the tests' `@Requirement` marks; the build fails if a row has
            no test, a test names an unknown row, or this file is not what they say. To write it anew, run
            `mvn -pl client-demo test -Dtest=ConformanceDocumentTest -Dsidestream.write=true`.

            Tests called `...ConformanceTest` ask over the wire, beside the servers that the last column names: both run as Debian
            packages them, with our server as a process beside each; the one beside ejabberd stands in America/New_York. All other
            tests run the code alone.

            The suite smack-sint-server-extensions of XMPP-Interop-Testing is in no repository that a build could fetch it from:
            `InteropConformanceTest` and `RetryConformanceTest` make its eleven checks. With a build of it at hand,
            `mvn -pl client-demo test -Dtest=ExternalSuite -Dsidestream.interop=CLASSPATH` runs the suite itself.
            Version 1.7.2, built with Smack 4.5.0-beta5 (which asked for other signatures of two of its parsers), passed beside
            both servers with eleven of eleven and none "not possible". The check that Smack brings itself,
            `SmackConformanceTest`, runs in every build. What `SmackCommandConformanceTest`, `SlixmppCommandConformanceTest` and
            `NbxmppCommandConformanceTest` (Gajim's library) do with commands, forms and typed text, they do by those libraries'
            own classes; `ConverseTest` clicks through the window that Converse.js has for commands.

            Levels are those of the specifications; OWN is a decision of ours where they leave one. The XEP-0363 rows
            follow version 1.2.0.
            """;

    /** One row; {@code reason} is empty for what is served. */
    record Row(String id, String level, String text, String reason) {}

    /** A test, and whether it asks real servers. */
    record Mark(String test, boolean onServers) implements Comparable<Mark> {
        @Override
        public int compareTo(Mark other) {
            return test.compareTo(other.test);
        }
    }

    private final List<Row> rows;
    private final Map<String, TreeSet<Mark>> marks = new TreeMap<>();

    private ConformanceTable(List<Row> rows) {
        this.rows = rows;
    }

    /** Reads the rows and the tests of the checkout. */
    static ConformanceTable of(Path root) throws IOException {
        ConformanceTable table = new ConformanceTable(readRows());
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src/test/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(table::scan);
            }
        }
        return table;
    }

    List<String> ids() {
        return rows.stream().map(Row::id).toList();
    }

    /** Rows that no test names. */
    List<String> withoutTest() {
        return ids().stream().filter(id -> !marks.containsKey(id)).toList();
    }

    /** Names in tests that are no rows. */
    List<String> unknown() {
        return marks.keySet().stream().filter(id -> !ids().contains(id)).toList();
    }

    /** The document. */
    String document() {
        StringBuilder text = new StringBuilder(HEAD);
        table(text, "Slots (XEP-0363)", "S");
        table(text, "Purposes (XEP-0363)", "P");
        table(text, "Errors", "E");
        table(text, "What else the component speaks", "K");
        table(text, "Files over HTTP", "R");
        table(text, "Safe by default", "G");
        return text.toString();
    }

    private void table(StringBuilder text, String title, String letter) {
        text.append("\n## ")
                .append(title)
                .append("\n\n| Row | Level | Requirement | Tests | Servers |\n|---|---|---|---|---|\n");
        rows.stream().filter(row -> row.id().startsWith(letter)).forEach(row -> text.append(line(row)));
    }

    private String line(Row row) {
        TreeSet<Mark> tests = marks.getOrDefault(row.id(), new TreeSet<>());
        String served = row.reason().isEmpty() ? row.text() : row.text() + ". **Not served:** " + row.reason();
        String names = String.join(
                "<br>", tests.stream().map(mark -> "`" + mark.test() + "`").toList());
        String servers = tests.stream().anyMatch(Mark::onServers) ? "Prosody, ejabberd" : "";
        return "| %s | %s | %s | %s | %s |%n".formatted(row.id(), row.level(), served, names, servers);
    }

    private void scan(Path file) {
        String source;
        try {
            source = Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String type = file.getFileName().toString().replace(".java", "");
        boolean onServers = source.contains("class " + type + " extends OnEachHost");
        int read = 0;
        Matcher mark = MARK.matcher(source);
        while (mark.find()) {
            read++;
            Matcher id = ID.matcher(mark.group(1));
            while (id.find()) {
                marks.computeIfAbsent(id.group(1), key -> new TreeSet<>())
                        .add(new Mark(type + "." + mark.group(2), onServers));
            }
        }
        long written = ANY_MARK.matcher(source).results().count();
        if (written != read) {
            throw new IllegalStateException(file + ": of " + written + " marks " + read + " stand at a test");
        }
    }

    private static List<Row> readRows() throws IOException {
        try (InputStream in = Objects.requireNonNull(ConformanceTable.class.getResourceAsStream("requirements.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(ConformanceTable::row)
                    .toList();
        }
    }

    private static Row row(String line) {
        String[] cells = line.split("\\s*\\|\\s*", -1);
        return new Row(cells[0], cells[1], cells[2], cells.length > 3 ? cells[3] : "");
    }
}
