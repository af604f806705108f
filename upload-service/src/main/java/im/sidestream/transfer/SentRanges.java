package im.sidestream.transfer;

import im.sidestream.slot.LinkId;
import im.sidestream.slot.PersonalLinks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What went out through personal links and is not told to their rows yet. It is told at once; what comes for a link meanwhile
 * is put together and told with the next word, so that a client that fetches crumbs costs a change for each answer of the
 * catalog and not one for each crumb. Thread-safe.
 */
final class SentRanges {
    private static final Logger LOG = LoggerFactory.getLogger(SentRanges.class);

    /** While the catalog takes nothing, this is what is remembered: links, and separate ranges of one. */
    private static final int LINKS = 100_000;

    private static final int RANGES = 1_000;

    private final PersonalLinks links;
    private final Map<LinkId, Untold> untold = new HashMap<>();

    SentRanges(PersonalLinks links) {
        this.links = links;
    }

    /** Says that bytes from {@code from} to before {@code to} went; only those of an empty file are none. */
    void add(LinkId id, Range range, long size) {
        if (note(id, range, size)) {
            var unused = tell(id);
        }
    }

    /** Tells again what could not be told. The future never fails. */
    CompletableFuture<Void> flush() {
        return CompletableFuture.allOf(waiting().stream().map(this::tell).toArray(CompletableFuture<?>[]::new));
    }

    private synchronized List<LinkId> waiting() {
        return List.copyOf(untold.keySet());
    }

    private synchronized boolean note(LinkId id, Range range, long size) {
        if (untold.size() >= LINKS && !untold.containsKey(id)) {
            return false;
        }
        Untold one = untold.computeIfAbsent(id, key -> new Untold(size));
        one.add(range);
        return !one.isBeingTold;
    }

    private CompletableFuture<Void> tell(LinkId id) {
        Word word = begin(id);
        if (word.ranges.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<?>[] parts = word.ranges.stream()
                .map(range -> links.sent(id, range.from, range.to, word.size))
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(parts)
                .handle((done, failure) -> {
                    if (failure != null) {
                        LOG.debug("what went through a link is told later: {}", failure.toString());
                    }
                    return end(id, failure == null ? List.of() : word.ranges);
                })
                .thenCompose(more -> more ? tell(id) : CompletableFuture.completedFuture(null));
    }

    /** Takes what is to be told of a link now: nothing where somebody does already, who will look again. */
    private synchronized Word begin(LinkId id) {
        Untold one = untold.get(id);
        if (one == null || one.isBeingTold) {
            return new Word(List.of(), 0);
        }
        one.isBeingTold = true;
        return one.take();
    }

    /** Returns whether there is more to be told at once: not where the catalog takes nothing. */
    private synchronized boolean end(LinkId id, List<Range> again) {
        Untold one = untold.get(id);
        if (one == null) {
            return false;
        }
        one.isBeingTold = false;
        again.forEach(one::add);
        if (one.ranges.isEmpty()) {
            untold.remove(id);
        }
        return again.isEmpty() && !one.ranges.isEmpty();
    }

    /** Bytes from {@code from} to before {@code to}. */
    record Range(long from, long to) {}

    private record Word(List<Range> ranges, long size) {}

    /** Ranges of one file, put together where they touch. */
    private static final class Untold {
        private final long size;
        private final TreeMap<Long, Long> ranges = new TreeMap<>();
        private boolean isBeingTold;

        Untold(long size) {
            this.size = size;
        }

        void add(Range range) {
            long from = range.from;
            long to = range.to;
            for (Map.Entry<Long, Long> near = ranges.floorEntry(to);
                    near != null && near.getValue() >= from;
                    near = ranges.floorEntry(to)) {
                from = Math.min(from, near.getKey());
                to = Math.max(to, near.getValue());
                ranges.remove(near.getKey());
            }
            if (ranges.size() < RANGES) {
                ranges.put(from, to);
            }
        }

        Word take() {
            List<Range> taken = new ArrayList<>();
            ranges.forEach((from, to) -> taken.add(new Range(from, to)));
            ranges.clear();
            return new Word(taken, size);
        }
    }
}
