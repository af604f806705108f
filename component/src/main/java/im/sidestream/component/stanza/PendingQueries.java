package im.sidestream.component.stanza;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.xmpp.packet.IQ;

/** Our own IQ requests and the answers they wait for: an answer counts only with the right id from the right address. */
final class PendingQueries {

    private record Query(String to, CompletableFuture<IQ> answer, long deadline) {}

    private final Map<String, Query> waiting = new ConcurrentHashMap<>();

    /**
     * Waits for an answer.
     *
     * @param to the address that was asked
     * @param deadline in the stream's nanoseconds
     * @return completed with the result or error IQ, or failed with {@link TimeoutException}
     */
    CompletableFuture<IQ> expect(String id, String to, long deadline) {
        CompletableFuture<IQ> answer = new CompletableFuture<>();
        if (waiting.putIfAbsent(id, new Query(to, answer, deadline)) != null) {
            throw new IllegalArgumentException("a query with this id waits already: " + id);
        }
        return answer;
    }

    /** Hands an answer to the query it belongs to; false if there is none, or another address was asked. */
    boolean answer(IQ iq, String id, String from) {
        Query query = waiting.get(id);
        // addresses are compared as servers normalise them: they may have lowered what we asked for
        if (query == null || !query.to.equalsIgnoreCase(from) || !waiting.remove(id, query)) {
            return false;
        }
        query.answer.complete(iq);
        return true;
    }

    void forget(String id) {
        waiting.remove(id);
    }

    void expire(long now) {
        waiting.forEach((id, query) -> {
            if (now - query.deadline >= 0 && waiting.remove(id, query)) {
                query.answer.completeExceptionally(new TimeoutException("no answer from " + query.to));
            }
        });
    }

    void failAll(String why) {
        waiting.forEach((id, query) -> {
            if (waiting.remove(id, query)) {
                query.answer.completeExceptionally(new StreamUnavailableException(why));
            }
        });
    }
}
