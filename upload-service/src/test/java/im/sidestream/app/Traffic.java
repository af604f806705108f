package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.app.Node.Links;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that upload and download at a node without a pause, whatever happens to it, and remember what they were told. */
final class Traffic {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(40);
    /** Bytes that are compared at a time, in whole numbers of what {@link Random} makes of one. */
    private static final int CHUNK = 64 << 10;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Put> stored = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger turn = new AtomicInteger();
    private final Queue<Put> open = new ConcurrentLinkedQueue<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger downloads = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final Map<String, Integer> answers = new TreeMap<>();
    private final ExecutorService clients = Executors.newCachedThreadPool();
    private volatile Node node;
    private volatile boolean over;

    /** A slot, and how many bytes were sent to it. */
    private record Put(Links slot, int size) {
        /** Made anew each time: what was sent in all would not fit into memory. */
        byte[] content() {
            byte[] content = new byte[size];
            random().nextBytes(content);
            return content;
        }

        private Random random() {
            return new Random(slot.put().hashCode());
        }

        /** Compares as the bytes come, for the same reason. */
        boolean isWhole(InputStream bytes) throws IOException {
            Random random = random();
            for (int left = size; left > 0; left -= CHUNK) {
                byte[] wanted = new byte[Math.min(CHUNK, left)];
                random.nextBytes(wanted);
                if (!Arrays.equals(bytes.readNBytes(wanted.length), wanted)) {
                    return false;
                }
            }
            return bytes.read() < 0;
        }
    }

    /** What a download brought; {@code whole} says that it is what was uploaded. */
    private record Got(int status, boolean whole) {}

    Traffic(Node node) {
        this.node = node;
    }

    /** Begins with so many uploads and downloads at a time, of files of these sizes. */
    void start(int atOnce, int... sizes) throws Exception {
        for (int size : sizes) {
            assertThat(upload(size)).as("before anything happens").isEqualTo(201);
        }
        for (int i = 0; i < atOnce; i++) {
            int size = sizes[i % sizes.length];
            clients.execute(() -> until(() -> upload(size)));
            clients.execute(() -> until(this::download));
        }
    }

    /** Sends everything to another node from now on, as a balancer does. */
    void turnTo(Node other) {
        node = other;
    }

    private interface Request {
        int send() throws Exception;
    }

    private void until(Request request) {
        try {
            while (!over) {
                note(answer(request));
            }
        } catch (Exception e) {
            wrong.add(e.toString());
        }
    }

    private static String answer(Request request) throws Exception {
        try {
            return Integer.toString(request.send());
        } catch (IOException e) {
            return "broken";
        }
    }

    /** A client that is refused does not come again at once. */
    private void note(String answer) throws InterruptedException {
        synchronized (answers) {
            answers.merge(answer, 1, Integer::sum);
        }
        if (!answer.startsWith("20")) {
            failures.incrementAndGet();
            Thread.sleep(20);
        }
    }

    /** Uploads a file of its own. */
    int upload(int size) throws IOException, InterruptedException {
        Optional<Links> slot = node.slot(size);
        if (slot.isEmpty()) {
            return 0;
        }
        Put put = new Put(slot.get(), size);
        open.add(put);
        int status = put(put);
        if (status == 201) {
            stored.add(put);
            open.remove(put);
        }
        return status;
    }

    private int put(Put put) throws IOException, InterruptedException {
        HttpRequest request = request(put.slot.put())
                .PUT(BodyPublishers.ofByteArray(put.content()))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    /** Downloads one file after the other; what comes whole must be right. */
    int download() throws IOException, InterruptedException {
        Put put = stored.get(Math.floorMod(turn.getAndIncrement(), stored.size()));
        Got got = get(put);
        if (got.status == 200) {
            downloads.incrementAndGet();
            if (!got.whole) {
                wrong.add("a download has other bytes");
            }
        }
        return got.status;
    }

    private Got get(Put put) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = http.send(request(put.slot.get()).build(), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            return new Got(answer.statusCode(), answer.statusCode() == 200 && put.isWhole(body));
        }
    }

    private HttpRequest.Builder request(URI link) {
        String target = link.getRawPath() + (link.getRawQuery() == null ? "" : "?" + link.getRawQuery());
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + target))
                .timeout(PATIENCE);
    }

    /** How many uploads were acknowledged. */
    int uploads() {
        return stored.size();
    }

    int downloads() {
        return downloads.get();
    }

    /** How many requests were refused, or broke. */
    int failures() {
        return failures.get();
    }

    /** How many requests had which end. */
    String answers() {
        synchronized (answers) {
            return answers.toString();
        }
    }

    /** Returns when every kind of request works, again, so many more times. */
    void awaitService(int more) {
        int uploadsBefore = uploads();
        int downloadsBefore = downloads();
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(uploads() > uploadsBefore + more && downloads() > downloadsBefore + more)
                                .as(answers())
                                .isTrue());
    }

    /** Ends, and returns when nothing is under way. */
    void end() throws InterruptedException {
        over = true;
        clients.shutdown();
        assertThat(clients.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(wrong).isEmpty();
    }

    /** What was acknowledged is there, byte by byte; what was not is there whole, or not at all, and its slot can be used. */
    void assertNothingIsLost() throws Exception {
        for (Put put : stored) {
            assertThat(get(put)).as("acknowledged, byte by byte").isEqualTo(new Got(200, true));
        }
        for (Put put : open) {
            Got got = get(put);
            assertThat(got.status).as("not acknowledged").isIn(200, 404, 410);
            assertThat(got.status != 200 || got.whole)
                    .as("no part of a file is visible")
                    .isTrue();
        }
    }

    /** Sends every second file that was not acknowledged once more, the largest first, until it is there. */
    void finishSome() throws Exception {
        List<Put> unsure = new ArrayList<>(open);
        unsure.sort(Comparator.comparing(Put::size).reversed());
        for (int i = 0; i < unsure.size(); i += 2) {
            Put put = unsure.get(i);
            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> {
                // 409 is success, too, where the row was written and the answer lost
                put(put);
                return get(put).whole;
            });
            open.remove(put);
            stored.add(put);
        }
    }
}
