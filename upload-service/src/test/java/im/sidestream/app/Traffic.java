package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.app.Node.Links;
import java.io.IOException;
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

    private final Node node;
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
    private volatile boolean over;

    /** A slot, and how many bytes were sent to it. */
    private record Put(Links slot, int size) {
        /** Made anew each time: what was sent in all would not fit into memory. */
        byte[] content() {
            byte[] content = new byte[size];
            new Random(slot.put().hashCode()).nextBytes(content);
            return content;
        }
    }

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
        HttpResponse<byte[]> answer = get(put);
        if (answer.statusCode() == 200) {
            downloads.incrementAndGet();
            if (!Arrays.equals(answer.body(), put.content())) {
                wrong.add("a download has other bytes");
            }
        }
        return answer.statusCode();
    }

    private HttpResponse<byte[]> get(Put put) throws IOException, InterruptedException {
        return http.send(request(put.slot.get()).build(), BodyHandlers.ofByteArray());
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
            HttpResponse<byte[]> answer = get(put);
            assertThat(answer.statusCode()).as("acknowledged").isEqualTo(200);
            assertThat(Arrays.equals(answer.body(), put.content()))
                    .as("its bytes")
                    .isTrue();
        }
        for (Put put : open) {
            HttpResponse<byte[]> answer = get(put);
            assertThat(answer.statusCode()).as("not acknowledged").isIn(200, 404, 410);
            assertThat(answer.statusCode() != 200 || Arrays.equals(answer.body(), put.content()))
                    .as("no part of a file is visible")
                    .isTrue();
        }
    }
}
