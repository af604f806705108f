package im.sidestream.observe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether the service should get requests, and why not. Parts that it cannot serve without make it unready; others are
 * told alone, for whoever reads. Thread-safe once all parts were added.
 */
public final class Health {
    private final Map<String, Supplier<Optional<String>>> needed = new LinkedHashMap<>();
    private final Map<String, Supplier<String>> told = new LinkedHashMap<>();
    private volatile boolean draining;

    /** Adds a part without which nothing can be served; {@code problem} answers one line, or empty if all is well. */
    public void need(String part, Supplier<Optional<String>> problem) {
        needed.put(part, problem);
    }

    /** Adds a part whose state is told and decides nothing. */
    public void tell(String part, Supplier<String> state) {
        told.put(part, state);
    }

    /** Says that the service is about to stop: from now on it is not ready, for ever. */
    public void drain() {
        draining = true;
    }

    /** Returns whether new requests are welcome, with a line for each part. */
    public Report report() {
        StringBuilder text = new StringBuilder();
        boolean ready = !draining;
        if (draining) {
            text.append("draining\n");
        }
        for (Map.Entry<String, Supplier<Optional<String>>> part : needed.entrySet()) {
            Optional<String> problem = part.getValue().get();
            ready &= problem.isEmpty();
            line(text, part.getKey(), problem.orElse("ok"));
        }
        told.forEach((part, state) -> line(text, part, state.get()));
        return new Report(ready, text.toString());
    }

    private static void line(StringBuilder text, String part, String state) {
        text.append(part).append(": ").append(state).append('\n');
    }

    /**
     * How things stand.
     *
     * @param ready whether new requests are welcome
     * @param text a line for each part
     */
    public record Report(boolean ready, String text) {}
}
