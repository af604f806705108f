package im.sidestream;

/**
 * A thread for each task that a test waits in. The common pool may have a single one, and the notice that a process ended
 * needs it: a task that waits there for what comes after that notice waits for ever. The tests of each module have this file.
 */
public final class OwnThread {

    private OwnThread() {}

    /** Runs a task; fits where an executor is asked for. */
    public static void start(Runnable task) {
        Thread thread = new Thread(task, "beside the test");
        thread.setDaemon(true);
        thread.start();
    }
}
