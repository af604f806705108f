package im.sidestream.http;

import java.util.concurrent.atomic.LongAdder;

/** How many requests to links are not answered to the end. Thread-safe. */
final class RunningRequests {
    private final LongAdder uploads = new LongAdder();
    private final LongAdder downloads = new LongAdder();

    void begun(boolean upload) {
        of(upload).increment();
    }

    void ended(boolean upload) {
        of(upload).decrement();
    }

    long uploads() {
        return uploads.sum();
    }

    long downloads() {
        return downloads.sum();
    }

    private LongAdder of(boolean upload) {
        return upload ? uploads : downloads;
    }
}
