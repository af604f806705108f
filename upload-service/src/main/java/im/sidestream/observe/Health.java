package im.sidestream.observe;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Whether the service should get requests, and why not. Parts that it cannot serve without make it unready; others are
 * told alone, for whoever reads. Not ready before {@link #started} was called. Thread-safe, also while parts are added.
 */
public final class Health {
    private final List<Needed> needed = new CopyOnWriteArrayList<>();
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private volatile boolean started;
    private volatile boolean draining;

    /** Adds a part without which nothing can be served; {@code problem} answers one line, or empty if all is well. */
    public void need(String part, Supplier<Optional<String>> problem) {
        needed.add(new Needed(part, problem));
    }

    /** Adds a part whose state is told and decides nothing. */
    public void tell(String part, Supplier<String> state) {
        told.add(new Told(part, state));
    }

    /** Says that every part was added and runs. */
    public void started() {
        started = true;
    }

    /** Says that the service is about to stop: from now on it is not ready, for ever. */
    public void drain() {
        draining = true;
    }

    /** Returns whether new requests are welcome, with a line for each part. */
    public Report report() {
        StringBuilder text = new StringBuilder();
        boolean ready = started && !draining;
        if (!ready) {
            text.append(draining ? "draining\n" : "starting\n");
        }
        for (Needed each : needed) {
            Optional<String> problem = each.problem.get();
            ready &= problem.isEmpty();
            line(text, each.part, problem.orElse("ok"));
        }
        told.forEach(each -> line(text, each.part, each.state.get()));
        return new Report(ready, text.toString());
    }

    private static void line(StringBuilder text, String part, String state) {
        text.append(part).append(": ").append(state).append('\n');
    }

    private record Needed(String part, Supplier<Optional<String>> problem) {}

    private record Told(String part, Supplier<String> state) {}

    /**
     * How things stand.
     *
     * @param ready whether new requests are welcome
     * @param text a line for each part
     */
    public record Report(boolean ready, String text) {}
}
