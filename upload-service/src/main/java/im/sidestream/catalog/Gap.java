package im.sidestream.catalog;

import im.sidestream.slot.Purpose;

/** Bytes that are too many for a request, altogether and for its purpose, and how they get fewer. */
final class Gap {
    private final Purpose purpose;
    private long total;
    private long bucket;

    /** A gap of so many bytes; zero or less is none. */
    Gap(Purpose purpose, long total, long bucket) {
        this.purpose = purpose;
        this.total = total;
        this.bucket = bucket;
    }

    /** Takes away what is given back of a purpose, and returns whether the request fits now. */
    boolean closesWith(Purpose of, long bytes) {
        total -= bytes;
        bucket -= of == purpose ? bytes : 0;
        return isClosed();
    }

    boolean isClosed() {
        return total <= 0 && bucket <= 0;
    }

    /** Returns whether files of a purpose, if there were enough of them, would close it. */
    boolean canCloseWith(Purpose of) {
        return bucket <= 0 || of == purpose;
    }
}
