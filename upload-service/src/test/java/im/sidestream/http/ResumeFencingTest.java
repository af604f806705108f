package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.http.RawHttp.Reply;
import im.sidestream.slot.Claim;
import im.sidestream.slot.ClaimTerms;
import im.sidestream.slot.Piece;
import im.sidestream.slot.Slot;
import im.sidestream.slot.UploadState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** One writer at a time, whoever was first, last, silent or dead (design 11; draft "Concurrency"). */
final class ResumeFencingTest extends ResumeFixture {
    @Test
    void whatCameBeforeACutStaysAndIsCountedBeforeAnybodyIsToldAnOffset() throws Exception {
        byte[] content = random(500_000);
        Slot slot = service.slot("a.bin", content.length);
        int at = 0;
        for (int cut : List.of(1, 70_000, 300_000, 499_999)) {
            RawHttp client = client();
            client.patch(slot.put(), at, content.length - at).send(part(content, at, cut));
            int from = at;
            await().until(() -> service.row(slot).attempt() > 0 && bytes() >= cut - from);
            if (cut % 2 == 0) {
                client.reset();
            } else {
                client.close();
            }
            at = (int) offset(slot);
            assertThat(at).isEqualTo(cut);
            assertThat(get(slot).status()).isEqualTo(404);
        }
        assertThat(patch(slot, at, part(content, at, content.length)).status()).isEqualTo(204);
        assertThat(get(slot).body()).isEqualTo(content);
    }

    /** Returns how many bytes the youngest piece has. */
    private long bytes() throws IOException {
        long most = 0;
        for (var blob : service.blobs()) {
            most = Math.max(most, java.nio.file.Files.size(blob));
        }
        return most;
    }

    @Test
    void whoeverAsksEndsASilentRequestAndItsBytesCount() throws Exception {
        byte[] content = random(10_000);
        Slot slot = service.slot("a.bin", content.length);
        try (RawHttp silent = client()) {
            silent.patch(slot.put(), 0, content.length).send(part(content, 0, 4_000));
            await().until(() -> bytes() == 4_000);

            assertThat(offset(slot)).isEqualTo(4_000);
            assertThat(patch(slot, 4_000, part(content, 4_000, 6_000)).status()).isEqualTo(204);

            // what a zombie still sends goes nowhere
            try {
                silent.send(part(content, 4_000, 10_000));
                silent.drain();
            } catch (IOException e) {
                assertThat(e).isNotNull();
            }
        }
        assertThat(offset(slot)).isEqualTo(6_000);
        assertThat(patch(slot, 6_000, part(content, 6_000, 10_000)).status()).isEqualTo(204);
        assertThat(get(slot).body()).isEqualTo(content);
    }

    @Test
    void ofTwoThatGoOnAtOnceOneWinsAndTheFileIsWhole() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 10; round++) {
                byte[] content = random(50_000 + round);
                Slot slot = service.slot("a.bin", content.length);
                List<Future<Integer>> both = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    both.add(threads.submit(() -> status(slot, content)));
                }
                int won = 0;
                for (Future<Integer> one : both) {
                    won += one.get() == 204 ? 1 : 0;
                }
                assertThat(won).isLessThanOrEqualTo(1);
                int at = (int) offset(slot);
                assertThat(at == content.length).isEqualTo(won == 1);
                if (at < content.length) {
                    assertThat(patch(slot, at, part(content, at, content.length))
                                    .status())
                            .isEqualTo(204);
                }
                assertThat(get(slot).body()).isEqualTo(content);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private int status(Slot slot, byte[] content) {
        try {
            return patch(slot, 0, content).status();
        } catch (IOException e) {
            // ended by the other one
            return 0;
        }
    }

    /** Another process, or one that was thought dead: its next step fails, and it is told. */
    @Test
    void whoeverWasTakenOverElsewhereFailsAtItsNextStep() throws Exception {
        byte[] content = random(10_000);
        Slot slot = service.slot("a.bin", content.length);
        try (RawHttp zombie = client()) {
            zombie.patch(slot.put(), 0, content.length).send(part(content, 0, 4_000));
            await().until(() -> bytes() == 4_000);
            Claim newer = service.catalog
                    .resume(slot.id(), 0, new ClaimTerms("2026010101", Duration.ofSeconds(30), Duration.ofHours(24)))
                    .join();
            service.catalog
                    .append(
                            newer,
                            new Piece(0, 5, newer.attempt(), newer.upload().directory()))
                    .join();

            zombie.send(part(content, 4_000, 10_000));

            assertThat(zombie.reply().status()).isEqualTo(409);
        }
        assertThat(service.row(slot).pieced()).isEqualTo(5);
        assertThat(service.row(slot).state()).isEqualTo(UploadState.RECEIVING);
        assertThat(service.blobs()).isEmpty();
    }

    @Test
    void aPlainPutWaitsForWhoeverGoesOnAndMayThenBeginAgain() throws Exception {
        byte[] content = random(10_000);
        Slot slot = service.slot("a.bin", content.length);
        RawHttp running = client();
        running.patch(slot.put(), 0, content.length).send(part(content, 0, 4_000));
        await().until(() -> bytes() == 4_000);
        Reply refused = put(slot, content);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 31);
        running.close();
        await().until(() -> service.row(slot).pieced() == 4_000);

        await().until(() -> put(slot, content).status() == 201);

        assertThat(get(slot).body()).isEqualTo(content);
        assertThat(offset(slot)).isEqualTo(content.length);
        assertThat(patch(slot, 4_000, new byte[10]).status()).isEqualTo(409);
        service.sweepOrphans();
        assertThat(service.blobs()).hasSize(1);
    }

    @Test
    void aPlainPutThatBreaksTakesNothingFromTheOffset() throws Exception {
        byte[] content = random(10_000);
        Slot slot = service.slot("a.bin", content.length);
        patch(slot, 0, part(content, 0, 4_000));
        RawHttp plain = client();
        plain.put(slot.put(), content.length).send(part(content, 0, 100));
        await().until(() -> service.blobs().size() == 2);
        assertThat(patch(slot, 4_000, new byte[1]).status()).isEqualTo(409);
        plain.reset();
        await().until(() -> service.blobs().size() == 1);

        assertThat(offset(slot)).isEqualTo(4_000);
        await().until(() -> patch(slot, 4_000, part(content, 4_000, 10_000)).status() == 204);
        assertThat(get(slot).body()).isEqualTo(content);
    }
}
