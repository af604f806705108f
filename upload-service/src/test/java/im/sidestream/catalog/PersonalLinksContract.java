package im.sidestream.catalog;

import static im.sidestream.catalog.DeliveryFixture.SIZE;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.Outbox.Kind;
import im.sidestream.slot.LinkId;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A download is what covers the file, in any order, once (design.md §4.19). */
abstract class PersonalLinksContract {
    private static final String BOB = "bob@south.example";

    @TempDir
    private Path directory;

    private final TestingClock clock = new TestingClock();
    private DeliveryFixture f;
    private Delivery delivery;
    private LinkId link;

    abstract SqlCatalog open(Path directory, Rules rules);

    @BeforeEach
    void open() {
        f = new DeliveryFixture(this::open, directory, clock);
        delivery = f.opened(BOB);
        f.accept(delivery, BOB);
        link = Objects.requireNonNull(f.offer(delivery, BOB).link());
    }

    @AfterEach
    void close() {
        f.close();
    }

    private boolean sent(long from, long to) {
        return f.tables.links().sent(link, from, to, SIZE).join();
    }

    @Test
    void allBytesAtOnceAreADownload() {
        f.said(Kind.FILE);
        clock.advance(Duration.ofMinutes(5));

        assertThat(sent(0, SIZE)).isTrue();
        assertThat(f.state(delivery, BOB)).isEqualTo(DeliveryState.DOWNLOADED);
        assertThat(f.offer(delivery, BOB).times().downloaded()).isEqualTo(clock.instant());
    }

    @Test
    void aPartIsNone() {
        assertThat(sent(0, SIZE - 1)).isFalse();
        assertThat(sent(0, SIZE - 1)).isFalse();
        assertThat(sent(40, 60)).isFalse();
        assertThat(sent(50, 50)).isFalse();
        assertThat(f.state(delivery, BOB)).isEqualTo(DeliveryState.ACCEPTED);
    }

    @Test
    void partsInAnyOrderThatCoverItAreOne() {
        assertThat(sent(60, SIZE)).isFalse();
        assertThat(sent(0, 30)).isFalse();
        assertThat(sent(20, 50)).isFalse();
        assertThat(sent(50, 59)).isFalse();
        assertThat(sent(59, 60)).isTrue();
        assertThat(f.state(delivery, BOB)).isEqualTo(DeliveryState.DOWNLOADED);
    }

    @Test
    void itCountsOnce() {
        assertThat(sent(0, SIZE)).isTrue();
        assertThat(sent(0, SIZE)).isFalse();
        assertThat(sent(0, 10)).isFalse();
        assertThat(sent(10, SIZE)).isFalse();
    }

    @Test
    void whatWentOutIsKnownOverARestart() {
        sent(0, 50);
        f.close();
        f = new DeliveryFixture(this::open, directory, clock);

        assertThat(sent(50, SIZE)).isTrue();
    }

    @Test
    void anUnknownLinkLeadsNowhere() {
        LinkId unknown = LinkId.random(new SecureRandom());

        assertThat(f.tables.links().find(unknown).join()).isEmpty();
        assertThat(f.tables.links().sent(unknown, 0, SIZE, SIZE).join()).isFalse();
    }

    @Test
    void aWithdrawnLinkSaysSo() {
        assertThat(f.tables.links().find(link).join().orElseThrow().withdrawn()).isFalse();
        f.deliveries().withdraw(delivery.id(), BOB).join();

        assertThat(f.tables.links().find(link).join().orElseThrow().withdrawn()).isTrue();
    }

    @Test
    void bytesThatWereUnderWayWhenItWasWithdrawnChangeNothing() {
        f.deliveries().withdraw(delivery.id(), BOB).join();
        sent(0, SIZE);

        assertThat(f.state(delivery, BOB)).isEqualTo(DeliveryState.WITHDRAWN);
    }

    @Test
    void ofTooManyPartsNoneIsCountedThatDidNotGoOut() {
        for (int i = 1; i < 200; i += 2) {
            f.tables.links().sent(link, i, i + 1, 400).join();
        }
        assertThat(f.tables.links().sent(link, 200, 400, 400).join()).isFalse();
        for (int i = 0; i < 120; i += 2) {
            assertThat(f.tables.links().sent(link, i, i + 1, 400).join()).isFalse();
        }
        assertThat(f.tables.links().sent(link, 0, 200, 400).join()).isTrue();
    }
}
