package im.sidestream.component.command;

import im.sidestream.component.stanza.Shown;
import im.sidestream.slot.Bucket;
import im.sidestream.slot.Limits;
import im.sidestream.slot.OwnUpload;
import im.sidestream.slot.OwnUploads;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Quota;
import im.sidestream.slot.Rate;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Usage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a user does with his own files, each told in a sentence; commands and typed text share it. */
final class OwnFiles {

    /** Beyond what anybody means, and still far from the end of time. */
    private static final Duration LONGEST_KEEP = Duration.ofDays(36_500);

    private final OwnUploads uploads;
    private final InstantSource clock;

    OwnFiles(OwnUploads uploads, InstantSource clock) {
        this.uploads = uploads;
        this.clock = clock;
    }

    CompletableFuture<String> delete(Requester by, SlotId id) {
        return uploads.find(by.owner(), id)
                .thenCompose(file -> uploads.delete(by.owner(), id).thenApply(done -> by.text("deleted", name(file))));
    }

    CompletableFuture<String> deleteAll(Requester by) {
        return uploads.deleteAll(by.owner()).thenApply(count -> by.text("deleted.all", count));
    }

    CompletableFuture<String> keep(Requester by, SlotId id, Duration span) {
        Duration bounded = span.compareTo(LONGEST_KEEP) > 0 ? LONGEST_KEEP : span;
        return uploads.find(by.owner(), id)
                .thenCompose(
                        file -> uploads.keep(by.owner(), id, clock.instant().plus(bounded))
                                .thenApply(until -> by.text("kept", name(file), Shown.time(until))));
    }

    /** Whether any time to keep a file is allowed. */
    boolean mayKeep(Requester by) {
        return !uploads.limits(by.owner()).longestKeep().isZero();
    }

    CompletableFuture<String> withdraw(Requester by, SlotId id) {
        return uploads.find(by.owner(), id)
                .thenCompose(
                        file -> uploads.withdraw(by.owner(), id).thenApply(done -> by.text("withdrawn", name(file))));
    }

    CompletableFuture<String> restore(Requester by, SlotId id) {
        return uploads.find(by.owner(), id)
                .thenCompose(file -> uploads.restore(by.owner(), id)
                        .thenApply(done -> by.text("restored", file.link(), name(file))));
    }

    CompletableFuture<String> export(Requester by) {
        return uploads.export(by.owner()).thenApply(link -> by.text("exported", link));
    }

    CompletableFuture<String> erase(Requester by) {
        return uploads.erase(by.owner()).thenApply(count -> by.text("erased", count));
    }

    CompletableFuture<String> usage(Requester by) {
        Limits limits = uploads.limits(by.owner());
        return uploads.usage(by.owner()).thenApply(usage -> String.join("\n", usageLines(by, usage, limits)));
    }

    private static List<String> usageLines(Requester by, Usage usage, Limits limits) {
        List<String> lines = new ArrayList<>(amounts(by, usage));
        lines.add(by.text(
                "limits.total",
                Shown.size(limits.quota().total(), by.phrases()),
                Shown.size(limits.quota().daily(), by.phrases())));
        if (!limits.rate().equals(Rate.UNLIMITED)) {
            lines.add(by.text(
                    "limits.rate", limits.rate().count(), limits.rate().window().toSeconds()));
        }
        for (Purpose purpose : Purpose.values()) {
            limits.bucket(purpose).ifPresent(bucket -> lines.add(bucketLine(by, purpose, bucket)));
        }
        if (!limits.longestKeep().isZero()) {
            lines.add(by.text("limits.keep", Shown.span(limits.longestKeep(), by.phrases())));
        }
        return lines;
    }

    /** What is stored, in lines. */
    static List<String> amounts(Requester by, Usage usage) {
        List<String> lines = new ArrayList<>();
        lines.add(amount(by, "usage.total", "", usage.total()));
        usage.byPurpose()
                .forEach((purpose, amount) -> lines.add(amount(by, "usage.purpose", word(by, purpose), amount)));
        lines.add(amount(by, "usage.today", "", usage.today()));
        return lines;
    }

    private static String amount(Requester by, String key, String purpose, Usage.Amount amount) {
        return by.text(key, Shown.size(amount.bytes(), by.phrases()), amount.files(), purpose);
    }

    private static String bucketLine(Requester by, Purpose purpose, Bucket bucket) {
        String line = by.text(
                "limits.purpose",
                word(by, purpose),
                Shown.size(bucket.maxFileSize(), by.phrases()),
                Shown.span(bucket.retention(), by.phrases()));
        return bucket.total() == Quota.UNLIMITED
                ? line
                : line + " " + by.text("limits.share", Shown.size(bucket.total(), by.phrases()));
    }

    private static String word(Requester by, Purpose purpose) {
        return by.text("purpose." + purpose.elementName());
    }

    private static String name(OwnUpload file) {
        return FileList.name(file);
    }
}
