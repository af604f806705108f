package im.sidestream.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.slot.Retention;
import im.sidestream.slot.StreamLeases;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A domain's stream has one holder at a time, by the catalog's clock (XEP-0114 §3: one stream for a domain). */
abstract class StreamLeasesContract {
    private static final String UPLOAD = "upload.north.example";
    private static final Duration TEN = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private final TestingClock clock = new TestingClock();
    private SqlCatalog catalog;
    private StreamLeases leases;

    abstract SqlCatalog open(Path directory, Rules rules);

    @BeforeEach
    void open() {
        catalog = open(directory, new Rules(clock, () -> Retention.FOREVER));
        leases = catalog.streamLeases();
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private boolean takes(String holder) {
        return leases.take(UPLOAD, holder, TEN).join();
    }

    @Test
    void oneHolderAtATimeUntilItsEnd() {
        assertThat(takes("one")).isTrue();
        assertThat(takes("two")).isFalse();
        clock.advance(TEN.minusMillis(1));
        assertThat(takes("two")).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(takes("two")).isTrue();
        assertThat(takes("one")).isFalse();
    }

    @Test
    void theHolderProlongsItsLease() {
        takes("one");
        clock.advance(Duration.ofSeconds(6));
        assertThat(takes("one")).isTrue();
        clock.advance(Duration.ofSeconds(6));

        assertThat(takes("two")).isFalse();
    }

    @Test
    void whatIsReleasedIsFreeAtOnce() {
        takes("one");
        leases.release(UPLOAD, "one").join();

        assertThat(takes("two")).isTrue();
    }

    @Test
    void nobodyReleasesTheLeaseOfAnother() {
        takes("one");
        leases.release(UPLOAD, "two").join();

        assertThat(takes("two")).isFalse();
    }

    @Test
    void domainsHaveLeasesOfTheirOwn() {
        takes("one");

        assertThat(leases.take("files.north.example", "two", TEN).join()).isTrue();
        assertThat(takes("two")).isFalse();
    }

    @Test
    void aLeaseOutlivesTheCatalogThatGaveIt() {
        takes("one");
        close();
        open();

        assertThat(takes("two")).isFalse();
    }
}
