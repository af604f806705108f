package im.sidestream.component.command;

import im.sidestream.component.stanza.Shown;
import im.sidestream.slot.ServiceAdministration;
import im.sidestream.slot.ServiceAdministration.Block;
import im.sidestream.slot.Usage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** What an administrator does, each told in a sentence; commands and typed text share it. */
final class Service {

    static final int BIGGEST = 20;
    /** Of the longest patterns that are shown, that many stay below the bytes of a stanza. */
    private static final int BLOCKS_IN_TEXT = 50;

    private final ServiceAdministration port;
    private final InstantSource clock;

    Service(ServiceAdministration port, InstantSource clock) {
        this.port = port;
        this.clock = clock;
    }

    CompletableFuture<String> statistics(Requester by) {
        return port.statistics().thenApply(now -> {
            String free = now.freeBytes() < 0 ? by.text("unknown") : Shown.size(now.freeBytes(), by.phrases());
            String text = by.text(
                    "statistics",
                    now.files(),
                    Shown.size(now.bytes(), by.phrases()),
                    Shown.size(now.reserved().bytes(), by.phrases()),
                    now.owners(),
                    free);
            return port.inMaintenance() ? text + "\n" + by.text("maintenance.lasts") : text;
        });
    }

    CompletableFuture<String> biggest(Requester by) {
        return port.biggestOwners(BIGGEST).thenApply(all -> all.isEmpty() ? by.text("none") : lines(by, all));
    }

    private static String lines(Requester by, List<Usage> all) {
        List<String> lines = new ArrayList<>();
        for (Usage usage : all) {
            lines.add((lines.size() + 1) + ". " + of(by, usage));
        }
        return String.join("\n", lines);
    }

    private static String of(Requester by, Usage usage) {
        Usage.Amount total = usage.total();
        return by.text(
                "usage.of", Shown.cut(usage.owner().jid()), Shown.size(total.bytes(), by.phrases()), total.files());
    }

    CompletableFuture<String> remove(Requester by, String linkOrId) {
        return port.remove(linkOrId, by.bare())
                .thenApply(file -> by.text(
                        "removed",
                        FileList.name(file),
                        Shown.cut(file.upload().request().owner())));
    }

    CompletableFuture<String> purge(Requester by, String jid, Duration olderThan) {
        CompletableFuture<Long> purged = olderThan.isZero()
                ? port.purge(jid, by.bare())
                : port.purge(jid, clock.instant().minus(olderThan), by.bare());
        return purged.thenApply(count -> by.text("purged", count, Shown.cut(jid)));
    }

    CompletableFuture<String> block(Requester by, Block.Kind kind, String pattern) {
        return port.block(kind, pattern, by.bare()).thenApply(done -> by.text("blocked", Shown.cut(pattern)));
    }

    CompletableFuture<String> unblock(Requester by, Block.Kind kind, String pattern) {
        return port.unblock(kind, pattern, by.bare())
                .thenApply(was -> by.text(was ? "unblocked" : "unblocked.none", Shown.cut(pattern)));
    }

    CompletableFuture<String> blocks(Requester by) {
        return port.blocks().thenApply(all -> all.isEmpty() ? by.text("none") : blockLines(by, all));
    }

    private static String blockLines(Requester by, List<Block> all) {
        List<String> lines = new ArrayList<>();
        for (Block block : all.subList(0, Math.min(all.size(), BLOCKS_IN_TEXT))) {
            String key = block.kind() == Block.Kind.USER ? "block.user" : "block.type";
            lines.add(by.text(key, Shown.cut(block.pattern()), Shown.time(block.since()), Shown.cut(block.by())));
        }
        if (all.size() > BLOCKS_IN_TEXT) {
            lines.add(by.text("blocks.more", all.size() - BLOCKS_IN_TEXT));
        }
        return String.join("\n", lines);
    }

    CompletableFuture<String> limits(Requester by) {
        return port.limits().thenApply(all -> {
            List<String> lines = new ArrayList<>();
            all.forEach((key, value) -> lines.add(key + " = " + Shown.cut(value)));
            return lines.isEmpty() ? by.text("none") : String.join("\n", lines);
        });
    }

    /** Changes a limit; "default" or nothing gives it back to the configuration. */
    CompletableFuture<String> changeLimit(Requester by, String key, String value) {
        boolean back = value.isEmpty() || value.equals("default");
        return port.changeLimit(key, back ? null : value, by.bare())
                .thenApply(done -> back
                        ? by.text("limit.default", Shown.cut(key))
                        : by.text("limit.changed", Shown.cut(key), Shown.cut(value)));
    }

    CompletableFuture<String> maintain(Requester by, boolean on) {
        return port.maintain(on, by.bare()).thenApply(done -> by.text(on ? "maintenance.on" : "maintenance.off"));
    }

    /** Does one thing after the other, and counts them. */
    static <T> CompletableFuture<Integer> each(List<T> all, Function<T, CompletableFuture<?>> action) {
        CompletableFuture<Integer> done = CompletableFuture.completedFuture(0);
        for (T one : all) {
            done = done.thenCompose(count -> action.apply(one).thenApply(ignored -> count + 1));
        }
        return done;
    }
}
