package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.Requirement;
import im.sidestream.blob.Blob;
import im.sidestream.blob.BlobKey;
import im.sidestream.blob.BlobStore;
import im.sidestream.blob.BlobWriter;
import im.sidestream.blob.StoreFullException;
import im.sidestream.blob.StoreUnavailableException;
import im.sidestream.http.RawHttp.Reply;
import im.sidestream.slot.AuditRecord;
import im.sidestream.slot.Removal;
import im.sidestream.slot.Slot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that fails loses nobody's file and answers truly; as soon as it works again, so does the slot. */
final class BrokenStoreTest {
    @TempDir
    Path directory;

    private final FaultyStore faults = new FaultyStore();

    @Test
    void aStoreThatCannotWriteRefusesAndTheSlotCanBeUsedLater() throws Exception {
        try (RunningService service = service()) {
            Slot slot = service.slot("a.bin", 5);
            for (Fault fault : new Fault[] {Fault.CREATE, Fault.WRITE, Fault.PUBLISH}) {
                faults.fault = fault;
                Reply reply = put(service, slot);
                assertThat(reply.status()).as(fault.name()).isEqualTo(503);
                assertThat(reply.header("Retry-After")).isEqualTo("5");
                assertThat(get(service, slot).status()).isEqualTo(404);
            }
            faults.fault = Fault.NONE;
            await().until(() -> put(service, slot).status() == 201);
            assertThat(get(service, slot).body()).isEqualTo("hello".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aFullStoreSaysSo() throws Exception {
        try (RunningService service = service()) {
            Slot slot = service.slot("a.bin", 5);
            faults.fault = Fault.WRITE;
            faults.free = 0;
            assertThat(put(service, slot).status()).isEqualTo(507);
        }
    }

    /** House plan §4.12: a spool or a bucket that is full is no fault, and neither is a bucket that does not answer. */
    @Test
    void aStoreElsewhereThatIsFullOrOutOfReachSaysSoAndIsNoFault() throws Exception {
        try (RunningService service = service();
                CapturedLog log = new CapturedLog()) {
            Slot slot = service.slot("a.bin", 5);
            for (Fault fault : new Fault[] {Fault.CREATE, Fault.WRITE, Fault.PUBLISH}) {
                faults.fault = fault;
                faults.failure = new StoreFullException("full", new IOException());
                assertThat(put(service, slot).status()).as(fault.name()).isEqualTo(507);
                faults.failure = new StoreUnavailableException("away", new IOException());
                Reply reply = put(service, slot);
                assertThat(reply.status()).as(fault.name()).isEqualTo(503);
                assertThat(reply.header("Retry-After")).isEqualTo("5");
            }
            faults.fault = Fault.NONE;
            await().until(() -> put(service, slot).status() == 201);
            assertThat(log.text()).isEmpty();
        }
    }

    @Test
    void bytesThatAreMissingAreAFaultAndNotAnEmptyFile() throws Exception {
        try (RunningService service = service()) {
            Slot slot = service.slot("a.bin", 5);
            put(service, slot);
            for (Path blob : service.blobs()) {
                Files.delete(blob);
            }
            assertThat(get(service, slot).status()).isEqualTo(503);
        }
    }

    /** House plan §4.9: row first, then bytes; what is deleted is gone, also for whom it was found a moment before. */
    @Test
    void aFileThatIsDeletedBetweenItsRowAndItsBytesIsGoneAndNoFault() throws Exception {
        try (RunningService service = service();
                CapturedLog log = new CapturedLog()) {
            Slot slot = service.slot("a.bin", 5);
            put(service, slot);
            faults.beforeOpening = () -> {
                service.catalog
                        .delete(slot.id(), new Removal(AuditRecord.Action.OWNER, "user@example.org"))
                        .join();
                for (Path blob : service.blobs()) {
                    Files.delete(blob);
                }
            };
            assertThat(get(service, slot).status()).isEqualTo(410);
            assertThat(log.text()).isEmpty();
        }
    }

    @Test
    @Requirement("G-10")
    void aFileThatIsCutShortIsAFaultAndNothingOfItsLinkIsLogged() throws Exception {
        try (RunningService service = service();
                CapturedLog log = new CapturedLog()) {
            Slot slot = service.slot("a.bin", 5);
            put(service, slot);
            for (Path blob : service.blobs()) {
                Files.write(blob, new byte[3]);
            }
            Reply reply = get(service, slot);
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.header("ETag")).isEmpty();
            assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
            assertThat(reply.header("Content-Security-Policy")).contains("default-src 'none'");
            assertThat(log.text()).contains("fewer bytes").doesNotContain("/f/", "a.bin");
        }
    }

    /** House plan §6: broken machinery is logged, also where the status went out already. */
    @Test
    void aFileThatEndsOnTheWayIsLoggedAsAFault() throws Exception {
        int size = 300_000;
        try (RunningService service = service();
                CapturedLog log = new CapturedLog()) {
            Slot slot = service.slot("a.bin", size);
            try (RawHttp upload = new RawHttp(service.port())) {
                upload.put(slot.put(), size).send("x".repeat(size)).reply();
            }
            faults.beforeOpening = () -> {
                for (Path blob : service.blobs()) {
                    Files.write(blob, new byte[size - 7]);
                }
            };
            try (RawHttp client = new RawHttp(service.port())) {
                assertThat(client.get(slot.get()).reply().body()).hasSizeLessThan(size);
            }
            await().until(() -> log.text().contains("failed on the way"));
            assertThat(log.text()).doesNotContain("/f/", "a.bin");
        }
    }

    @Test
    @Requirement("G-10")
    void aClientThatGoesAwayLeavesNoTokenInTheLog() throws Exception {
        try (RunningService service = service();
                CapturedLog log = new CapturedLog()) {
            Slot slot = service.slot("a.bin", 100_000);
            RawHttp upload = new RawHttp(service.port());
            upload.put(slot.put(), 100_000).send("half");
            await().until(() -> !service.blobs().isEmpty());
            upload.reset();
            await().until(() -> !service.outcomes.isEmpty());
            assertThat(log.text()).doesNotContain("t=", "/u/");
        }
    }

    private RunningService service() throws IOException {
        return new RunningService(directory, Optional.empty(), faults::around);
    }

    private static Reply put(RunningService service, Slot slot) throws IOException {
        try (RawHttp upload = new RawHttp(service.port())) {
            return upload.put(slot.put(), 5).send("hello").reply();
        }
    }

    private static Reply get(RunningService service, Slot slot) throws IOException {
        try (RawHttp client = new RawHttp(service.port())) {
            return client.get(slot.get()).reply();
        }
    }

    private enum Fault {
        NONE,
        CREATE,
        WRITE,
        PUBLISH
    }

    /** What happens to a store at an unlucky moment. */
    private interface Step {
        void take() throws IOException;
    }

    /** Stands before a real store and fails where the test says. */
    private static final class FaultyStore {
        private volatile Fault fault = Fault.NONE;
        private volatile IOException failure = new IOException("the disk is broken");
        private volatile long free = Long.MAX_VALUE;
        private volatile Step beforeOpening = () -> {};

        BlobStore around(BlobStore store) {
            return new BlobStore() {
                @Override
                public BlobWriter create(BlobKey key) throws IOException {
                    failIf(Fault.CREATE);
                    return writer(store.create(key));
                }

                @Override
                public Blob open(BlobKey key) throws IOException {
                    beforeOpening.take();
                    return store.open(key);
                }

                @Override
                public void delete(BlobKey key) throws IOException {
                    store.delete(key);
                }

                @Override
                public void list(Consumer<BlobKey> visitor) throws IOException {
                    store.list(visitor);
                }

                @Override
                public Optional<String> storeId() throws IOException {
                    return store.storeId();
                }

                @Override
                public void adopt(String storeId) throws IOException {
                    store.adopt(storeId);
                }

                @Override
                public long freeBytes() {
                    return free;
                }

                @Override
                public void close() {
                    store.close();
                }
            };
        }

        private BlobWriter writer(BlobWriter writer) {
            return new BlobWriter() {
                @Override
                public void write(ByteBuffer bytes) throws IOException {
                    failIf(Fault.WRITE);
                    writer.write(bytes);
                }

                @Override
                public CompletableFuture<Void> publish() {
                    return fault == Fault.PUBLISH ? CompletableFuture.failedFuture(failure) : writer.publish();
                }

                @Override
                public void abort() {
                    writer.abort();
                }
            };
        }

        private void failIf(Fault kind) throws IOException {
            if (fault == kind) {
                throw failure;
            }
        }
    }
}
