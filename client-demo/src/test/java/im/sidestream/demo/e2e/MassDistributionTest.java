package im.sidestream.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.demo.slots.UploadService;
import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.StageSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One job for very many, with the server killed five times on the way: one offer and one file for each, counted by distinct
 * ids at the receivers; memory stays flat, and slots are given meanwhile. 300 receivers, and 10,000 with {@code --full}.
 */
final class MassDistributionTest {
    private static final int RECEIVERS = Boolean.getBoolean("sidestream.full") ? 10_000 : 300;
    private static final int KILLS = 5;
    private static final int SLOTS = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(Boolean.getBoolean("sidestream.full") ? 30 : 5);
    private static final String DOMAIN = "crowd.localhost";
    private static final String SECRET = "of the crowd";
    private static final byte[] CONTENT = {1, 2, 3};
    /** What the server may hold beside its files, whatever the size of a job. */
    private static final long MOST_MEMORY_KIB = 160 << 10;

    private final BlockingQueue<URI> links = new LinkedBlockingQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger fetched = new AtomicInteger();
    private final AtomicLong memory = new AtomicLong();

    @Test
    void eachOfManyIsAskedOnceAndGetsTheFileOnce(@TempDir Path directory) throws Exception {
        StageSettings settings = StageSettings.defaults()
                .withProsodyConfig("Component \"" + DOMAIN + "\"", "component_secret = \"" + SECRET + "\"")
                .withServerConfig(
                        "delivery.trusted = [\"alice@localhost\"]",
                        "delivery.trusted-receivers = " + RECEIVERS,
                        "delivery.trusted-daily = " + RECEIVERS,
                        "delivery.offers-per-second = 200");
        try (Stage stage = Stage.open(settings);
                Visitor bob = Visitor.logIn(stage, "bob");
                Visitor sender = Visitor.logIn(stage, "alice");
                Crowd crowd = Crowd.connect(stage.prosody(), DOMAIN, SECRET, (to, link) -> links.add(link))) {
            BotChat reports = BotChat.of(sender);
            List<Long> idle = slots(bob, SLOTS);
            Thread fetching = new Thread(() -> fetch(bob), "fetching");
            try (Typed alice = order(stage, directory)) {
                assertThat(alice.exitCode()).as(alice.err()).isZero();
                List<Long> busy = killOnTheWay(stage, bob, crowd);
                // not before: a download that ends while the server is killed is not counted
                fetching.start();
                await().atMost(PATIENCE).until(() -> fetched.get() >= RECEIVERS);
                System.out.printf(
                        "slots during a job of %d: p99 %.1f ms, idle %.1f ms, ratio %.2f; p50 %.1f ms, idle %.1f ms;"
                                + " RssAnon at most %d MiB; %d repeats%n",
                        RECEIVERS,
                        at(busy, 0.99),
                        at(idle, 0.99),
                        at(busy, 0.99) / at(idle, 0.99),
                        at(busy, 0.5),
                        at(idle, 0.5),
                        memory.get() >> 10,
                        crowd.repeats());
            } finally {
                over.set(true);
                fetching.join();
            }
            assertThat(counts(crowd.offers())).isEqualTo(Map.of(1, RECEIVERS));
            assertThat(counts(crowd.files())).isEqualTo(Map.of(1, RECEIVERS));
            assertThat(fetched).hasValue(RECEIVERS);
            assertThat(memory.get()).isLessThan(MOST_MEMORY_KIB);
            awaitReport(reports, "downloaded: " + RECEIVERS);
        }
    }

    /** Reads what the sender is told until it says that; numbers without their separators. */
    private static void awaitReport(BotChat sender, String expected) throws Exception {
        String report;
        do {
            report = sender.next().getBody().replaceAll("(?<=\\d)[,.](?=\\d)", "");
        } while (!report.lines().toList().contains(expected));
    }

    private static Typed order(Stage stage, Path directory) throws IOException {
        Path file = Files.write(directory.resolve("small.bin"), CONTENT);
        Path receivers = Files.write(
                directory.resolve("receivers.txt"),
                IntStream.range(0, RECEIVERS)
                        .mapToObj(n -> "u" + n + "@" + DOMAIN)
                        .toList());
        return Typed.by(
                stage,
                "alice",
                "distribute",
                file.toString(),
                "--to-file",
                receivers.toString(),
                "--answer-by",
                "2h",
                "--progress",
                "none");
    }

    /** Kills the server each time when another sixth of the offers is out; asks for slots all the while. */
    private List<Long> killOnTheWay(Stage stage, Visitor bob, Crowd crowd) throws Exception {
        List<Long> busy = new ArrayList<>();
        for (int n = 1; n <= KILLS; n++) {
            while (crowd.offers().size() < RECEIVERS * n / (KILLS + 1)) {
                busy.addAll(slots(bob, 10));
                memory.accumulateAndGet(anonymous(stage.server().pid()), Math::max);
            }
            stage.server().kill();
            stage.server().start();
            stage.prosody().awaitComponentLogins(2 + n, Duration.ofSeconds(30));
        }
        while (crowd.files().size() < RECEIVERS) {
            busy.addAll(slots(bob, 10));
            memory.accumulateAndGet(anonymous(stage.server().pid()), Math::max);
        }
        return busy;
    }

    private static List<Long> slots(Visitor visitor, int count) throws Exception {
        List<Long> nanos = new ArrayList<>();
        UploadService service = visitor.uploadService();
        for (int n = 0; n < count; n++) {
            long begin = System.nanoTime();
            visitor.unlimitedSlot(service, 1);
            nanos.add(System.nanoTime() - begin);
        }
        return nanos;
    }

    /** Milliseconds within which that share of them came. */
    private static double at(List<Long> nanos, double share) {
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return sorted.get((int) (sorted.size() * share)) / 1e6;
    }

    private static long anonymous(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    /** Fetches every link, and again what a kill cut off. */
    private void fetch(Visitor visitor) {
        try {
            while (!over.get()) {
                URI link = links.poll(1, TimeUnit.SECONDS);
                if (link != null && isFetched(visitor, link)) {
                    fetched.incrementAndGet();
                } else if (link != null) {
                    links.add(link);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isFetched(Visitor visitor, URI link) throws InterruptedException {
        try {
            var answer = visitor.http().send(HttpRequest.newBuilder(link).build(), BodyHandlers.ofByteArray());
            return answer.statusCode() == 200 && java.util.Arrays.equals(answer.body(), CONTENT);
        } catch (IOException down) {
            return false;
        }
    }

    /** How many receivers have how many. */
    private static Map<Integer, Integer> counts(Map<String, Set<String>> ids) {
        return ids.values().stream()
                .map(Collection::size)
                .collect(Collectors.toMap(size -> size, size -> 1, Integer::sum));
    }
}
