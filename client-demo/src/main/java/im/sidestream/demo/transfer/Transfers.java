package im.sidestream.demo.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** The HTTP side of the client. Safe for use by several threads. */
public final class Transfers implements AutoCloseable {

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(20);

    private final StallGuard guard;
    /** Below this an upload that breaks is cheaper to repeat than to ask about. */
    private static final long WORTH_RESUMING = 64 << 10;

    private final FileUpload upload;
    private final ResumingUpload resuming;
    private final FileDownload download;
    private final Clock clock;

    /**
     * Over TLS with host names checked against certificates.
     *
     * @param trust whom to trust
     * @param rule which URLs may be used
     * @param patience how long a transfer may stand still, and how to wait
     */
    public Transfers(SSLContext trust, UrlRule rule, Patience patience, Clock clock) {
        HttpClient http = HttpClient.newBuilder()
                .sslContext(trust)
                .connectTimeout(CONNECT_WITHIN)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.clock = clock;
        this.guard = new StallGuard(patience.stall());
        WatchedRequests requests = new WatchedRequests(http, guard);
        this.upload = new FileUpload(requests, rule, clock);
        this.resuming = new ResumingUpload(requests, rule, clock, patience.backoff());
        this.download = new FileDownload(http, rule, guard, clock, patience.backoff());
    }

    /**
     * Puts a file into a slot (XEP-0363 §4), once; into one that says that it may, by as many requests as that takes.
     *
     * @throws IOException if no answer came: whether the file is there is not known
     * @throws TransferException if the slot must not be used
     */
    public PutOutcome put(UploadSlot slot, UploadSource source, Progress progress)
            throws IOException, TransferException, InterruptedException {
        return slot.resumable() && source.size() > WORTH_RESUMING
                ? resuming.put(slot, source, progress)
                : upload.put(slot, source, progress);
    }

    /**
     * Fetches a file, resuming as often as it breaks and makes headway.
     *
     * @throws TransferException if it cannot be had, or is not what was announced; then nothing is kept
     * @throws IOException if it cannot be written here
     */
    public Downloaded download(DownloadRequest request, Progress progress)
            throws IOException, TransferException, InterruptedException {
        return download.download(request, progress);
    }

    /**
     * Keeps a file whose bytes come by another way than HTTP.
     *
     * @param request its source only tells it from others
     * @throws TransferException if it is not what was announced, or too large; then nothing is kept
     * @throws IOException if the stream breaks, or the file cannot be written here
     */
    public Downloaded keep(DownloadRequest request, InputStream in, Progress progress)
            throws IOException, TransferException {
        return FileStream.keep(request, in, progress);
    }

    /** The clock that stamps outcomes. */
    public Clock clock() {
        return clock;
    }

    @Override
    public void close() {
        guard.close();
    }

    /**
     * How patient transfers are.
     *
     * @param stall how long no byte may move
     * @param backoff waits between tries
     */
    public record Patience(Duration stall, Backoff backoff) {

        /** Two minutes of standstill. */
        public static Patience standard() {
            return new Patience(Duration.ofMinutes(2), Backoff.standard());
        }
    }
}
