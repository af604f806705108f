package im.sidestream.demo.transfer;

import im.sidestream.demo.transfer.PutOutcome.Refused;
import im.sidestream.demo.transfer.PutOutcome.Stored;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file into a slot by as many requests as the network needs (draft-ietf-httpbis-resumable-upload): each asks how far the
 * upload is and sends the rest, as long as that makes headway. The first one is a PUT, as XEP-0363 has it, and whichever is
 * the last one is answered by 201.
 */
final class ResumingUpload {

    private static final Logger log = LoggerFactory.getLogger(ResumingUpload.class);
    private static final int TRIES_WITHOUT_PROGRESS = 5;

    private final WatchedRequests requests;
    private final UrlRule rule;
    private final Clock clock;
    private final Backoff backoff;

    ResumingUpload(WatchedRequests requests, UrlRule rule, Clock clock, Backoff backoff) {
        this.requests = requests;
        this.rule = rule;
        this.clock = clock;
        this.backoff = backoff;
    }

    /**
     * Brings the file there.
     *
     * @throws IOException if no headway is made any more: whether the file is there is not known
     * @throws TransferException if the slot must not be used, or the server has other bytes
     */
    PutOutcome put(UploadSlot slot, UploadSource source, Progress progress)
            throws IOException, TransferException, InterruptedException {
        if (!rule.accepts(slot.put()) || !rule.accepts(slot.get())) {
            throw new TransferException("the service offers a slot that is not https");
        }
        Headway headway = new Headway();
        while (true) {
            String broke;
            try {
                Optional<PutOutcome> outcome = goOn(slot, source, progress, headway);
                if (outcome.isPresent()) {
                    return outcome.get();
                }
                broke = "no success";
            } catch (IOException e) {
                broke = String.valueOf(e.getMessage());
            }
            log.info("upload broke behind byte {}: {}", headway.furthest, broke);
            if (++headway.fruitless >= TRIES_WITHOUT_PROGRESS) {
                throw new IOException("the upload makes no headway, last: " + broke);
            }
            backoff.beforeRepetition(headway.fruitless - 1);
        }
    }

    /** Asks how far the upload is and sends the rest; empty where it is worth another try. */
    private Optional<PutOutcome> goOn(UploadSlot slot, UploadSource source, Progress progress, Headway headway)
            throws IOException, TransferException, InterruptedException {
        HttpResponse<Void> answer = ask(slot);
        long offset = offset(answer);
        if (isSuccess(answer) && offset >= 0 && offset < source.size()) {
            headway.reached(offset);
            answer = send(slot, source, offset, progress);
        }
        if (isSuccess(answer) && offset(answer) == source.size()) {
            return Optional.of(stored(answer, source));
        }
        return mayTryAgain(answer)
                ? Optional.empty()
                : Optional.of(new Refused(
                        answer.statusCode(), RetryAfter.of(answer, clock).orElse(null)));
    }

    /** How far the upload came, and how often it did not come further since. */
    private static final class Headway {
        private long furthest = -1;
        private int fruitless;

        void reached(long offset) {
            if (offset > furthest) {
                furthest = offset;
                fruitless = 0;
            }
        }
    }

    private HttpResponse<Void> ask(UploadSlot slot) throws IOException, TransferException, InterruptedException {
        return requests.send(
                request(slot).method("HEAD", BodyPublishers.noBody()).build(), () -> 0);
    }

    private HttpResponse<Void> send(UploadSlot slot, UploadSource source, long offset, Progress progress)
            throws IOException, TransferException, InterruptedException {
        try (MeteredFile rest = new MeteredFile(source.path(), offset, source.size(), progress)) {
            BodyPublisher body =
                    BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> rest), source.size() - offset);
            HttpRequest.Builder request = request(slot).header("Upload-Complete", "?1");
            HttpRequest part = offset == 0
                    ? request.header("Content-Type", source.mediaType())
                            .PUT(body)
                            .build()
                    : request.header("Content-Type", "application/partial-upload")
                            .header("Upload-Offset", Long.toString(offset))
                            .method("PATCH", body)
                            .build();
            return requests.send(part, rest::position);
        }
    }

    private static HttpRequest.Builder request(UploadSlot slot) throws TransferException {
        try {
            // without a version of the draft: Java 17 takes the interim answers that one asks for to be final
            HttpRequest.Builder request = HttpRequest.newBuilder(slot.put()).version(HttpClient.Version.HTTP_1_1);
            SlotHeaders.allowed(slot.headers()).forEach(header -> request.header(header.name(), header.value()));
            return request;
        } catch (IllegalArgumentException e) {
            throw new TransferException("the service's slot cannot be used: " + e.getMessage(), e);
        }
    }

    private static boolean isSuccess(HttpResponse<Void> answer) {
        return answer.statusCode() / 100 == 2;
    }

    private static long offset(HttpResponse<Void> answer) {
        Optional<String> offset = answer.headers()
                .firstValue("Upload-Offset")
                .map(String::strip)
                .filter(text -> text.matches("[0-9]{1,18}"));
        return offset.map(Long::parseLong).orElse(-1L);
    }

    /** What is there by now is asked anew: after a wrong offset, for a part that is still running, and for faults. */
    private static boolean mayTryAgain(HttpResponse<Void> answer) {
        int status = answer.statusCode();
        return isSuccess(answer) || status == 408 || status == 409 || status == 423 || status == 503 || status == 502;
    }

    private PutOutcome stored(HttpResponse<Void> answer, UploadSource source) throws IOException, TransferException {
        Digests own = Digests.of(source.path(), List.of(Digests.SHA_256, Digests.SHA3_256));
        if (answer.headers().firstValue("Repr-Digest").isPresent() && !FileUpload.isSame(answer, own)) {
            throw new TransferException("the server has other bytes than were sent; did the file change?");
        }
        return new Stored(answer.statusCode(), clock.instant(), own);
    }
}
