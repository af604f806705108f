package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.sidestream.blob.BlobKey;
import im.sidestream.blob.BlobWriter;
import im.sidestream.config.StorageConfig;
import im.sidestream.slot.Retention;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that is not the catalog's is refused before anything in it can be judged. */
class StoreTest {
    @TempDir
    private Path directory;

    @Test
    void aNewDirectoryIsMadeAndOpensAgain() throws Exception {
        open().close();
        String id = Files.readString(directory.resolve("store/store-id"));
        try (Store again = open()) {
            assertThat(again.isWhole()).isTrue();
        }

        assertThat(Files.readString(directory.resolve("store/store-id"))).isEqualTo(id);
    }

    @Test
    void filesOfAnotherStoreAreRefused() throws Exception {
        open().close();
        Files.writeString(directory.resolve("store/store-id"), "another");

        assertRefused("are not those of its catalog");
    }

    @Test
    void aStoreThatLostItsIdIsRefusedLikeOneThatIsNotMounted() throws Exception {
        open().close();
        Files.delete(directory.resolve("store/store-id"));

        assertRefused("are not those of its catalog");
        assertThat(directory.resolve("store/store-id")).doesNotExist();
    }

    @Test
    void filesWithoutTheirCatalogAreRefused() throws Exception {
        try (Store store = open()) {
            BlobWriter writer = store.blobs().create(new BlobKey("2026010100", "a.1"));
            writer.write(ByteBuffer.wrap(new byte[1]));
            writer.publish().join();
        }
        Files.delete(directory.resolve("store/catalog.db"));

        assertRefused("holds files, but its catalog.db is missing");
    }

    @Test
    void aStoreInUseIsRefused() throws Exception {
        try (Store first = open()) {
            assertRefused("is in use");
            assertThat(first.isWhole()).isTrue();
        }
    }

    @Test
    void aDirectoryThatCannotBeMadeIsRefused() throws IOException {
        Files.writeString(directory.resolve("store"), "a file");

        assertRefused("storage.directory ");
    }

    @Test
    void aNewDirectoryIsForItsOwnerAlone() throws Exception {
        open().close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("store"))))
                .isEqualTo("rwx------");
        assertThat(PrivateDirectory.isOpenToOthers(directory.resolve("store"))).isFalse();
    }

    @Test
    void aDirectoryThatIsOpenToOthersIsNoticedAndLeftAsItIs() throws Exception {
        Path store = Files.createDirectory(directory.resolve("store"));
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rwxr-xr-x"));

        open().close();

        assertThat(PrivateDirectory.isOpenToOthers(store)).isTrue();
    }

    private void assertRefused(String why) {
        assertThatThrownBy(this::open).isInstanceOf(StartException.class).hasMessageContaining(why);
    }

    private Store open() throws StartException {
        return Store.open(
                new StorageConfig(directory.resolve("store"), false), Clock.systemUTC(), () -> Retention.FOREVER);
    }
}
