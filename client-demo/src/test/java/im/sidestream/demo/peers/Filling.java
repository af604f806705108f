package im.sidestream.demo.peers;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an operator writes in the place of a guide's examples. */
final class Filling {
    private static final Pattern EXAMPLE =
            Pattern.compile("example\\.|192\\.0\\.2\\.|\"/(etc|run|srv|var)/|the (same )?secret|a long random");

    private final Map<String, String> places = new LinkedHashMap<>();

    /** The same, with one more; examples that are parts of others come after them. */
    Filling with(String example, String own) {
        places.put(example, own);
        return this;
    }

    /** Returns the text with all of them in their places. */
    String into(String text) {
        String filled = text;
        for (Map.Entry<String, String> place : places.entrySet()) {
            filled = filled.replace(place.getKey(), place.getValue());
        }
        Matcher left = EXAMPLE.matcher(filled);
        if (left.find()) {
            throw new AssertionError("an example is left, " + left.group() + ", in\n" + filled);
        }
        return filled;
    }
}
