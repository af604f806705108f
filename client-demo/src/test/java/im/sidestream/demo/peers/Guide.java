package im.sidestream.demo.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The configurations of a page, each under its heading, and which of them a test has taken. */
final class Guide {
    private static final String FENCE = "```";

    private final Map<Place, String> blocks = new LinkedHashMap<>();
    private final List<Place> left;

    /**
     * Where a block stands.
     *
     * @param heading the nearest one above it
     * @param language what the fence says
     * @param number from 1 on, among those of that language under that heading
     */
    record Place(String heading, String language, int number) {}

    private Guide(List<String> lines) {
        Map<Place, Integer> counts = new HashMap<>();
        String heading = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.startsWith("#")) {
                heading = line.replaceFirst("^#+ ", "");
            } else if (line.startsWith(FENCE)) {
                int end = i + 1;
                while (!lines.get(end).strip().equals(FENCE)) {
                    end++;
                }
                String language = line.substring(FENCE.length());
                int number = counts.merge(new Place(heading, language, 0), 1, Integer::sum);
                blocks.put(new Place(heading, language, number), text(lines.subList(i + 1, end)));
                i = end;
            }
        }
        left = new ArrayList<>(blocks.keySet());
    }

    /** Reads a page of this checkout. */
    static Guide read(String page) throws IOException {
        return new Guide(Files.readAllLines(
                Path.of(System.getProperty("sidestream.root", "..")).resolve(page)));
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines).stripIndent() + "\n";
    }

    /** Returns the block as it stands there. */
    String take(String heading, String language, int number) {
        Place place = new Place(heading, language, number);
        String text = blocks.get(place);
        if (text == null) {
            throw new AssertionError("the guide has no " + place);
        }
        left.remove(place);
        return text;
    }

    /** Those that no test has taken. */
    List<Place> left() {
        return List.copyOf(left);
    }
}
