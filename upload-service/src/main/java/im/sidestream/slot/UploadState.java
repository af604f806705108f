package im.sidestream.slot;

/** The life of an upload: each state is reached only from the one before it. */
public enum UploadState {
    /** A slot was issued and its bytes are reserved; nothing was sent. */
    ISSUED,
    /** A PUT began; nothing is visible. A broken one may be tried again. */
    RECEIVING,
    /** The file is whole, durable and visible. */
    STORED,
    /** The file is gone for everyone; its bytes may still be on their way out. What remains is a tombstone. */
    DELETING
}
