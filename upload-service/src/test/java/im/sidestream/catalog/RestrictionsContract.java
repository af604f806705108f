package im.sidestream.catalog;

import static im.sidestream.catalog.Fixtures.JULIET;
import static im.sidestream.catalog.Fixtures.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.slot.AuditRecord;
import im.sidestream.slot.Restrictions;
import im.sidestream.slot.Retention;
import im.sidestream.slot.ServiceAdministration.Block;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What administrators set stays over a restart, each change with its record. */
abstract class RestrictionsContract {
    @TempDir
    private Path directory;

    private final TestingClock clock = new TestingClock();
    private SqlCatalog catalog;
    private Restrictions restrictions;

    abstract SqlCatalog open(Path directory, Rules rules);

    @BeforeEach
    void open() {
        catalog = open(directory, new Rules(clock, () -> Retention.FOREVER));
        restrictions = catalog.restrictions();
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private List<AuditRecord> audit() {
        return catalog.audit().records(SERVICE, null, null, 10).join().items();
    }

    @Test
    void blocksAndLimitsStayOverARestart() {
        restrictions.block(SERVICE, Block.Kind.TYPE, "image/*", "console").join();
        restrictions.block(SERVICE, Block.Kind.USER, "evil.example", "admin@x").join();
        restrictions.limit(SERVICE, "policy.max-file-size", "1MiB", "console").join();
        close();
        open();

        assertThat(restrictions.blocks(SERVICE).join())
                .containsExactly(
                        new Block(Block.Kind.USER, "evil.example", clock.instant(), "admin@x"),
                        new Block(Block.Kind.TYPE, "image/*", clock.instant(), "console"));
        assertThat(restrictions.limits(SERVICE).join()).isEqualTo(Map.of("policy.max-file-size", "1MiB"));
        assertThat(restrictions.blocks("other.example").join()).isEmpty();
    }

    @Test
    void aBlockThatIsThereStaysAsItIsAndEndsOnce() {
        restrictions.block(SERVICE, Block.Kind.TYPE, "a/b", "first").join();
        restrictions.block(SERVICE, Block.Kind.TYPE, "a/b", "second").join();

        assertThat(restrictions.blocks(SERVICE).join()).extracting(Block::by).containsExactly("first");
        assertThat(restrictions.unblock(SERVICE, Block.Kind.TYPE, "a/b", "x").join())
                .isTrue();
        assertThat(restrictions.unblock(SERVICE, Block.Kind.TYPE, "a/b", "x").join())
                .isFalse();
        assertThat(audit()).extracting(AuditRecord::detail).containsExactly("unblock type a/b", "block type a/b");
    }

    @Test
    void theRecordOfABlockedAccountNamesItAsOwnerAlone() {
        restrictions.block(SERVICE, Block.Kind.USER, JULIET, "console").join();

        assertThat(audit()).singleElement().satisfies(record -> {
            assertThat(record.owner()).isEqualTo(JULIET);
            assertThat(record.detail()).isEqualTo("block user");
        });
    }

    @Test
    void aLimitIsGivenBack() {
        restrictions.limit(SERVICE, "k", "1", "console").join();
        restrictions.limit(SERVICE, "k", "2", "console").join();
        assertThat(restrictions.limits(SERVICE).join()).isEqualTo(Map.of("k", "2"));
        restrictions.limit(SERVICE, "k", null, "console").join();

        assertThat(restrictions.limits(SERVICE).join()).isEmpty();
        assertThat(audit()).extracting(AuditRecord::detail).containsExactly("k = default", "k = 2", "k = 1");
    }

    @Test
    void accountsInALimitAreNotCopiedIntoTheTrail() {
        restrictions.limit(SERVICE, "policy.allow", JULIET, "console").join();

        assertThat(audit()).noneMatch(record -> record.toString().contains(JULIET));
    }
}
