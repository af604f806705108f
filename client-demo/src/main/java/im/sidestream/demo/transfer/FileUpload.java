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
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One PUT of a file into a slot (XEP-0363 §4), streamed from the disk. */
final class FileUpload {

    private static final Logger log = LoggerFactory.getLogger(FileUpload.class);
    private static final Pattern SHA_256_FIELD = Pattern.compile("sha-256=:([A-Za-z0-9+/=]+):");

    private final WatchedRequests requests;
    private final UrlRule rule;
    private final Clock clock;

    FileUpload(WatchedRequests requests, UrlRule rule, Clock clock) {
        this.requests = requests;
        this.rule = rule;
        this.clock = clock;
    }

    PutOutcome put(UploadSlot slot, UploadSource source, Progress progress)
            throws IOException, TransferException, InterruptedException {
        if (!rule.accepts(slot.put()) || !rule.accepts(slot.get())) {
            throw new TransferException("the service offers a slot that is not https");
        }
        try (MeteredFile body = new MeteredFile(source.path(), source.size(), progress)) {
            HttpResponse<Void> answer = requests.send(request(slot, source, body), body::position);
            return outcome(answer, source, body);
        }
    }

    private static HttpRequest request(UploadSlot slot, UploadSource source, MeteredFile body)
            throws TransferException {
        BodyPublisher publisher = source.size() == 0
                ? BodyPublishers.noBody()
                : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> body), source.size());
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(slot.put())
                    .version(HttpClient.Version.HTTP_1_1)
                    .header("Content-Type", source.mediaType())
                    .PUT(publisher);
            SlotHeaders.allowed(slot.headers()).forEach(header -> request.header(header.name(), header.value()));
            return request.build();
        } catch (IllegalArgumentException e) {
            throw new TransferException("the service's slot cannot be used: " + e.getMessage(), e);
        }
    }

    private PutOutcome outcome(HttpResponse<Void> answer, UploadSource source, MeteredFile body) throws IOException {
        int status = answer.statusCode();
        if (status == 200 || status == 204) {
            log.warn("the server answered {} instead of 201 to a PUT; going on (XEP-0363 §4)", status);
        }
        if (status == 201 || status == 200 || status == 204) {
            return new Stored(status, clock.instant(), digests(source, body));
        }
        if (status == 409) {
            Digests own = digests(source, body);
            if (isSame(answer, own)) {
                return new Stored(status, clock.instant(), own);
            }
        }
        return new Refused(status, RetryAfter.of(answer, clock).orElse(null));
    }

    private static Digests digests(UploadSource source, MeteredFile body) throws IOException {
        // a server may answer before it has read everything
        return body.position() == source.size()
                ? body.digests()
                : Digests.of(source.path(), List.of(Digests.SHA_256, Digests.SHA3_256));
    }

    /** RFC 9530 §3: the server already holds these bytes, from a PUT whose answer was lost. */
    static boolean isSame(HttpResponse<Void> answer, Digests own) {
        Optional<byte[]> theirs = answer.headers()
                .firstValue("Repr-Digest")
                .map(SHA_256_FIELD::matcher)
                .filter(Matcher::find)
                .map(field -> Base64.getDecoder().decode(field.group(1)));
        return theirs.isPresent()
                && Arrays.equals(theirs.get(), own.value(Digests.SHA_256).orElseThrow());
    }
}
