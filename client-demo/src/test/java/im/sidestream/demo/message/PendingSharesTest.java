package im.sidestream.demo.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** XEP-0447 §3.2: announcements wait, and nobody can fill the memory with them. */
class PendingSharesTest {
    private static final int LIMIT = 64;
    private static final List<String> URLS = List.of("https://dl.example/f/a.txt");
    private static final SharedFile FILE = new SharedFile("share", FileMetadata.NONE, List.of(), null);

    private final PendingShares pending = new PendingShares();

    @Test
    void theOldestOfTooManyIsForgotten() {
        for (int i = 0; i <= LIMIT; i++) {
            pending.announce("alice@north.example", "m" + i, FILE);
        }

        assertThat(attach("m0")).isFalse();
        for (int i = 1; i <= LIMIT; i++) {
            assertThat(attach("m" + i)).as("m" + i).isTrue();
        }
    }

    @Test
    void sourcesCompleteAFileOnce() {
        pending.announce("alice@north.example", "m", FILE);

        assertThat(attach("m")).isTrue();
        assertThat(attach("m")).isFalse();
    }

    private boolean attach(String messageId) {
        return pending.attach("alice@north.example", new Incoming.Sources(messageId, URLS))
                .filter(file -> file.urls().equals(URLS))
                .isPresent();
    }
}
