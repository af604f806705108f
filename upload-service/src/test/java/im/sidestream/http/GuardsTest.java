package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.Requirement;
import im.sidestream.slot.Slot;
import im.sidestream.slot.UploadState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody holds what others need: connections have a number, headers a time, uploads a pace. */
final class GuardsTest {
    @TempDir
    Path directory;

    @Test
    @Requirement("G-06")
    void anAddressHasSoManyConnectionsAndNoMore() throws Exception {
        try (RunningService service = service(3, address -> false, Duration.ofMinutes(1))) {
            List<RawHttp> open = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                open.add(new RawHttp(service.port()));
                assertThat(isServed(open.get(i))).isTrue();
            }
            try (RawHttp more = new RawHttp(service.port())) {
                assertThat(isServed(more)).isFalse();
            }
            open.remove(0).close();
            await().until(() -> {
                try (RawHttp next = new RawHttp(service.port())) {
                    return isServed(next);
                }
            });
            for (RawHttp client : open) {
                assertThat(isServed(client)).as("those that were there stay").isTrue();
                client.close();
            }
        }
    }

    /** Whoever they are from: each costs memory, and a process that has no more of it ends. */
    @Test
    @Requirement("G-06")
    void soManyConnectionsThereAreInAllAndNoMore() throws Exception {
        HttpGuards guards = new HttpGuards(2, 1_000, address -> true, Duration.ZERO, Duration.ofMinutes(1));
        try (RunningService service = new RunningService(directory, Optional.empty(), store -> store, guards);
                RawHttp stays = new RawHttp(service.port())) {
            assertThat(isServed(stays)).isTrue();
            try (RawHttp second = new RawHttp(service.port());
                    RawHttp more = new RawHttp(service.port())) {
                assertThat(isServed(second)).isTrue();
                assertThat(isServed(more)).isFalse();
            }
            await().until(() -> {
                try (RawHttp next = new RawHttp(service.port())) {
                    return isServed(next);
                }
            });
            assertThat(isServed(stays)).as("who was there stays").isTrue();
        }
    }

    @Test
    @Requirement("G-06")
    void whoIsTrustedHasAnyNumber() throws Exception {
        try (RunningService service = service(1, InetAddress::isLoopbackAddress, Duration.ofMinutes(1));
                RawHttp first = new RawHttp(service.port());
                RawHttp second = new RawHttp(service.port())) {
            assertThat(isServed(first)).isTrue();
            assertThat(isServed(second)).isTrue();
        }
    }

    @Test
    @Requirement("G-06")
    void whatIsOneHouseholdCountsAsOne() throws Exception {
        InetAddress one = InetAddress.getByName("2001:db8:1:2:3:4:5:6");
        assertThat(AddressCounts.network(one))
                .isEqualTo(AddressCounts.network(InetAddress.getByName("2001:db8:1:2::1")))
                .isNotEqualTo(AddressCounts.network(InetAddress.getByName("2001:db8:1:3::1")));
        InetAddress old = InetAddress.getByName("192.0.2.7");
        assertThat(AddressCounts.network(old)).isEqualTo(old);
    }

    /** RFC 9110 §15.5.9: less than 256 bytes a second, over a minute, is answered 408 and frees the slot. */
    @Test
    @Requirement("G-08")
    void anUploadThatComesByDropsIsToldSo() throws Exception {
        try (RunningService service = service(1000, address -> true, Duration.ofMinutes(1))) {
            Slot slot = service.slot("a.bin", 100_000);
            try (RawHttp upload = new RawHttp(service.port())) {
                upload.put(slot.put(), 100_000).send("x".repeat(100));
                await().until(() -> service.row(slot).state() == UploadState.RECEIVING
                        && !service.blobs().isEmpty());
                service.clock.advance(Duration.ofSeconds(59));
                drop(service, upload, 256 * 60 - 101);
                service.clock.advance(Duration.ofSeconds(1));
                drop(service, upload, 1);
                // 15,360 bytes in 60 seconds are enough, so another minute begins
                service.clock.advance(Duration.ofSeconds(59));
                drop(service, upload, 256 * 60 - 2);
                service.clock.advance(Duration.ofSeconds(1));
                upload.send("x");
                assertThat(upload.reply().status()).isEqualTo(408);
                assertThat(upload.drain()).isZero();
            }
            await().until(() -> service.blobs().isEmpty());
            byte[] whole = new byte[100_000];
            await().until(() -> {
                try (RawHttp again = new RawHttp(service.port())) {
                    return again.put(slot.put(), whole.length)
                                    .send(whole)
                                    .reply()
                                    .status()
                            == 201;
                }
            });
        }
    }

    /** A part of an upload that comes by drops is ended, too, and what came stays. */
    @Test
    @Requirement("G-08")
    void aPartThatComesByDropsIsToldSoAndStays() throws Exception {
        try (RunningService service = service(1000, address -> true, Duration.ofMinutes(1))) {
            Slot slot = service.slot("a.bin", 100_000);
            String link = slot.put().getRawPath() + "?" + slot.put().getRawQuery();
            try (RawHttp upload = new RawHttp(service.port())) {
                upload.request(
                                "PATCH",
                                link,
                                "Content-Length: 100000",
                                "Content-Type: application/partial-upload",
                                "Upload-Complete: ?1",
                                "Upload-Offset: 0")
                        .send("x".repeat(100));
                await().until(() -> !service.blobs().isEmpty() && written(service) == 100);
                service.clock.advance(Duration.ofMinutes(1));
                upload.send("x");
                assertThat(upload.reply().status()).isEqualTo(408);
            }
            try (RawHttp asking = new RawHttp(service.port())) {
                assertThat(asking.request("HEAD", link).reply(false).header("Upload-Offset"))
                        .isEqualTo("101");
            }
        }
    }

    /** Sends bytes and waits until they were taken. */
    private static void drop(RunningService service, RawHttp upload, int count) throws IOException {
        long before = written(service);
        upload.send("x".repeat(count));
        await().until(() -> written(service) >= before + count);
    }

    private static long written(RunningService service) throws IOException {
        return java.nio.file.Files.size(service.blobs().get(0));
    }

    @Test
    @Requirement("G-08")
    void anUploadThatFallsSilentIsToldSo() throws Exception {
        try (RunningService service = service(1000, address -> true, Duration.ofMillis(300))) {
            Slot slot = service.slot("a.bin", 100_000);
            try (RawHttp upload = new RawHttp(service.port())) {
                upload.put(slot.put(), 100_000).send("x");
                assertThat(upload.reply().status()).isEqualTo(408);
            }
            await().until(() -> service.blobs().isEmpty());
        }
    }

    @Test
    @Requirement("G-07")
    void aConnectionThatSaysNothingIsClosed() throws Exception {
        try (RunningService service = service(1000, address -> true, Duration.ofMillis(300));
                RawHttp fresh = new RawHttp(service.port());
                RawHttp used = new RawHttp(service.port())) {
            assertThat(isServed(used)).isTrue();
            assertThat(fresh.drain()).isZero();
            assertThat(used.drain()).isZero();
        }
    }

    /** Each drop is something, so that no time-out of silence would ever end this. */
    @Test
    @Requirement("G-07")
    void headersThatComeByDropsHaveAnEnd() throws Exception {
        try (RunningService service = service(1000, address -> true, Duration.ofMillis(600));
                RawHttp slow = new RawHttp(service.port())) {
            slow.send("GET / HTTP/1.1\r\nHost: localhost\r\nX: ");
            await().pollInterval(Duration.ofMillis(50)).until(() -> {
                try {
                    slow.send("x");
                    return false;
                } catch (SocketException closed) {
                    return true;
                }
            });
        }
    }

    /** Downloads and uploads that last longer than headers may are none of these. */
    @Test
    void anUploadThatGoesOnMayLastLongerThanHeaders() throws Exception {
        try (RunningService service = service(1000, address -> true, Duration.ofSeconds(2));
                RawHttp upload = new RawHttp(service.port())) {
            int size = 70_000 + 30;
            Slot slot = service.slot("a.bin", size);
            upload.put(slot.put(), size).send("x".repeat(70_000));
            for (int i = 0; i < 30; i++) {
                await().pollDelay(Duration.ofMillis(100)).until(() -> true);
                upload.send("x");
            }
            assertThat(upload.reply().status()).isEqualTo(201);
        }
    }

    private static boolean isServed(RawHttp client) {
        try {
            return client.request("GET", "/").reply().status() == 404;
        } catch (IOException closed) {
            return false;
        }
    }

    private RunningService service(
            long connections, java.util.function.Predicate<InetAddress> trusted, Duration patience) throws IOException {
        return new RunningService(
                directory,
                Optional.empty(),
                store -> store,
                new HttpGuards(10_000, connections, trusted, Duration.ZERO, patience));
    }
}
