package im.sidestream.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.demo.message.DeliveryReport;
import im.sidestream.demo.share.DeliveryWatch;
import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.StageSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jxmpp.jid.impl.JidCreate;

/**
 * One job for a whole crowd: alice orders, all say yes, every link is fetched once, and whatever happened on the way, each was
 * asked once and got the file once, counted by distinct ids at the receivers, and alice was told so.
 */
final class MassJob implements AutoCloseable {
    private static final String DOMAIN = "crowd.localhost";
    private static final String SECRET = "of the crowd";
    private static final byte[] CONTENT = {1, 2, 3};
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Stage stage;
    private final int receivers;
    private final Visitor bob;
    private final BlockingQueue<URI> links = new LinkedBlockingQueue<>();
    private final AtomicInteger fetched = new AtomicInteger();
    private final Thread fetching = new Thread(this::fetch, "fetching");
    private final Crowd crowd;
    private volatile boolean over;

    private MassJob(Stage stage, int receivers) throws Exception {
        this.stage = stage;
        this.receivers = receivers;
        bob = Visitor.logIn(stage, "bob");
        crowd = Crowd.connect(stage.prosody(), DOMAIN, SECRET, (to, link) -> links.add(link));
    }

    /** A stage that knows the crowd, and alice as one who may ask so many. */
    static StageSettings settings(int receivers, int offersPerSecond) {
        return StageSettings.defaults()
                .withProsodyConfig("Component \"" + DOMAIN + "\"", "component_secret = \"" + SECRET + "\"")
                .withServerConfig(
                        "delivery.trusted = [\"alice@localhost\"]",
                        "delivery.trusted-receivers = " + receivers,
                        "delivery.trusted-daily = " + receivers,
                        "delivery.offers-per-second = " + offersPerSecond);
    }

    /** The receivers are there; nothing is ordered or fetched yet. */
    static MassJob on(Stage stage, int receivers) throws Exception {
        return new MassJob(stage, receivers);
    }

    /** Alice orders; returns when the service has said yes. */
    void order(Path directory) throws Exception {
        try (Typed alice = ordering(directory)) {
            assertThat(alice.exitCode()).as(alice.err()).isZero();
        }
    }

    /** Alice's order, which the service has not answered yet. */
    Typed ordering(Path directory) throws IOException {
        Path file = Files.write(directory.resolve("small.bin"), CONTENT);
        Path names = Files.write(
                directory.resolve("receivers.txt"),
                IntStream.range(0, receivers).mapToObj(MassJob::receiver).toList());
        return Typed.by(
                stage,
                "alice",
                "distribute",
                file.toString(),
                "--to-file",
                names.toString(),
                "--answer-by",
                "2h",
                "--progress",
                "none");
    }

    /** The address of one of them. */
    static String receiver(int number) {
        return "u" + number + "@" + DOMAIN;
    }

    /** Begins to fetch every link that comes, and again what did not come whole. */
    void startFetching() {
        fetching.start();
    }

    private void fetch() {
        try {
            while (!over) {
                URI link = links.poll(1, TimeUnit.SECONDS);
                if (link != null && isFetched(link)) {
                    fetched.incrementAndGet();
                } else if (link != null) {
                    links.add(link);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isFetched(URI link) throws InterruptedException {
        try {
            var answer = bob.http().send(HttpRequest.newBuilder(link).build(), BodyHandlers.ofByteArray());
            return answer.statusCode() == 200 && Arrays.equals(answer.body(), CONTENT);
        } catch (IOException down) {
            return false;
        }
    }

    Visitor visitor() {
        return bob;
    }

    /** How many receivers were asked. */
    int asked() {
        return crowd.offers().size();
    }

    /** How many receivers have a link. */
    int served() {
        return crowd.files().size();
    }

    /** How many links were fetched. */
    int fetched() {
        return fetched.get();
    }

    /** How often a receiver got something that had come before. */
    int repeats() {
        return crowd.repeats();
    }

    /** Waits until everything was fetched. */
    void awaitFetched(Duration patience) {
        await().atMost(patience)
                .failFast("somebody got two", () -> !isAtMostOne(crowd.offers()) || !isAtMostOne(crowd.files()))
                .untilAsserted(() -> assertThat(fetched.get())
                        .as("fetched; %d asked, %d served", asked(), served())
                        .isEqualTo(receivers));
    }

    /** Each was asked once, and got one file. */
    void requireOneForEach() {
        assertThat(counts(crowd.offers())).isEqualTo(Map.of(1, receivers));
        assertThat(counts(crowd.files())).isEqualTo(Map.of(1, receivers));
        assertThat(fetched).hasValue(receivers);
    }

    /** Alice reads that all of them have it. */
    void requireSummary() {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(summary()).containsPattern("downloaded: " + receivers + "\\b"));
    }

    /** What alice reads of her newest delivery, numbers without their separators. */
    private String summary() throws Exception {
        try (Visitor alice = Visitor.logIn(stage, "alice")) {
            BotChat bot = BotChat.of(alice);
            bot.say("deliveries");
            return bot.say("delivery 1").replaceAll("(?<=\\d)[,.](?=\\d)", "");
        }
    }

    /** The last report comes to alice by itself, be it that it waited for her: each receiver is in it, and has the file. */
    void requireReport() throws Exception {
        try (Visitor alice = Visitor.logIn(stage, "alice")) {
            DeliveryWatch watch = new DeliveryWatch(JidCreate.from(alice.uploadDomain()), text -> {});
            alice.session().onMessage(message -> {
                String delivery = DeliveryReport.read(message).delivery();
                if (delivery != null) {
                    watch.follow(delivery, receivers);
                }
                watch.accept(message);
            });
            alice.session().available();
            assertThat(watch.await(SOON))
                    .as("a last report: %s", watch.summary())
                    .isTrue();
            assertThat(watch.summary()).isEqualTo(Map.of("downloaded", (long) receivers));
        }
    }

    private static boolean isAtMostOne(Map<String, Set<String>> ids) {
        return ids.values().stream().allMatch(all -> all.size() <= 1);
    }

    /** How many receivers have how many. */
    private static Map<Integer, Integer> counts(Map<String, Set<String>> ids) {
        return ids.values().stream()
                .map(Collection::size)
                .collect(Collectors.toMap(size -> size, size -> 1, Integer::sum));
    }

    @Override
    public void close() throws IOException {
        over = true;
        try {
            fetching.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        crowd.close();
        bob.close();
    }
}
