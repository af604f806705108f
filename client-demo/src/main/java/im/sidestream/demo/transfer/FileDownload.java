package im.sidestream.demo.transfer;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches one file: resumes what breaks (RFC 9110 §14), compares size and hashes with what was announced, and keeps the
 * file only if they agree.
 */
final class FileDownload {

    private static final Logger log = LoggerFactory.getLogger(FileDownload.class);
    private static final int TRIES_WITHOUT_PROGRESS = 5;
    private static final int TRIES = 50;

    private final RangeFetch fetch;
    private final Backoff backoff;

    FileDownload(HttpClient http, UrlRule rule, StallGuard guard, Clock clock, Backoff backoff) {
        this.fetch = new RangeFetch(http, rule, guard, clock);
        this.backoff = backoff;
    }

    Downloaded download(DownloadRequest request, Progress progress)
            throws IOException, TransferException, InterruptedException {
        if (request.size() > request.limit()) {
            throw new TransferException("the file has " + request.size() + " bytes, more than is accepted here");
        }
        try (PartFile part = PartFile.open(request.directory(), request.source())) {
            if (request.hashes().isEmpty()) {
                // what an earlier run left cannot be told from another file without a hash
                part.clear();
            }
            boolean leftOver = part.size() > 0;
            RangeFetch.State state = new RangeFetch.State(request, part, progress);
            fetchWhole(state);
            FileCheck checked = FileCheck.of(request, part);
            if (checked.fault() != null && leftOver) {
                log.info("what an earlier run left does not fit, starting again: {}", checked.fault());
                part.clear();
                fetchWhole(state);
                checked = FileCheck.of(request, part);
            }
            if (checked.fault() != null) {
                part.delete();
                throw new TransferException(checked.fault());
            }
            long bytes = part.size();
            return new Downloaded(
                    part.keepAs(request.directory(), request.name()),
                    bytes,
                    checked.digests(),
                    !request.hashes().isEmpty(),
                    state.requests());
        }
    }

    private void fetchWhole(RangeFetch.State state) throws IOException, TransferException, InterruptedException {
        int fruitless = 0;
        for (int tries = 0; ; tries++) {
            long before = state.part().size();
            try {
                if (fetch.fetchRest(state)) {
                    return;
                }
            } catch (RangeFetch.TryLater e) {
                if (backoff.isTooLong(e.howLong()) || tries >= TRIES) {
                    throw new TransferException("the server is busy for longer than this client waits", e);
                }
                backoff.asAsked(e.howLong());
            } catch (IOException e) {
                log.info("download broke at byte {}: {}", state.part().size(), e.toString());
                if (fruitless + 1 >= TRIES_WITHOUT_PROGRESS || tries >= TRIES) {
                    throw new TransferException(
                            "the download broke " + (tries + 1) + " times, last: " + e.getMessage(), e);
                }
            }
            fruitless = state.part().size() > before ? 0 : fruitless + 1;
            if (fruitless >= TRIES_WITHOUT_PROGRESS || tries >= TRIES) {
                throw new TransferException("the server does not send the file");
            }
            backoff.beforeRepetition(fruitless);
        }
    }
}
