package im.sidestream.app;

import im.sidestream.blob.Blob;
import im.sidestream.blob.BlobKey;
import im.sidestream.http.AdminCommand;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.Stored;
import im.sidestream.slot.Upload;
import im.sidestream.slot.UploadState;
import im.sidestream.transfer.Deletion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The administrator's commands over one store; each answers in lines. */
public final class Administration {
    private static final String WRONG_LENGTH = "length differs from the catalog's";
    private static final String GARBAGE = "belongs to no file";

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
        var signer = SigningKeys.signer(store.catalog(), new SecureRandom());
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
    private String purge(String argument) throws IOException {
        String owner = bareJid(argument);
        List<CompletableFuture<Boolean>> deletions = new ArrayList<>();
        for (BlobKey key : keys()) {
            Upload upload = row(key).orElse(null);
            if (upload != null
                    && isStored(upload, key)
                    && upload.request().owner().equals(owner)
                    && upload.request().service().equals(service)) {
                deletions.add(deletion.delete(upload.id()).handle((done, failure) -> failure == null));
            }
        }
        long deleted = deletions.stream().filter(CompletableFuture::join).count();
        return owner + ": " + deleted + " of " + deletions.size() + " files deleted\n";
    }

    /** Compares what is on the store with what the catalog says of it. */
    private String fsck() throws IOException {
        if (!store.isWhole()) {
            return "the files in " + store.directory() + " are not those of the catalog: is everything mounted?\n";
        }
        Map<String, Integer> counts = new TreeMap<>();
        StringBuilder problems = new StringBuilder();
        for (BlobKey key : keys()) {
            String finding = judge(key, row(key).orElse(null));
            counts.merge(finding, 1, Integer::sum);
            if (finding.equals(WRONG_LENGTH) || finding.equals(GARBAGE)) {
                problems.append(key).append(": ").append(finding).append('\n');
            }
        }
        counts.forEach((finding, count) ->
                problems.append(finding).append(": ").append(count).append('\n'));
        return problems + "done\n";
    }

    private String judge(BlobKey key, @Nullable Upload upload) throws IOException {
        if (upload != null && isStored(upload, key)) {
            return hasItsSize(key, upload.stored()) ? "good files" : WRONG_LENGTH;
        }
        boolean underWay = upload != null && upload.state() == UploadState.RECEIVING;
        return underWay ? "uploads under way or broken" : GARBAGE;
    }

    private List<BlobKey> keys() throws IOException {
        List<BlobKey> keys = new ArrayList<>();
        store.blobs().list(keys::add);
        return keys;
    }

    private Optional<Upload> row(BlobKey key) {
        int dot = key.name().indexOf('.');
        Optional<SlotId> id = SlotId.parse(dot < 0 ? key.name() : key.name().substring(0, dot));
        return id.flatMap(known -> store.catalog().find(known).join());
    }

    private static boolean isStored(Upload upload, BlobKey key) {
        return upload.state() == UploadState.STORED
                && key.equals(BlobKey.of(upload.directory(), upload.id().value(), upload.attempt()));
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
