package im.sidestream.demo.transfer;

/** Is told how far one transfer is. Calls come from one thread at a time. */
public interface Progress extends AutoCloseable {

    /**
     * The transfer is here now. A transfer that starts again reports a smaller number than before.
     *
     * @param bytes bytes done in all
     */
    void at(long bytes);

    /** The transfer is over, well or not. */
    @Override
    void close();

    /** Makes one for each transfer. */
    interface Display {
        /**
         * Starts showing a transfer.
         *
         * @param task what is transferred, in words
         * @param total bytes, or a negative number if unknown
         */
        Progress start(String task, long total);
    }

    /** Shows nothing. */
    static Display none() {
        return (task, total) -> new Progress() {
            @Override
            public void at(long bytes) {}

            @Override
            public void close() {}
        };
    }
}
