package im.sidestream.http;

import im.sidestream.slot.Reason;
import org.eclipse.jetty.http.HttpStatus;

/** The HTTP column of the one table of refusals (RFC 9110 §15). */
final class RefusalStatus {
    /** Not of the RFC, but of tus 1.0, which names it so. */
    private static final int CHECKSUM_MISMATCH_460 = 460;

    private RefusalStatus() {}

    static int of(Reason reason) {
        return switch (reason) {
            case FILE_TOO_LARGE -> HttpStatus.PAYLOAD_TOO_LARGE_413;
            case INVALID_REQUEST, LENGTH_MISMATCH, DIGEST_MISMATCH, PURPOSE_NOT_OFFERED -> HttpStatus.BAD_REQUEST_400;
            case NOT_ALLOWED, TOKEN_INVALID -> HttpStatus.FORBIDDEN_403;
            case QUOTA_EXCEEDED, RATE_EXCEEDED -> HttpStatus.TOO_MANY_REQUESTS_429;
            case TYPE_NOT_ACCEPTED -> HttpStatus.UNSUPPORTED_MEDIA_TYPE_415;
            case TOKEN_MISSING -> HttpStatus.UNAUTHORIZED_401;
            case LENGTH_REQUIRED -> HttpStatus.LENGTH_REQUIRED_411;
            case SLOT_EXPIRED, GONE -> HttpStatus.GONE_410;
            case ALREADY_STORED, IN_PROGRESS, OFFSET_MISMATCH -> HttpStatus.CONFLICT_409;
            case CHECKSUM_MISMATCH -> CHECKSUM_MISMATCH_460;
            case NOT_FOUND -> HttpStatus.NOT_FOUND_404;
            case STORAGE_FULL -> HttpStatus.INSUFFICIENT_STORAGE_507;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE_503;
        };
    }
}
