package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.Requirement;
import im.sidestream.slot.Slot;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 7239: who is behind a proxy is learnt from trusted proxies alone, and changes no link. */
final class ForwardedTest {
    private static final String PEER = InetAddress.getLoopbackAddress().getHostAddress();
    private static final Predicate<InetAddress> LOOPBACK = InetAddress::isLoopbackAddress;

    @TempDir
    Path directory;

    /** RFC 7239 §4, §6: one hop, in every form that a node has. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "for=192.0.2.43                                   | 192.0.2.43",
                "For=\"192.0.2.43:47011\"                         | 192.0.2.43",
                "for=\"[2001:db8:cafe::17]\"                      | 2001:db8:cafe:0:0:0:0:17",
                "for=\"[2001:db8:cafe::17]:4711\"                 | 2001:db8:cafe:0:0:0:0:17",
                "for=\"[::ffff:192.0.2.43]\"                      | 192.0.2.43",
                "for=192.0.2.60;proto=http;by=203.0.113.43        | 192.0.2.60",
                "by=\"[::1]\";host=\"a, b;for=1.1.1.1\";FOR=192.0.2.60 | 192.0.2.60",
                "for=192.0.2.1, for=192.0.2.60                    | 192.0.2.60",
                "for=192.0.2.60 , ,                               | 127.0.0.1",
                "for=unknown                                      | 127.0.0.1",
                "for=_hidden                                      | 127.0.0.1",
                "for=\"_SEVKISEK:_port\"                          | 127.0.0.1",
                "proto=https                                      | 127.0.0.1",
                "for=2001:db8:cafe::17                            | 127.0.0.1",
                "for=example.org                                  | 127.0.0.1",
                "for=999.0.2.1                                    | 127.0.0.1",
                "for=192.0.2.1 for=192.0.2.2                      | 127.0.0.1",
                "192.0.2.1                                        | 127.0.0.1",
                "for=\"192.0.2.1                                  | 127.0.0.1",
                "for=                                             | 127.0.0.1",
            })
    @Requirement("R-27")
    void theStandardHeaderIsReadAsItIsWritten(String value, String client) throws IOException {
        assertThat(client(Set.of(PEER), "Forwarded", value)).isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.43                | 192.0.2.43",
                "192.0.2.43:4711           | 192.0.2.43",
                "2001:db8::17              | 2001:db8:0:0:0:0:0:17",
                "[2001:db8::17]:4711       | 2001:db8:0:0:0:0:0:17",
                "10.9.9.9, 192.0.2.43      | 192.0.2.43",
                "192.0.2.43, 10.0.0.2      | 192.0.2.43",
                "1.1.1.1, 192.0.2.43, 10.0.0.3, 10.0.0.2 | 192.0.2.43",
                "10.0.0.3, 10.0.0.2        | 10.0.0.3",
                "junk, 10.0.0.2            | 10.0.0.2",
                "192.0.2.43, junk          | 127.0.0.1",
                "192.0.2.43,               | 127.0.0.1",
                "fe80::1%eth0              | 127.0.0.1",
                "localhost                 | 127.0.0.1",
            })
    @Requirement("R-27")
    void theLastHopThatIsNotTrustedIsTheClient(String value, String client) throws IOException {
        assertThat(client(Set.of(PEER, "10.0.0.2", "10.0.0.3"), "X-Forwarded-For", value))
                .isEqualTo(client);
    }

    /** What a client invents stands before what the proxy adds, in the same line or in one of its own. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "for=\"x, for=192.0.2.43",
                "for=\"x\\\", for=192.0.2.43",
                "\"\"\"\", for=192.0.2.43",
                "=;=, for=192.0.2.43"
            })
    @Requirement("R-27")
    void whatStandsBeforeAProxysWordChangesNothing(String value) throws IOException {
        assertThat(client(Set.of(PEER), "Forwarded", value)).isEqualTo("192.0.2.43");
        InetAddress peer = InetAddress.getLoopbackAddress();
        HttpFields lines =
                HttpFields.build().add("Forwarded", "for=\"" + "x".repeat(5000)).add("Forwarded", "for=192.0.2.43");
        assertThat(String.valueOf(ForwardedFor.client(lines, peer, peer::equals)))
                .isEqualTo("/192.0.2.43");
    }

    /** A proxy writes one of the headers; what the other one says may be the client's invention. */
    @Test
    @Requirement("R-27")
    void headersThatContradictEachOtherAreNotBelieved() throws IOException {
        InetAddress peer = InetAddress.getLoopbackAddress();
        HttpFields same = HttpFields.build().add("Forwarded", "for=192.0.2.1").add("X-Forwarded-For", "192.0.2.1");
        HttpFields other = HttpFields.build().add("Forwarded", "for=192.0.2.1").add("X-Forwarded-For", "192.0.2.2");
        assertThat(String.valueOf(ForwardedFor.client(same, peer, peer::equals)))
                .isEqualTo("/192.0.2.1");
        assertThat(ForwardedFor.client(other, peer, peer::equals)).isEqualTo(peer);
    }

    @Test
    @Requirement("R-27")
    void whoIsNoTrustedProxyIsNotBelievedAndTrustedOnesAre() throws IOException {
        for (boolean trusted : List.of(true, false)) {
            HttpFront front = new HttpFront(trusted ? LOOPBACK : address -> false, false);
            try (RunningService service =
                            new RunningService(directory.resolve("" + trusted), standard -> standard.behind(front));
                    RawHttp client = new RawHttp(service.port())) {
                Slot slot = service.slot("a.txt", 1);
                client.put(
                                slot.put(),
                                1,
                                "X-Forwarded-For: 192.0.2.43",
                                "X-Forwarded-Proto: http",
                                "X-Forwarded-Host: evil.example",
                                "X-Forwarded-Port: 80")
                        .send("x");
                assertThat(client.reply().header("Location")).startsWith("https://files.example.org/f/");
                await().until(() -> !service.outcomes.isEmpty());
                InetAddress found = service.outcomes.get(0).client();
                assertThat(String.valueOf(found)).endsWith("/" + (trusted ? "192.0.2.43" : PEER));
            }
        }
    }

    /** All connections of clients behind a proxy are the proxy's: what they have under way counts in their place. */
    @Test
    @Requirement({"R-27", "G-06"})
    void clientsBehindAProxyAreHeldToTheLimitOneByOne() throws IOException {
        HttpGuards guards = new HttpGuards(10_000, 2, LOOPBACK, Duration.ZERO, Duration.ofMinutes(1));
        try (RunningService service = new RunningService(
                directory, standard -> standard.with(List.of(), guards).behind(new HttpFront(LOOPBACK, false)))) {
            Slot slot = service.slot("a.txt", 1);
            List<RawHttp> open = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                open.add(waiting(service, "for=192.0.2.43"));
            }
            await().until(() -> status(service, slot, "for=192.0.2.43") == 429);
            assertThat(status(service, slot, "for=192.0.2.44")).isEqualTo(404);
            assertThat(status(service, slot, "for=unknown")).isEqualTo(404);
            for (RawHttp one : open) {
                one.close();
            }
            await().until(() -> status(service, slot, "for=192.0.2.43") == 404);
        }
    }

    /** An upload of which nothing comes. */
    private static RawHttp waiting(RunningService service, String forwarded) throws IOException {
        Slot slot = service.slot("b.bin", 100_000);
        return new RawHttp(service.port()).put(slot.put(), 100_000, "Forwarded: " + forwarded);
    }

    private static int status(RunningService service, Slot slot, String forwarded) throws IOException {
        try (RawHttp client = new RawHttp(service.port())) {
            return client.get(slot.get(), "Forwarded: " + forwarded).reply().status();
        }
    }

    private static String client(Set<String> proxies, String name, String value) throws IOException {
        HttpFields headers = HttpFields.build().add(name, value);
        InetAddress client = ForwardedFor.client(
                headers, InetAddress.getLoopbackAddress(), address -> proxies.contains(address.getHostAddress()));
        return client == null ? "" : client.getHostAddress();
    }
}
