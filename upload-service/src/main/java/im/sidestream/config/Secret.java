package im.sidestream.config;

/**
 * A text that must not reach any log.
 *
 * @param value the text itself
 */
public record Secret(String value) {
    @Override
    public String toString() {
        return "(secret)";
    }
}
