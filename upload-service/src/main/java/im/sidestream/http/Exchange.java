package im.sidestream.http;

import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.SlotLinks;
import im.sidestream.slot.Upload;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its answer: what all methods share. Every way out ends in {@link #succeed}, {@link #fail} or
 * {@link #breakOff}, and each of them completes Jetty's callback once.
 */
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final String BEARER = "Bearer ";
    static final Duration RETRY = Duration.ofSeconds(5);

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Clock clock;
    private volatile SlotId id;
    private volatile boolean isSecret;
    private volatile @Nullable String owner;
    private volatile long bytes;
    private volatile Consumer<HttpFields.Mutable> stamp = headers -> {};

    Exchange(Request request, Response response, Callback callback, SlotId id, Clock clock) {
        this.clock = clock;
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.id = id;
    }

    Request request() {
        return request;
    }

    Response response() {
        return response;
    }

    SlotId id() {
        return id;
    }

    /** Returns what the log may call it, or null where its id says too much: whoever knows it may decide or fetch. */
    @Nullable
    String name() {
        return isSecret ? null : id.value();
    }

    /** Keeps the id out of the log. */
    Exchange secret() {
        isSecret = true;
        return this;
    }

    Clock clock() {
        return clock;
    }

    /** Remembers whose file it is, for the log, and which one, where the id that was asked for is kept out of it. */
    void isAbout(Upload upload) {
        owner = upload.request().owner();
        if (isSecret) {
            id = upload.id();
            isSecret = false;
        }
    }

    /** Remembers whose file it is, for the log. */
    void ownedBy(String jid) {
        owner = jid;
    }

    @Nullable
    String owner() {
        return owner;
    }

    /** Remembers how many body bytes came or went, for the log. */
    void moved(long count) {
        bytes = count;
    }

    long bytes() {
        return bytes;
    }

    /** Adds the same to every answer from here on, good or bad. */
    void stamp(Consumer<HttpFields.Mutable> more) {
        stamp = stamp.andThen(more);
    }

    HttpFields.Mutable headers() {
        return response.getHeaders();
    }

    /** Returns the token in the query or in a bearer {@code Authorization} header, or null. */
    @Nullable
    String token() {
        String query = request.getHttpURI().getQuery();
        if (query != null) {
            for (String parameter : query.split("&", -1)) {
                if (parameter.startsWith(SlotLinks.TOKEN + "=")) {
                    return parameter.substring(SlotLinks.TOKEN.length() + 1);
                }
            }
        }
        return bearer();
    }

    /** Returns what a bearer {@code Authorization} header holds (RFC 6750 §2.1), or null. */
    @Nullable
    String bearer() {
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return bearer ? authorization.substring(BEARER.length()).strip() : null;
    }

    /** Ends well, without a body. */
    void succeed(int status) {
        stamp.accept(headers());
        response.setStatus(status);
        response.write(true, null, callback);
    }

    /** Ends after something else wrote the body. */
    void finished() {
        callback.succeeded();
    }

    /**
     * Ends with the answer that fits {@code failure}; a refusal is normal work, anything else is logged as a fault. What
     * was said of a file before it failed is taken back.
     */
    void fail(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (response.isCommitted()) {
            if (isFault(cause)) {
                LOG.error("{} of {} failed on the way", request.getMethod(), name(), cause);
            }
            breakOff(cause);
            return;
        }
        response.reset();
        FileHeaders.addSafety(headers());
        if (cause instanceof Refusal refusal) {
            refuse(refusal);
        } else if (cause instanceof TimeoutException) {
            refuse(HttpStatus.REQUEST_TIMEOUT_408, "Too little came for too long.");
        } else {
            LOG.error("{} of {} failed", request.getMethod(), name(), cause);
            headers().put(HttpHeader.RETRY_AFTER, RETRY.toSeconds());
            refuse(HttpStatus.SERVICE_UNAVAILABLE_503, "The service has a fault; try again later.");
        }
    }

    /** A file that is shorter than its row says is one; clients that go away, and what is cut off on purpose, are quiet. */
    private static boolean isFault(Throwable cause) {
        return cause instanceof EOFException && !(cause instanceof QuietException);
    }

    /**
     * Ends without an answer, since nobody is there to read it or a part of it is out already. The failure is told as one
     * to keep quiet about: the server would log it with the whole link.
     */
    void breakOff(Throwable failure) {
        callback.failed(failure instanceof QuietException ? failure : new QuietException.Exception(failure));
    }

    private void refuse(Refusal refusal) {
        int status = RefusalStatus.of(refusal.reason());
        refusal.retryAt().ifPresent(this::retryAfter);
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503 && refusal.retryAt().isEmpty()) {
            headers().put(HttpHeader.RETRY_AFTER, RETRY.toSeconds());
        }
        refusal.stored().ifPresent(stored -> {
            headers().put(DigestFields.REPR_DIGEST, FileHeaders.reprDigest(stored));
            headers().put(ResumeHeaders.LENGTH, stored.size());
            headers().put(ResumeHeaders.OFFSET, stored.size());
        });
        refusal.offset().ifPresent(offset -> headers().put(ResumeHeaders.OFFSET, offset));
        if (status == HttpStatus.UNAUTHORIZED_401) {
            headers().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
        }
        refuse(new Problem(status, refusal.reason(), String.valueOf(refusal.getMessage())));
    }

    private void retryAfter(Instant at) {
        long seconds = Math.max(1, Duration.between(clock.instant(), at).toSeconds() + 1);
        headers().put(HttpHeader.RETRY_AFTER, seconds);
    }

    /** Answers with a status and one sentence. */
    void refuse(int status, String message) {
        refuse(new Problem(status, null, message));
    }

    /** Answers a method that the link does not take. */
    void refuseMethod(String allowed) {
        headers().put(HttpHeader.ALLOW, allowed);
        refuse(HttpStatus.METHOD_NOT_ALLOWED_405, "This link does not take this method.");
    }

    private void refuse(Problem problem) {
        refuse(problem.status(), problem.to(request.getHeaders()));
    }

    /** Answers with a status and a body that is made already. */
    void refuse(int status, Problem.Said said) {
        show(status, said.in(headers()));
    }

    /** Answers with a body whose headers are there already, whatever of the request's own is still under way. */
    void show(int status, ByteBuffer body) {
        stamp.accept(headers());
        response.setStatus(status);
        if (Lingering.isNeeded(request)) {
            if (Lingering.endsConnection(request)) {
                headers().put(HttpHeader.CONNECTION, "close");
            }
            response.write(
                    true, body, Callback.from(() -> Lingering.begin(request, clock, callback), callback::failed));
        } else {
            response.write(true, body, callback);
        }
    }
}
