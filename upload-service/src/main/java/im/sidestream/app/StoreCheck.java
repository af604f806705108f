package im.sidestream.app;

import im.sidestream.blob.Blob;
import im.sidestream.blob.BlobKey;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import im.sidestream.transfer.StoredBytes;
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
            return "the files in " + store.place() + " are not those of the catalog: is everything mounted?\n";
        }
        Findings findings = new Findings();
        store.blobs().list(key -> judge(key, row(key).orElse(null)).ifPresent(finding -> findings.add(key, finding)));
        eachStep(rows -> rows.forEach(row -> judge(row, findings)));
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
    private Optional<String> judge(BlobKey key, @Nullable Upload row) {
        if (row != null && isStored(row, key)) {
            return Optional.empty();
        }
        boolean underWay = row != null && (row.state() == UploadState.RECEIVING || row.state() == UploadState.ISSUED);
        return Optional.of(underWay ? Findings.UNDER_WAY : Findings.GARBAGE);
    }

    /** A file is as good as the first of its blobs that is not. */
    private void judge(Upload row, Findings findings) {
        List<StoredBytes.Part> parts = bytes(row).parts();
        for (StoredBytes.Part part : parts) {
            String finding = judge(row, part);
            if (!finding.equals(Findings.GOOD)) {
                findings.add(part.key(), finding);
                return;
            }
        }
        findings.add(parts.get(0).key(), Findings.GOOD);
    }

    private String judge(Upload row, StoredBytes.Part part) {
        try {
            return hasItsSize(part) ? Findings.GOOD : Findings.WRONG_LENGTH;
        } catch (NoSuchFileException e) {
            return isStillThere(row, part) ? Findings.MISSING : Findings.DELETED;
        } catch (IOException e) {
            return Findings.UNREADABLE;
        }
    }

    private boolean isStillThere(Upload row, StoredBytes.Part part) {
        return store.catalog()
                .find(row.id())
                .join()
                .filter(now -> isStored(now, part.key()))
                .isPresent();
    }

    private Optional<Upload> row(BlobKey key) {
        int dot = key.name().indexOf('.');
        Optional<SlotId> id = SlotId.parse(dot < 0 ? key.name() : key.name().substring(0, dot));
        return id.flatMap(known -> store.catalog().find(known).join());
    }

    private StoredBytes bytes(Upload row) {
        return StoredBytes.of(row, store.catalog()).join();
    }

    private boolean isStored(Upload upload, BlobKey key) {
        return upload.state() == UploadState.STORED
                && bytes(upload).parts().stream().anyMatch(part -> part.key().equals(key));
    }

    private boolean hasItsSize(StoredBytes.Part part) throws IOException {
        try (Blob blob = store.blobs().open(part.key())) {
            boolean lastByteIsThere = part.size() == 0 || blob.read(ByteBuffer.allocate(1), part.size() - 1) == 1;
            return lastByteIsThere && blob.read(ByteBuffer.allocate(1), part.size()) < 0;
        }
    }
}
