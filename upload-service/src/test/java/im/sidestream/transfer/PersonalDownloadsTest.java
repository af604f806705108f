package im.sidestream.transfer;

import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.store;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.blob.InMemoryBlobStore;
import im.sidestream.catalog.SqliteCatalog;
import im.sidestream.catalog.TestingClock;
import im.sidestream.slot.LinkId;
import im.sidestream.slot.PersonalLinks;
import im.sidestream.slot.Retention;
import im.sidestream.slot.SlotId;
import im.sidestream.transfer.SentRanges.Range;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** House plan §4.16 and §4.19: a link's row is asked each time, and told exactly which bytes went. */
final class PersonalDownloadsTest {
    private static final LinkId LINK = LinkId.random(new Random(3));
    private static final int SIZE = 300;

    @TempDir
    private Path directory;

    private final TestingClock clock = new TestingClock();
    private final AtomicLong nanos = new AtomicLong();
    private SqliteCatalog catalog;
    private SlotId file;
    private OneLink links;
    private Downloads downloads;

    @BeforeEach
    void open() {
        catalog = SqliteCatalog.open(directory.resolve("catalog.db"), false, clock, Runnable::run);
        file = store(catalog, JULIET, SIZE, clock.instant()).id();
        links = new OneLink(file);
        DownloadCounts counts = new DownloadCounts(catalog.inventory());
        downloads = new Downloads(catalog, new InMemoryBlobStore(), () -> Retention.FOREVER, clock, counts);
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    /** A download that runs sees a withdrawal within moments, and does not ask for every piece that it sends. */
    @Test
    void aDownloadThatRunsAsksEveryMoment() {
        ReadLink link = new PersonalDownloads(links, downloads, nanos::get).link(LINK);
        Download found = link.find().join();
        Serving serving = new Serving(link, found, clock);
        for (int i = 0; i < 1_000; i++) {
            assertThat(serving.mayGoOn()).isTrue();
        }
        assertThat(links.questions).isEqualTo(1);

        links.withdrawn = true;
        nanos.addAndGet(PersonalDownloads.BETWEEN_LOOKS.toNanos());
        serving.mayGoOn();
        assertThat(links.questions).isEqualTo(2);
        assertThat(serving.mayGoOn()).isFalse();
        links.withdrawn = false;
        nanos.addAndGet(PersonalDownloads.BETWEEN_LOOKS.toNanos());
        assertThat(serving.mayGoOn()).as("what was cut off stays so").isFalse();
    }

    @Test
    void eachRequestAsks() {
        PersonalDownloads all = new PersonalDownloads(links, downloads, nanos::get);
        for (int i = 1; i <= 3; i++) {
            assertThat(all.link(LINK).find().join().upload().id()).isEqualTo(file);
            assertThat(links.questions).isEqualTo(i);
        }
        links.withdrawn = true;
        assertThat(all.link(LINK).find()).isCompletedExceptionally();
    }

    /** Whatever fails and whatever waits: in the end the row was told of every byte that went, and of no other. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyByteThatWentIsToldAndNoOther(long seed) {
        Random random = new Random(seed);
        SentRanges ranges = new SentRanges(links);
        BitSet went = new BitSet();
        for (int i = 0; i < 200; i++) {
            int from = random.nextInt(SIZE - 1);
            int to = from + 1 + random.nextInt(Math.min(9, SIZE - from - 1) + 1);
            to = Math.min(to, SIZE);
            went.set(from, to);
            ranges.add(LINK, new Range(from, to), SIZE);
            links.answer(random);
            if (random.nextInt(10) == 0) {
                var unused = ranges.flush();
            }
        }
        for (int i = 0; i < 20; i++) {
            var unused = ranges.flush();
            links.answerAll();
        }
        assertThat(links.covered).isEqualTo(went);
        assertThat(ranges.flush()).as("nothing waits").isCompleted();
        assertThat(links.open).isEmpty();
    }

    /** One link, and answers that come when the test wants. */
    private static final class OneLink implements PersonalLinks {
        private final SlotId file;
        private final List<Runnable> open = new ArrayList<>();
        private final List<CompletableFuture<Boolean>> answers = new ArrayList<>();
        private final BitSet covered = new BitSet();
        private int questions;
        private boolean withdrawn;

        OneLink(SlotId file) {
            this.file = file;
        }

        @Override
        public CompletableFuture<Optional<PersonalLink>> find(LinkId id) {
            questions++;
            return CompletableFuture.completedFuture(Optional.of(new PersonalLink(id, file, withdrawn)));
        }

        @Override
        public CompletableFuture<Boolean> sent(LinkId id, long from, long to, long size) {
            CompletableFuture<Boolean> answer = new CompletableFuture<>();
            open.add(() -> {
                covered.set((int) from, (int) to);
                answer.complete(false);
            });
            answers.add(answer);
            return answer;
        }

        /** Lets one of those that wait be done or fail, or none. */
        void answer(Random random) {
            if (!open.isEmpty() && random.nextInt(3) > 0) {
                int one = random.nextInt(open.size());
                Runnable work = open.remove(one);
                CompletableFuture<Boolean> answer = answers.remove(one);
                if (random.nextBoolean()) {
                    work.run();
                } else {
                    answer.completeExceptionally(new IllegalStateException("no database"));
                }
            }
        }

        void answerAll() {
            while (!open.isEmpty()) {
                answers.remove(0);
                open.remove(0).run();
            }
        }
    }
}
