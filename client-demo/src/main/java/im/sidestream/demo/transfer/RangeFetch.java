package im.sidestream.demo.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One GET for what is still missing of a file. */
final class RangeFetch {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);
    private static final Duration DEFAULT_WAIT = Duration.ofSeconds(2);
    private static final int MAX_REDIRECTS = 5;
    private static final int BUFFER = 128 * 1024;
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");
    private static final Pattern UNSATISFIED = Pattern.compile("bytes \\*/(\\d{1,18})");

    private final HttpClient http;
    private final UrlRule rule;
    private final StallGuard guard;
    private final Clock clock;

    RangeFetch(HttpClient http, UrlRule rule, StallGuard guard, Clock clock) {
        this.http = http;
        this.rule = rule;
        this.guard = guard;
        this.clock = clock;
    }

    /**
     * Fetches the rest.
     *
     * @return whether the file is whole now; false if what was there was of no use and has been dropped
     * @throws IOException if the connection broke: what arrived is kept
     */
    boolean fetchRest(State state) throws IOException, TransferException, InterruptedException {
        long have = state.part.size();
        if (state.request.size() >= 0 && have == state.request.size() && have > 0) {
            return true;
        }
        HttpResponse<InputStream> answer = send(state, have);
        try (InputStream body = answer.body()) {
            return switch (answer.statusCode()) {
                case 200 -> restart(state, answer, body);
                case 206 -> resume(state, answer, body, have);
                case 416 -> unsatisfied(state, answer, have);
                case 408, 425, 429, 500, 502, 503, 504 ->
                    throw new TryLater(
                            answer.statusCode(), RetryAfter.of(answer, clock).orElse(DEFAULT_WAIT));
                default ->
                    throw new TransferException("the server answered " + answer.statusCode() + " to the download");
            };
        }
    }

    private HttpResponse<InputStream> send(State state, long have)
            throws IOException, TransferException, InterruptedException {
        URI target = state.request.source();
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            if (!rule.accepts(target)) {
                throw new TransferException("the link is not https: " + target.getScheme() + "://" + target.getHost());
            }
            state.requests++;
            HttpResponse<InputStream> answer = http.send(request(state, target, have), BodyHandlers.ofInputStream());
            Optional<String> location = answer.headers().firstValue("Location");
            if (answer.statusCode() / 100 != 3 || location.isEmpty()) {
                return answer;
            }
            answer.body().close();
            target = resolve(target, location.get());
        }
        throw new TransferException("the server redirects without end");
    }

    private static URI resolve(URI target, String location) throws TransferException {
        try {
            return target.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new TransferException("the server redirects to something that is no URL", e);
        }
    }

    private static HttpRequest request(State state, URI target, long have) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(ANSWER_WITHIN)
                .header("Accept-Encoding", "identity");
        if (have > 0) {
            request.header("Range", "bytes=" + have + "-");
            String etag = state.etag;
            if (etag != null) {
                request.header("If-Range", etag);
            }
        }
        return request.GET().build();
    }

    private boolean restart(State state, HttpResponse<InputStream> answer, InputStream body)
            throws IOException, TransferException {
        state.part.clear();
        state.remember(answer);
        long total = answer.headers().firstValueAsLong("Content-Length").orElse(-1);
        return copy(state, body, total);
    }

    private boolean resume(State state, HttpResponse<InputStream> answer, InputStream body, long have)
            throws IOException, TransferException {
        Matcher range = CONTENT_RANGE.matcher(
                answer.headers().firstValue("Content-Range").orElse(""));
        if (!range.matches() || Long.parseLong(range.group(1)) != have) {
            state.part.clear();
            return false;
        }
        state.remember(answer);
        return copy(state, body, range.group(3).equals("*") ? -1 : Long.parseLong(range.group(3)));
    }

    private static boolean unsatisfied(State state, HttpResponse<InputStream> answer, long have) throws IOException {
        Matcher range =
                UNSATISFIED.matcher(answer.headers().firstValue("Content-Range").orElse(""));
        if (have > 0 && range.matches() && Long.parseLong(range.group(1)) == have) {
            return true;
        }
        state.part.clear();
        state.etag = null;
        return false;
    }

    private boolean copy(State state, InputStream body, long total) throws IOException, TransferException {
        long allowed = allowed(state.request, total);
        long position = state.part.size();
        byte[] buffer = new byte[BUFFER];
        StallGuard.Watch watch = guard.watch(state.arrived::get, () -> closeQuietly(body));
        try {
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                position += n;
                if (position > allowed) {
                    state.part.delete();
                    throw new TransferException("the server sends more bytes than were announced; file not kept");
                }
                state.part.append(buffer, n);
                state.arrived.addAndGet(n);
                state.progress.at(position);
            }
        } finally {
            watch.close();
        }
        if (total >= 0 && position < total) {
            throw new IOException("the connection ended at byte " + position + " of " + total);
        }
        return true;
    }

    private static long allowed(DownloadRequest request, long total) throws TransferException {
        if (request.size() >= 0 && total >= 0 && total != request.size()) {
            throw new TransferException(
                    "the server has " + total + " bytes, announced were " + request.size() + "; file not kept");
        }
        if (total > request.limit()) {
            throw new TransferException("the file has " + total + " bytes, more than is accepted here");
        }
        return request.size() >= 0 ? request.size() : total >= 0 ? total : request.limit();
    }

    private static void closeQuietly(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // it is closed because it hangs; the reader gets the error
        }
    }

    /** What is known of one file while it is fetched. */
    static final class State {
        private final DownloadRequest request;
        private final PartFile part;
        private final Progress progress;
        private @Nullable String etag;
        private int requests;
        private final AtomicLong arrived = new AtomicLong();

        State(DownloadRequest request, PartFile part, Progress progress) {
            this.request = request;
            this.part = part;
            this.progress = progress;
        }

        PartFile part() {
            return part;
        }

        int requests() {
            return requests;
        }

        /** RFC 9110 §13.1.5: only a strong validator may guard a range. */
        private void remember(HttpResponse<?> answer) {
            etag = answer.headers()
                    .firstValue("ETag")
                    .filter(value -> !value.startsWith("W/"))
                    .orElse(null);
        }
    }

    /** The server is there but cannot serve now. */
    static final class TryLater extends IOException {
        private static final long serialVersionUID = 1L;
        private final transient Duration wait;

        TryLater(int status, Duration wait) {
            super("the server answered " + status);
            this.wait = wait;
        }

        Duration howLong() {
            return wait;
        }
    }
}
