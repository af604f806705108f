package im.sidestream.http;

import im.sidestream.slot.PublicLinks;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Resumption;
import im.sidestream.slot.Stored;
import im.sidestream.slot.Upload;
import im.sidestream.transfer.Continuation;
import im.sidestream.transfer.ResumableUploads;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;

/** What a request that adds to an upload is told, in between and at its end. */
final class AppendAnswers {
    private static final String PROBLEM = "https://iana.org/assignments/http-problem-types#";

    private final Exchange exchange;
    private final PublicLinks links;
    private final Clock clock;
    private final Dialect dialect;
    private final Optional<Long> interop;
    private long told;
    private CompletableFuture<Void> telling = CompletableFuture.completedFuture(null);

    AppendAnswers(Exchange exchange, PublicLinks links, Clock clock) {
        HttpFields headers = exchange.request().getHeaders();
        this.exchange = exchange;
        this.links = links;
        this.clock = clock;
        this.dialect = Dialect.of(headers);
        // HTTP/1.0 knows no interim answers (RFC 9110 §15.2)
        boolean mayTell = exchange.request().getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_1_0;
        this.interop = mayTell ? Dialect.interop(headers) : Optional.empty();
    }

    /** Says of an answer that does not come from a complete upload that it does not (draft "Completeness"). */
    static void unfinished(HttpFields.Mutable headers) {
        if (!headers.contains(ResumeHeaders.COMPLETE)) {
            headers.put(ResumeHeaders.COMPLETE, "?0");
        }
    }

    static Optional<Refusal> refusal(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof Refusal refusal ? Optional.of(refusal) : Optional.empty();
    }

    /** Tells early where the upload can be gone on with, to whom this means something (draft "Status Code 104"). */
    CompletableFuture<Void> announce(Continuation begun, boolean creation) {
        told = begun.upload().pieced();
        if (!creation || interop.isEmpty()) {
            return telling;
        }
        HttpFields.Mutable headers = interim();
        headers.put(HttpHeader.LOCATION, uploadLink(begun.upload()));
        headers.put(ResumeHeaders.LIMIT, "max-size=" + begun.upload().request().size());
        return tell(headers);
    }

    /** Tells how much is durable where that is more than was told, one piece of news at a time. */
    void progress(Continuation continuation) {
        long durable = continuation.durable();
        if (interop.isPresent() && durable > told && telling.isDone()) {
            told = durable;
            HttpFields.Mutable headers = interim();
            headers.put(ResumeHeaders.OFFSET, durable);
            var unused = tell(headers);
        }
    }

    private HttpFields.Mutable interim() {
        HttpFields.Mutable headers = HttpFields.build();
        headers.put(Dialect.INTEROP, interop.orElseThrow());
        return headers;
    }

    private CompletableFuture<Void> tell(HttpFields headers) {
        telling = exchange.response().writeInterim(InterimConnectionFactory.RESUMPTION_SUPPORTED_104, headers);
        return telling;
    }

    /** Ends well: the file is complete, or there is more to come. */
    void succeed(Upload row, boolean creation) {
        afterNews(() -> {
            exchange.ownedBy(row.request().owner());
            HttpFields.Mutable headers = exchange.headers();
            FileHeaders.addNotCached(headers);
            ResumeHeaders.addStanding(
                    headers, new Resumption(row, row.deadline().plus(ResumableUploads.HOLD)), clock.instant());
            Stored stored = row.stored();
            if (stored != null) {
                headers.put(
                        HttpHeader.LOCATION,
                        links.of(row).get(row.id(), row.request().name()).toString());
                headers.put(HttpHeader.ETAG, FileHeaders.etag(stored));
                headers.put(DigestFields.REPR_DIGEST, FileHeaders.reprDigest(stored));
            } else if (creation) {
                headers.put(HttpHeader.LOCATION, uploadLink(row));
            }
            // the draft asks for the answer of a whole PUT, tus for this one status
            boolean created = creation || (stored != null && dialect == Dialect.DRAFT);
            exchange.succeed(created ? HttpStatus.CREATED_201 : HttpStatus.NO_CONTENT_204);
        });
    }

    private String uploadLink(Upload row) {
        return links.of(row)
                .put(row.id(), row.request().name(), Objects.requireNonNull(exchange.token()))
                .toString();
    }

    /** Ends with a refusal, which the draft gives types of problems of its own. */
    void refuse(Throwable failure, long offset) {
        Refusal refusal = refusal(failure).orElse(null);
        boolean elsewhere = refusal != null && refusal.reason() == Reason.OFFSET_MISMATCH;
        if (refusal == null || !elsewhere || dialect == Dialect.TUS) {
            afterNews(() -> exchange.fail(failure));
            return;
        }
        long expected = refusal.offset().orElse(0);
        exchange.headers().put(ResumeHeaders.OFFSET, expected);
        problem(
                HttpStatus.CONFLICT_409,
                "mismatching-upload-offset",
                "offset from request does not match offset of resource",
                ",\"expected-offset\":" + expected + ",\"provided-offset\":" + offset);
    }

    /** Ends a request that contradicts itself or the slot (draft "Inconsistent Length"). */
    void inconsistentLength() {
        problem(HttpStatus.BAD_REQUEST_400, "inconsistent-upload-length", "inconsistent length values for upload", "");
    }

    private void problem(int status, String type, String title, String members) {
        String body = "{\"type\":\"" + PROBLEM + type + "\",\"title\":\"" + title + "\"" + members + "}\n";
        afterNews(() -> exchange.refuse(status, new Problem.Said("application/problem+json", body)));
    }

    /** What is being said in between must be out before the answer. */
    private void afterNews(Runnable answer) {
        var unused = telling.whenComplete((done, failure) -> answer.run());
    }
}
