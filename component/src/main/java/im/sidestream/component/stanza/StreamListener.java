package im.sidestream.component.stanza;

/** Is told about every change of a component stream. */
@FunctionalInterface
public interface StreamListener {

    /**
     * A stream changed its state. Called by the stream's own thread, in order; must not block, and what it throws is
     * logged and ignored.
     *
     * @param domain the component's domain
     */
    void changed(String domain, StreamState state);
}
