package im.sidestream.catalog;

import java.util.ArrayList;
import java.util.List;

/**
 * Which bytes of a file went out: runs without overlap, in their order. It never says that a byte did which did not. Of more
 * runs than {@link #MOST} the shortest ones are forgotten, so that whoever fetches a file in crumbs cannot fill the row.
 */
record Coverage(List<Run> runs) {
    static final int MOST = 64;

    Coverage {
        runs = List.copyOf(runs);
    }

    /** Bytes from {@code from} up to the one before {@code to}. */
    record Run(long from, long to) {
        long length() {
            return to - from;
        }

        @Override
        public String toString() {
            return from + "-" + to;
        }
    }

    static Coverage parse(String text) {
        List<Run> runs = new ArrayList<>();
        for (String run : text.split(",", -1)) {
            int dash = run.indexOf('-');
            if (dash > 0) {
                runs.add(new Run(Long.parseLong(run.substring(0, dash)), Long.parseLong(run.substring(dash + 1))));
            }
        }
        return new Coverage(runs);
    }

    /** Returns this with one more run, which may lie anywhere. */
    Coverage with(long from, long to) {
        if (to <= from) {
            return this;
        }
        List<Run> merged = new ArrayList<>();
        Run grown = new Run(from, to);
        int place = 0;
        for (Run run : runs) {
            if (run.to < grown.from) {
                merged.add(run);
                place = merged.size();
            } else if (run.from > grown.to) {
                merged.add(run);
            } else {
                grown = new Run(Math.min(run.from, grown.from), Math.max(run.to, grown.to));
            }
        }
        merged.add(place, grown);
        return new Coverage(bounded(merged));
    }

    private static List<Run> bounded(List<Run> runs) {
        List<Run> kept = new ArrayList<>(runs);
        while (kept.size() > MOST) {
            Run shortest = kept.get(0);
            for (Run run : kept) {
                if (run.length() < shortest.length()) {
                    shortest = run;
                }
            }
            kept.remove(shortest);
        }
        return kept;
    }

    /** Returns whether a file of that size went out whole. */
    boolean isWhole(long size) {
        return size == 0 || (runs.size() == 1 && runs.get(0).from <= 0 && runs.get(0).to >= size);
    }

    @Override
    public String toString() {
        return String.join(",", runs.stream().map(Run::toString).toList());
    }
}
