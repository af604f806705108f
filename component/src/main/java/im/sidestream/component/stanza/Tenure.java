package im.sidestream.component.stanza;

import java.time.Duration;

/** Whether this process may be connected for a domain now, where several processes share one. */
public interface Tenure {
    /** For a process that shares its domain with nobody. */
    Tenure PERMANENT = new Tenure() {
        @Override
        public boolean isHeld() {
            return true;
        }

        @Override
        public void await(Duration longest) {
            // it is held
        }

        @Override
        public boolean stepBack(Duration pause) {
            return false;
        }

        @Override
        public void onEnd(Runnable closing) {
            // it never ends
        }
    };

    /** Whether the process may be connected at this moment. */
    boolean isHeld();

    /** Returns as soon as it is held, or after this time. */
    void await(Duration longest) throws InterruptedException;

    /**
     * Gives it up, and does not ask for it for so long, so that another process gets its turn.
     *
     * @return false where nobody else could take over, and nothing changes
     */
    boolean stepBack(Duration pause);

    /** Sets what closes the connection when it ends; called in time, before another process can connect. */
    void onEnd(Runnable closing);
}
