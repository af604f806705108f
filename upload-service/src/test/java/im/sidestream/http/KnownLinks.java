package im.sidestream.http;

import im.sidestream.OwnThread;
import im.sidestream.slot.LinkId;
import im.sidestream.slot.PersonalLinks;
import im.sidestream.slot.SlotId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Receivers' links in memory, with all that was said of them. */
final class KnownLinks implements PersonalLinks {
    /** How often somebody asked for a link. */
    final AtomicInteger questions = new AtomicInteger();
    /** Ranges of links as they were told. */
    final List<String> told = new CopyOnWriteArrayList<>();
    /** Links of which everything went, once for each time that was answered. */
    final List<LinkId> downloaded = new CopyOnWriteArrayList<>();

    private final Map<LinkId, PersonalLink> links = new ConcurrentHashMap<>();
    private final Map<LinkId, BitSet> covered = new ConcurrentHashMap<>();
    private final Random random = new Random(7);
    private final List<CompletableFuture<Void>> held = new ArrayList<>();
    private volatile boolean isHolding;

    LinkId make(SlotId upload) {
        LinkId id = LinkId.random(random);
        links.put(id, new PersonalLink(id, upload, false));
        return id;
    }

    void withdraw(LinkId id) {
        links.computeIfPresent(id, (key, link) -> new PersonalLink(id, link.upload(), true));
    }

    /** Lets what is told wait from now on, or go. */
    synchronized void hold(boolean holding) {
        isHolding = holding;
        if (!holding) {
            held.forEach(one -> one.complete(null));
            held.clear();
        }
    }

    synchronized boolean isAnybodyHeld() {
        return !held.isEmpty();
    }

    /** Lets what waits fail, as when a database goes away. */
    synchronized void fail() {
        isHolding = false;
        held.forEach(one -> one.completeExceptionally(new IllegalStateException("no database")));
        held.clear();
    }

    @Override
    public CompletableFuture<Optional<PersonalLink>> find(LinkId id) {
        questions.incrementAndGet();
        return CompletableFuture.supplyAsync(() -> Optional.ofNullable(links.get(id)), OwnThread::start);
    }

    @Override
    public synchronized CompletableFuture<Boolean> sent(LinkId id, long from, long to, long size) {
        CompletableFuture<Void> turn = new CompletableFuture<>();
        if (isHolding) {
            held.add(turn);
        } else {
            turn.complete(null);
        }
        return turn.thenApply(now -> covers(id, from, to, size));
    }

    private synchronized boolean covers(LinkId id, long from, long to, long size) {
        told.add(from + "-" + to + "/" + size);
        BitSet bytes = covered.computeIfAbsent(id, key -> new BitSet());
        boolean before = bytes.cardinality() == size && size > 0;
        bytes.set((int) from, (int) to);
        boolean whole = bytes.cardinality() == size && !before;
        if (whole) {
            downloaded.add(id);
        }
        return whole;
    }
}
