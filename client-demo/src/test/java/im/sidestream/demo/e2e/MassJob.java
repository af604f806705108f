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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
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

    private final Place place;
    private final int receivers;
    private final Visitor bob;
    private final BlockingQueue<URI> links = new LinkedBlockingQueue<>();
    private final AtomicInteger fetched = new AtomicInteger();
    private final Thread fetching = new Thread(this::fetch, "fetching");
    private final List<Crowd> crowds;
    private volatile boolean over;

    /** Where a job is done: alice and bob can log in there. */
    interface Place {
        Visitor logIn(String user) throws Exception;

        Typed type(String user, String... words) throws IOException;

        List<Crowd> crowds(BiConsumer<String, URI> links) throws Exception;

        /** The address of one of the receivers, counted from 0. */
        String address(int number);
    }

    private record OneServer(Stage stage) implements Place {
        @Override
        public Visitor logIn(String user) throws Exception {
            return Visitor.logIn(stage, user);
        }

        @Override
        public Typed type(String user, String... words) throws IOException {
            return Typed.by(stage, user, words);
        }

        @Override
        public List<Crowd> crowds(BiConsumer<String, URI> links) throws Exception {
            return List.of(Crowd.connect(stage.prosody(), new Crowd.Home(DOMAIN, SECRET, ""), links));
        }

        @Override
        public String address(int number) {
            return receiver(number);
        }
    }

    private MassJob(Place place, int receivers) throws Exception {
        this.place = place;
        this.receivers = receivers;
        bob = place.logIn("bob");
        crowds = place.crowds((to, link) -> links.add(link));
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
        return at(new OneServer(stage), receivers);
    }

    /** The same anywhere. */
    static MassJob at(Place place, int receivers) throws Exception {
        return new MassJob(place, receivers);
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
                IntStream.range(0, receivers).mapToObj(place::address).toList());
        return place.type(
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

    /** As the place made them. */
    List<Crowd> crowds() {
        return crowds;
    }

    Visitor visitor() {
        return bob;
    }

    /** How many receivers were asked. */
    int asked() {
        return offers().size();
    }

    /** How many receivers have a link. */
    int served() {
        return files().size();
    }

    /** How many links were fetched. */
    int fetched() {
        return fetched.get();
    }

    /** How often a receiver got something that had come before. */
    int repeats() {
        return crowds.stream().mapToInt(Crowd::repeats).sum();
    }

    private Map<String, Set<String>> offers() {
        return all(Crowd::offers);
    }

    private Map<String, Set<String>> files() {
        return all(Crowd::files);
    }

    private Map<String, Set<String>> all(Function<Crowd, Map<String, Set<String>>> which) {
        Map<String, Set<String>> all = new HashMap<>();
        crowds.forEach(crowd -> all.putAll(which.apply(crowd)));
        return all;
    }

    /** Waits until everything was fetched. */
    void awaitFetched(Duration patience) {
        await().atMost(patience)
                .failFast("somebody got two", () -> !isAtMostOne(offers()) || !isAtMostOne(files()))
                .untilAsserted(() -> assertThat(fetched.get())
                        .as("fetched; %d asked, %d served", asked(), served())
                        .isEqualTo(receivers));
    }

    /** Each was asked once, and got one file. */
    void requireOneForEach() {
        assertThat(counts(offers())).isEqualTo(Map.of(1, receivers));
        assertThat(counts(files())).isEqualTo(Map.of(1, receivers));
        assertThat(fetched).hasValue(receivers);
    }

    /** Alice reads that all of them have it. */
    void requireSummary() {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(summary()).containsPattern("downloaded: " + receivers + "\\b"));
    }

    /** What alice reads of her newest delivery, numbers without their separators. */
    private String summary() throws Exception {
        try (Visitor alice = place.logIn("alice")) {
            BotChat bot = BotChat.of(alice);
            bot.say("deliveries");
            return bot.say("delivery 1").replaceAll("(?<=\\d)[,.](?=\\d)", "");
        }
    }

    /** The last report comes to alice by itself, be it that it waited for her: each receiver is in it, and has the file. */
    void requireReport() throws Exception {
        try (Visitor alice = place.logIn("alice")) {
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
        for (Crowd crowd : crowds) {
            crowd.close();
        }
        bob.close();
    }
}
