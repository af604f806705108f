package im.sidestream.http;

import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.SlotToken;
import im.sidestream.slot.Upload;
import im.sidestream.transfer.Continuation;
import im.sidestream.transfer.ResumableUploads;
import im.sidestream.transfer.UploadReceiver;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;

/**
 * A PATCH, or a PUT that may be gone on with: bytes are added to an upload (tus 1.0.0 "PATCH", draft "Upload Append" and
 * "Upload Creation"). Its body is read on demand, as that of a plain PUT. When another request wants to go on, it reads
 * what has come and ends.
 */
final class AppendExchange implements Runnable {
    /** What a connection holds at most of what was sent before it broke. */
    private static final long LEFT_OVER = 16L << 20;

    private final Exchange exchange;
    private final UploadReceiver receiver;
    private final ResumableUploads uploads;
    private final AppendAnswers answers;
    private final Dialect dialect;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final Pace pace;
    private @Nullable AppendRequest asked;
    private @Nullable Continuation continuation;
    private long leftOver;

    private enum State {
        RUNNING,
        WAITING,
        ENDED
    }

    AppendExchange(Exchange exchange, UploadReceiver receiver, ResumableUploads uploads, AppendAnswers answers) {
        this.exchange = exchange;
        this.receiver = receiver;
        this.uploads = uploads;
        this.answers = answers;
        this.dialect = Dialect.of(exchange.request().getHeaders());
        this.pace = new Pace(exchange.clock());
    }

    void begin() {
        if (dialect == Dialect.DRAFT) {
            exchange.stamp(AppendAnswers::unfinished);
        }
        if (Dialect.refusedVersion(exchange)) {
            return;
        }
        try {
            SlotToken allowed = receiver.require(exchange.id(), exchange.token());
            AppendRequest request = AppendRequest.of(exchange.request(), dialect, allowed);
            asked = request;
            if (!request.consistent()) {
                answers.inconsistentLength();
            } else if (allowed.size() == 0) {
                replay();
            } else {
                var unused = uploads.resume(exchange.id(), request.offset(), request.checksum())
                        .whenComplete(this::begun);
            }
        } catch (Refusal refusal) {
            exchange.fail(refusal);
        }
    }

    private AppendRequest asked() {
        return Objects.requireNonNull(asked);
    }

    private Continuation continuation() {
        return Objects.requireNonNull(continuation);
    }

    private void begun(@Nullable Continuation begun, @Nullable Throwable failure) {
        if (begun == null) {
            refused(Objects.requireNonNull(failure));
            return;
        }
        continuation = begun;
        begun.expect(asked().whole());
        exchange.ownedBy(begun.upload().request().owner());
        begun.whenSuperseded(this::superseded);
        try {
            var unused = answers.announce(begun, asked().creation()).whenComplete((told, ignored) -> goOn());
        } catch (RuntimeException e) {
            // the connection is gone already
            ended(e);
        }
    }

    /** A client that repeats the end of what is complete lost the answer, and gets it again. */
    private void refused(Throwable failure) {
        boolean again = AppendAnswers.refusal(failure)
                .flatMap(Refusal::stored)
                .filter(stored -> asked().offset() == stored.size() && asked().length() == 0)
                .isPresent();
        if (again) {
            replay();
        } else {
            answers.refuse(failure, asked().offset());
        }
    }

    private void replay() {
        var unused = uploads.standing(exchange.id()).whenComplete((standing, failure) -> {
            if (standing == null) {
                exchange.fail(Objects.requireNonNull(failure));
            } else {
                answers.succeed(standing.upload(), asked().creation());
            }
        });
    }

    private void goOn() {
        exchange.request().getComponents().getExecutor().execute(this);
    }

    @Override
    public void run() {
        if (!state.compareAndSet(State.WAITING, State.RUNNING)) {
            return;
        }
        try {
            while (takeOne()) {
                answers.progress(continuation());
            }
        } catch (Refusal | IOException | RuntimeException e) {
            ended(e);
        }
    }

    /** Takes what has come and returns whether to look for more now. */
    private boolean takeOne() throws Refusal, IOException {
        Content.Chunk chunk = exchange.request().read();
        if (chunk == null) {
            if (continuation().isSuperseded()) {
                stop();
            } else {
                await();
            }
            return false;
        }
        if (take(chunk)) {
            finish();
            return false;
        }
        if (continuation().isSuperseded() && leftOver > LEFT_OVER) {
            stop();
            return false;
        }
        return hasRoom();
    }

    private void await() {
        state.set(State.WAITING);
        if (continuation().isSuperseded()) {
            superseded();
            return;
        }
        try {
            exchange.request().demand(this);
        } catch (IllegalStateException e) {
            if (state.get() != State.ENDED) {
                throw e;
            }
            // another request ended this one in between, and nobody waits for its bytes
        }
    }

    private boolean hasRoom() {
        var room = continuation().room();
        if (room.isDone()) {
            return true;
        }
        state.set(State.WAITING);
        var unused = room.whenComplete((done, failure) -> goOn());
        return false;
    }

    /** Returns whether this was the last chunk. */
    private boolean take(Content.Chunk chunk) throws Refusal, IOException {
        if (Content.Chunk.isFailure(chunk)) {
            throw new BrokenBody(chunk.getFailure());
        }
        try {
            leftOver += continuation().isSuperseded() ? chunk.remaining() : 0;
            continuation().accept(chunk.getByteBuffer());
            if (!chunk.isLast() && pace.isTooSlow(continuation().received())) {
                throw new BrokenBody(new TimeoutException("the upload comes by drops"));
            }
            return chunk.isLast();
        } finally {
            chunk.release();
        }
    }

    private void finish() {
        state.set(State.ENDED);
        exchange.moved(continuation().received());
        boolean tooShort = Boolean.TRUE.equals(asked().complete())
                && continuation().offset() < continuation().upload().request().size();
        var unused = continuation().end().whenComplete((row, failure) -> answer(row, failure, tooShort));
    }

    private void answer(@Nullable Upload row, @Nullable Throwable failure, boolean tooShort) {
        if (row == null) {
            answers.refuse(Objects.requireNonNull(failure), asked().offset());
        } else if (tooShort) {
            answers.inconsistentLength();
        } else {
            answers.succeed(row, asked().creation());
        }
    }

    /** Another request goes on with the upload: nobody listens here any more. Called from any thread. */
    private void superseded() {
        if (state.compareAndSet(State.WAITING, State.ENDED)) {
            breakOff(new EofException("another request goes on with this upload"));
        }
    }

    private void stop() {
        state.set(State.ENDED);
        breakOff(new EofException("another request goes on with this upload"));
    }

    private void ended(Exception failure) {
        state.set(State.ENDED);
        exchange.moved(continuation().received());
        if (failure instanceof BrokenBody broken) {
            breakOff(Objects.requireNonNullElseGet(broken.getCause(), () -> new EofException("the body ended early")));
            return;
        }
        continuation().abandon();
        if (dialect == Dialect.DRAFT && isTooLong(failure)) {
            // draft "Upload Append": an upload that is longer than it said is of no use to anybody
            var unused = uploads.cancel(exchange.id());
        }
        exchange.fail(failure);
    }

    private static boolean isTooLong(Exception failure) {
        return failure instanceof Refusal refusal && refusal.reason() == Reason.FILE_TOO_LARGE;
    }

    /** What came stays. A client that fell silent is told so; all others are gone. */
    private void breakOff(Throwable cause) {
        exchange.moved(continuation().received());
        var unused = continuation().breakOff().whenComplete((done, failure) -> {
            if (failure != null && AppendAnswers.refusal(failure).isEmpty()) {
                exchange.fail(failure);
            } else if (cause instanceof TimeoutException) {
                exchange.fail(cause);
            } else {
                exchange.breakOff(cause);
            }
        });
    }
}
