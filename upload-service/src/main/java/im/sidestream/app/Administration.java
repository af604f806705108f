package im.sidestream.app;

import im.sidestream.blob.Blob;
import im.sidestream.blob.BlobKey;
import im.sidestream.http.AdminCommand;
import im.sidestream.slot.AuditRecord;
import im.sidestream.slot.Removal;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Stored;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import im.sidestream.transfer.Deletion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The administrator's commands over one store; each answers in lines. */
public final class Administration {
    private static final int STEP = 500;
    private static final Removal BY_CONSOLE = new Removal(AuditRecord.Action.ADMINISTRATOR, "console");

    private final String service;
    private final Store store;
    private final Deletion deletion;
    private final Supplier<String> health;

    Administration(String service, Store store, Deletion deletion, Supplier<String> health) {
        this.service = service;
        this.store = store;
        this.deletion = deletion;
        this.health = health;
    }

    /** Returns the commands over a store that no service has open. */
    public static Administration offline(String service, Store store) {
        var signer = SigningKeys.signer(store.catalog(), Clock.systemUTC(), new SecureRandom());
        return new Administration(
                service, store, new Deletion(signer, store.catalog(), store.blobs()), () -> "not running\n");
    }

    /** Returns all commands by name. */
    public Map<String, AdminCommand> commands() {
        return Map.of(
                "status", argument -> status(), "usage", this::usage, "purge", this::purge, "fsck", argument -> fsck());
    }

    private String status() throws IOException {
        return "service: " + service + "\n" + health.get() + "directory: " + store.directory() + "\nfree bytes: "
                + store.blobs().freeBytes() + "\n";
    }

    private String usage(String argument) {
        String owner = bareJid(argument);
        return owner + ": " + store.catalog().used(service, owner).join() + " bytes stored and reserved\n";
    }

    /** Deletes every stored file of one owner. */
    private String purge(String argument) {
        String owner = bareJid(argument);
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger deleted = new AtomicInteger();
        eachStep(rows -> {
            List<CompletableFuture<Boolean>> deletions = rows.stream()
                    .filter(row -> row.request().owner().equals(owner)
                            && row.request().service().equals(service))
                    .map(row -> deletion.delete(row.id(), BY_CONSOLE).handle((done, failure) -> failure == null))
                    .toList();
            asked.addAndGet(deletions.size());
            deletions.forEach(one -> deleted.addAndGet(one.join() ? 1 : 0));
        });
        return owner + ": " + deleted + " of " + asked + " files deleted\n";
    }

    /** Compares what is on the store with what the catalog says of it. */
    private String fsck() throws IOException {
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

    private static String bareJid(String argument) {
        String jid = argument.strip();
        if (!jid.matches("[^\\s@/]+@[^\\s@/]+|[^\\s@/]+")) {
            throw new IllegalArgumentException("a bare JID such as user@example.org is needed");
        }
        return jid;
    }
}
