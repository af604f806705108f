package im.sidestream.delivery;

/** What a receiver says to an offer. */
public enum Decision {
    /** Send it. */
    ACCEPT,
    /** Do not send it. */
    DECLINE,
    /** Do not send it, nor ask again for this sender. */
    BLOCK
}
