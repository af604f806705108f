package im.sidestream.slot;

/**
 * Why something was refused: the one list from which the XMPP face makes stanza errors (XEP-0363 §6, RFC 6120 §8.3) and
 * the HTTP face makes status codes (RFC 9110 §15).
 */
public enum Reason {
    /** The file is larger than allowed, or larger than its slot. */
    FILE_TOO_LARGE,
    /** The request makes no sense. */
    INVALID_REQUEST,
    /** The requester is not entitled. */
    NOT_ALLOWED,
    /** The owner's share of the store is used up. */
    QUOTA_EXCEEDED,
    /** The owner asks too often. */
    RATE_EXCEEDED,
    /** The media type is not accepted, or is not the slot's. */
    TYPE_NOT_ACCEPTED,
    /** The purpose is not offered, and no other one can stand for it: ephemeral uploads alone. */
    PURPOSE_NOT_OFFERED,
    /** The token is absent. */
    TOKEN_MISSING,
    /** The token was not made by this service for this slot. */
    TOKEN_INVALID,
    /** The upload does not say how long it is. */
    LENGTH_REQUIRED,
    /** The upload is shorter than its slot. */
    LENGTH_MISMATCH,
    /** The upload's bytes are others than its digest says. */
    DIGEST_MISMATCH,
    /** The slot's time is over, or its row is gone. */
    SLOT_EXPIRED,
    /** The upload is complete already. */
    ALREADY_STORED,
    /** Another connection is uploading to this slot. */
    IN_PROGRESS,
    /** A part of an upload does not begin where the upload ends so far. */
    OFFSET_MISMATCH,
    /** A part of an upload is not what its sender says it is. */
    CHECKSUM_MISMATCH,
    /** No file was ever stored under this id. */
    NOT_FOUND,
    /** The file was there and is not any more. */
    GONE,
    /** The store has no room. */
    STORAGE_FULL,
    /** Something this service depends on does not answer. */
    UNAVAILABLE
}
