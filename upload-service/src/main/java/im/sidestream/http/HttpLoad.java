package im.sidestream.http;

import im.sidestream.transfer.CacheLoad;

/**
 * What the HTTP server has to do at one moment.
 *
 * @param threads threads that there are
 * @param idleThreads those of them with nothing to do
 * @param queuedTasks work that waits for a thread
 * @param uploads requests to upload links that are not answered to the end
 * @param downloads requests to download links that are not answered to the end
 * @param refused connections and requests of HTTP/2 that were too many in all, since the start
 * @param smallBodies the memory of small files, in bytes
 */
public record HttpLoad(
        int threads,
        int idleThreads,
        int queuedTasks,
        long uploads,
        long downloads,
        long refused,
        CacheLoad smallBodies) {}
