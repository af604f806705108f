package im.sidestream.catalog;

import im.sidestream.delivery.Deliveries;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.Naming;
import im.sidestream.slot.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Orders of many at one moment. */
final class Orders {
    /** In the first one connections may still be opened, one after the other. */
    static final int ROUNDS = 5;

    private static final int THREADS = 12;

    private Orders() {}

    /** Begins deliveries at nodes in turn, each thread by itself, and returns how many were not refused. */
    static int begunAtOnce(List<Delivery> drafts, List<Deliveries> nodes, Naming naming) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Boolean>> orders = new ArrayList<>();
            for (Delivery draft : drafts) {
                Deliveries node = nodes.get(orders.size() % nodes.size());
                orders.add(() -> isTaken(node, draft, naming));
            }
            int taken = 0;
            for (Future<Boolean> order : threads.invokeAll(orders)) {
                taken += order.get() ? 1 : 0;
            }
            return taken;
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean isTaken(Deliveries node, Delivery draft, Naming naming) {
        try {
            node.begin(draft, naming).join();
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof Refusal) {
                return false;
            }
            throw e;
        }
    }
}
