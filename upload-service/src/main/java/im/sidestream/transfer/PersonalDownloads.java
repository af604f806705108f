package im.sidestream.transfer;

import im.sidestream.slot.LinkId;
import im.sidestream.slot.PersonalLinks;
import im.sidestream.slot.PersonalLinks.PersonalLink;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Finds the files behind links of single receivers. A link's row is asked each time and never remembered; the file's own row
 * is found as {@link Downloads} finds it. Thread-safe.
 */
public final class PersonalDownloads {
    /** A download that runs asks so often: whoever withdraws a link cuts off what still goes within that time. */
    static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final PersonalLinks links;
    private final Downloads downloads;
    private final SentRanges ranges;
    private final LongSupplier nanos;

    /** Wires them. */
    public PersonalDownloads(PersonalLinks links, Downloads downloads) {
        this(links, downloads, System::nanoTime);
    }

    PersonalDownloads(PersonalLinks links, Downloads downloads, LongSupplier nanos) {
        this.links = links;
        this.downloads = downloads;
        this.ranges = new SentRanges(links);
        this.nanos = nanos;
    }

    /** Returns a receiver's link, for one request. */
    public ReadLink link(LinkId id) {
        return new Own(id);
    }

    /** Tells the rows what could not be told before. The future never fails: what fails again is told later. */
    public CompletableFuture<Void> flush() {
        return ranges.flush();
    }

    private CompletableFuture<PersonalLink> require(LinkId id) {
        return links.find(id).thenCompose(row -> {
            if (row.isEmpty()) {
                return CompletableFuture.failedFuture(Refusal.of(Reason.NOT_FOUND, "There is no such file."));
            }
            return row.get().withdrawn()
                    ? CompletableFuture.failedFuture(Downloads.gone())
                    : CompletableFuture.completedFuture(row.get());
        });
    }

    /** A link that was made proves that the file was there, however long ago its own row was forgotten. */
    private static Throwable notNever(Throwable failure) {
        Throwable cause = Optional.ofNullable(failure.getCause())
                .filter(inner -> failure instanceof CompletionException)
                .orElse(failure);
        return cause instanceof Refusal refusal && refusal.reason() == Reason.NOT_FOUND ? Downloads.gone() : cause;
    }

    private final class Own implements ReadLink {
        private final LinkId id;
        private volatile long asked;

        Own(LinkId id) {
            this.id = id;
        }

        @Override
        public CompletableFuture<Download> find() {
            return open(downloads::find);
        }

        @Override
        public CompletableFuture<Download> findAgain() {
            return open(downloads::findAgain);
        }

        private CompletableFuture<Download> open(Function<SlotId, CompletableFuture<Download>> file) {
            asked = nanos.getAsLong();
            return require(id)
                    .thenCompose(link -> file.apply(link.upload())
                            .exceptionallyCompose(failure -> CompletableFuture.failedFuture(notNever(failure))));
        }

        @Override
        public CompletableFuture<?> look() {
            boolean due = nanos.getAsLong() - asked >= BETWEEN_LOOKS.toNanos();
            return due ? find() : CompletableFuture.completedFuture(null);
        }

        @Override
        public boolean isNear() {
            return false;
        }

        @Override
        public boolean isPersonal() {
            return true;
        }

        @Override
        public void sent(Download download, long from, long to) {
            long size = download.stored().size();
            if (from < to || size == 0) {
                downloads.sent(download, to);
                ranges.add(id, new SentRanges.Range(from, to), size);
            }
        }
    }
}
