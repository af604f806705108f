package im.sidestream.demo.transfer;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Requests that are ended when their bodies stop moving.
 *
 * @param guard tells when that is
 */
record WatchedRequests(HttpClient http, StallGuard guard) {

    /**
     * Sends a request and waits for its answer, whose body means nothing.
     *
     * @param position how far its body is
     * @throws IOException if no answer came
     */
    HttpResponse<Void> send(HttpRequest request, LongSupplier position) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<Void>> sending = http.sendAsync(request, BodyHandlers.discarding());
        AtomicBoolean stalled = new AtomicBoolean();
        StallGuard.Watch watch = guard.watch(position, () -> {
            stalled.set(true);
            sending.cancel(true);
        });
        try {
            return sending.get();
        } catch (CancellationException e) {
            throw new IOException("the upload stopped moving", e);
        } catch (ExecutionException e) {
            String why = stalled.get() ? "the upload stopped moving" : "no answer to the upload: " + e.getCause();
            throw new IOException(why, e.getCause());
        } catch (InterruptedException e) {
            sending.cancel(true);
            throw e;
        } finally {
            watch.close();
        }
    }
}
