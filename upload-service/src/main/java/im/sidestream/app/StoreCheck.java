package im.sidestream.app;

import im.sidestream.blob.Blob;
import im.sidestream.blob.BlobKey;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Stored;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks at catalog and files from both sides; changes nothing. */
final class StoreCheck {
    private static final int STEP = 500;

    private final Store store;

    StoreCheck(Store store) {
        this.store = store;
    }

    /** Compares what is on the store with what the catalog says of it. */
    String findings() throws IOException {
        if (!store.isWhole()) {
            return "the files in " + store.directory() + " are not those of the catalog: is everything mounted?\n";
        }
        Findings findings = new Findings();
        store.blobs().list(key -> judge(key, row(key).orElse(null)).ifPresent(finding -> findings.add(key, finding)));
        eachStep(rows -> rows.forEach(row -> findings.add(key(row), judge(row))));
        return findings + "done\n";
    }

    /** Shows all stored files, so many at a time that their number does not matter. */
    private void eachStep(Consumer<List<Upload>> visitor) {
        SlotId last = null;
        while (true) {
            List<Upload> rows = store.catalog().stored(last, STEP).join();
            if (rows.isEmpty()) {
                return;
            }
            visitor.accept(rows);
            last = rows.get(rows.size() - 1).id();
        }
    }

    /** Returns what is to be said of a blob, which is nothing where it is a stored file's. */
    private static Optional<String> judge(BlobKey key, @Nullable Upload row) {
        if (row != null && isStored(row, key)) {
            return Optional.empty();
        }
        boolean underWay = row != null && (row.state() == UploadState.RECEIVING || row.state() == UploadState.ISSUED);
        return Optional.of(underWay ? Findings.UNDER_WAY : Findings.GARBAGE);
    }

    private String judge(Upload row) {
        try {
            return hasItsSize(key(row), row.stored()) ? Findings.GOOD : Findings.WRONG_LENGTH;
        } catch (NoSuchFileException e) {
            return isStillThere(row) ? Findings.MISSING : Findings.DELETED;
        } catch (IOException e) {
            return Findings.UNREADABLE;
        }
    }

    private boolean isStillThere(Upload row) {
        return store.catalog()
                .find(row.id())
                .join()
                .filter(now -> isStored(now, key(row)))
                .isPresent();
    }

    private Optional<Upload> row(BlobKey key) {
        int dot = key.name().indexOf('.');
        Optional<SlotId> id = SlotId.parse(dot < 0 ? key.name() : key.name().substring(0, dot));
        return id.flatMap(known -> store.catalog().find(known).join());
    }

    private static BlobKey key(Upload row) {
        return BlobKey.of(row.directory(), row.id().value(), row.attempt());
    }

    private static boolean isStored(Upload upload, BlobKey key) {
        return upload.state() == UploadState.STORED && key.equals(key(upload));
    }

    private boolean hasItsSize(BlobKey key, @Nullable Stored stored) throws IOException {
        if (stored == null) {
            return false;
        }
        try (Blob blob = store.blobs().open(key)) {
            boolean lastByteIsThere = stored.size() == 0 || blob.read(ByteBuffer.allocate(1), stored.size() - 1) == 1;
            return lastByteIsThere && blob.read(ByteBuffer.allocate(1), stored.size()) < 0;
        }
    }
}
