package im.sidestream.http;

import im.sidestream.slot.MediaType;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Sha256;
import im.sidestream.slot.Stored;
import im.sidestream.slot.Upload;
import im.sidestream.transfer.Reception;
import im.sidestream.transfer.UploadReceiver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;

/**
 * A PUT. Its body is read on demand: while nothing comes, an upload costs a connection and no thread. Everything that can
 * be refused is refused before the first byte is read, which also is what answers {@code Expect: 100-continue}.
 */
final class UploadExchange implements Runnable {
    private static final long SMALL = 64 << 10;
    private static final int PATIENCE = 2;

    private final Exchange exchange;
    private final UploadReceiver receiver;
    private final Entrance entrance;
    private final Function<Upload, String> location;
    private final List<Content.Chunk> early = new ArrayList<>(2);
    private @Nullable Reception reception;
    private final Pace pace;
    private @Nullable Sha256 announced;

    /**
     * Wires an upload.
     *
     * @param entrance lets it in
     * @param location gives the public GET URL of an upload
     */
    UploadExchange(Exchange exchange, UploadReceiver receiver, Entrance entrance, Function<Upload, String> location) {
        this.exchange = exchange;
        this.receiver = receiver;
        this.entrance = entrance;
        this.location = location;
        this.pace = new Pace(exchange.clock());
    }

    void begin() {
        try {
            entrance.requireFit(length(), type());
            DigestFields.requirePlain(headers());
            announced = DigestFields.announced(headers());
            if (headers().contains(HttpHeader.IF_MATCH)) {
                // a file that has yet to come matches nothing, and one that is there is never overwritten
                exchange.refuse(HttpStatus.PRECONDITION_FAILED_412, Conditions.FAILURE);
                return;
            }
        } catch (Refusal refusal) {
            exchange.fail(refusal);
            return;
        }
        CompletableFuture<Void> open = entrance.open();
        if (open.isDone() && !open.isCompletedExceptionally()) {
            enter();
        } else {
            var unused = open.whenCompleteAsync(
                    this::entered, exchange.request().getComponents().getExecutor());
        }
    }

    private void entered(@Nullable Void done, @Nullable Throwable failure) {
        if (failure != null) {
            exchange.fail(failure);
            return;
        }
        try {
            enter();
        } catch (RuntimeException e) {
            exchange.fail(e);
        }
    }

    private void enter() {
        if (mayBeHere() && !gather()) {
            return;
        }
        Thread here = Thread.currentThread();
        var unused = receiver.begin(exchange.id()).whenComplete((begun, failure) -> begun(begun, failure, here));
    }

    /** A small body usually came together with its headers; one that waits for an invitation did not. */
    private boolean mayBeHere() {
        return length() <= SMALL && !headers().contains(HttpHeader.EXPECT);
    }

    /** Takes what has come, and answers if that is all of it. Returns whether there is more to come. */
    private boolean gather() {
        while (true) {
            Content.Chunk chunk = exchange.request().read();
            if (chunk == null) {
                return true;
            }
            if (Content.Chunk.isFailure(chunk)) {
                early.forEach(Content.Chunk::release);
                brokenOff(chunk.getFailure());
                return false;
            }
            early.add(chunk);
            if (chunk.isLast()) {
                receiveWhole();
                return false;
            }
        }
    }

    private void receiveWhole() {
        List<ByteBuffer> whole =
                early.stream().map(Content.Chunk::getByteBuffer).toList();
        exchange.moved(length());
        var unused = receiver.receive(exchange.id(), whole, announced).whenComplete((upload, failure) -> {
            early.forEach(Content.Chunk::release);
            finished(upload, failure);
        });
    }

    private HttpFields headers() {
        return exchange.request().getHeaders();
    }

    private long length() {
        return headers().contains(HttpHeader.TRANSFER_ENCODING)
                ? -1
                : headers().getLongField(HttpHeader.CONTENT_LENGTH);
    }

    private @Nullable MediaType type() throws Refusal {
        HttpField field = headers().getField(HttpHeader.CONTENT_TYPE);
        if (field == null || field.getValue() == null) {
            return null;
        }
        return MediaType.parse(field.getValue())
                .orElseThrow(() -> Refusal.of(Reason.TYPE_NOT_ACCEPTED, "The media type is malformed."));
    }

    private void begun(@Nullable Reception begun, @Nullable Throwable failure, Thread server) {
        if (failure != null) {
            early.forEach(Content.Chunk::release);
            exchange.fail(failure);
            return;
        }
        reception = begun;
        reception().expect(announced);
        exchange.ownedBy(reception().upload().request().owner());
        if (Thread.currentThread() == server) {
            takeAll();
        } else {
            // a fast body is read until its end: that is work for the server's threads, not for the catalog's
            exchange.request().getComponents().getExecutor().execute(this::takeAll);
        }
    }

    private void takeAll() {
        if (takeEarly()) {
            run();
        }
    }

    /** Returns whether to go on reading. */
    private boolean takeEarly() {
        try {
            for (Content.Chunk chunk : early) {
                reception().accept(chunk.getByteBuffer());
            }
            return true;
        } catch (Refusal | IOException | RuntimeException e) {
            abandon(e);
            return false;
        } finally {
            early.forEach(Content.Chunk::release);
        }
    }

    private Reception reception() {
        return Objects.requireNonNull(reception);
    }

    @Override
    public void run() {
        try {
            while (true) {
                Content.Chunk chunk = next();
                if (chunk == null) {
                    exchange.request().demand(this);
                    return;
                }
                if (take(chunk)) {
                    finish();
                    return;
                }
                if (!hasRoom()) {
                    return;
                }
            }
        } catch (Refusal | IOException | RuntimeException e) {
            abandon(e);
        }
    }

    /**
     * Returns what has come, or null. Where a body comes fast, stepping aside for a moment lets its sender go on, and costs
     * far less than to be called back for each piece of it.
     */
    @SuppressWarnings("ThreadPriorityCheck") // a hint is all it needs to be
    private Content.@Nullable Chunk next() {
        Content.Chunk chunk = exchange.request().read();
        for (int i = 0; chunk == null && i < PATIENCE && reception().received() >= SMALL; i++) {
            Thread.yield();
            chunk = exchange.request().read();
        }
        return chunk;
    }

    /** Returns whether this was the last chunk. */
    private boolean take(Content.Chunk chunk) throws Refusal, IOException {
        if (Content.Chunk.isFailure(chunk)) {
            throw new BrokenBody(chunk.getFailure());
        }
        try {
            reception().accept(chunk.getByteBuffer());
            if (!chunk.isLast() && pace.isTooSlow(reception().received())) {
                throw new BrokenBody(new TimeoutException("the upload comes by drops"));
            }
            return chunk.isLast();
        } finally {
            chunk.release();
        }
    }

    /** Goes on later where the store is behind, so that what waits before it is bounded. */
    private boolean hasRoom() {
        var room = reception().room();
        if (room.isDone()) {
            return true;
        }
        var unused = room.whenComplete((done, failure) ->
                exchange.request().getComponents().getExecutor().execute(this));
        return false;
    }

    private void finish() {
        exchange.moved(reception().received());
        var unused = reception().finish().whenComplete(this::finished);
    }

    private void finished(@Nullable Upload upload, @Nullable Throwable failure) {
        if (upload == null) {
            exchange.fail(Objects.requireNonNull(failure));
            return;
        }
        exchange.ownedBy(upload.request().owner());
        Stored stored = Objects.requireNonNull(upload.stored());
        var headers = exchange.headers();
        headers.put(HttpHeader.LOCATION, location.apply(upload));
        headers.put(HttpHeader.ETAG, FileHeaders.etag(stored));
        headers.put(DigestFields.REPR_DIGEST, FileHeaders.reprDigest(stored));
        exchange.succeed(HttpStatus.CREATED_201);
    }

    private void abandon(Exception failure) {
        exchange.moved(reception().received());
        reception().abandon();
        if (failure instanceof BrokenBody broken) {
            brokenOff(broken.getCause());
        } else {
            exchange.fail(failure);
        }
    }

    /** A client that went away reads no answer; one that fell silent is told so. */
    private void brokenOff(@Nullable Throwable cause) {
        if (cause instanceof TimeoutException) {
            exchange.fail(cause);
        } else {
            exchange.breakOff(cause == null ? new EofException("the body ended early") : cause);
        }
    }
}
