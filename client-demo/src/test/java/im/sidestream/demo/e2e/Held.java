package im.sidestream.demo.e2e;

import im.sidestream.demo.OwnThread;
import im.sidestream.demo.transfer.UploadSlot;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A body that stops half-way until it is let go on. */
final class Held extends InputStream {
    private final byte[] content;
    private final CountDownLatch released = new CountDownLatch(1);
    private int position;

    Held(byte[] content) {
        this.content = content;
    }

    void release() {
        released.countDown();
    }

    /** Begins an upload of it. */
    CompletableFuture<HttpResponse<String>> inBackground(Visitor visitor, UploadSlot slot) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return visitor.put(
                                slot,
                                BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> this), content.length));
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                OwnThread::start);
    }

    @Override
    public int read() {
        throw new UnsupportedOperationException("read in blocks");
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (position >= content.length) {
            return -1;
        }
        if (position >= content.length / 2) {
            awaitRelease();
        }
        int count = Math.min(length, content.length - position);
        System.arraycopy(content, position, target, offset, count);
        position += count;
        return count;
    }

    private void awaitRelease() throws IOException {
        try {
            if (!released.await(60, TimeUnit.SECONDS)) {
                throw new IOException("never released");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
