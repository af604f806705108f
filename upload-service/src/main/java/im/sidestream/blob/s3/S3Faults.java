package im.sidestream.blob.s3;

import im.sidestream.blob.StoreFullException;
import im.sidestream.blob.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/** What the SDK throws, told as other stores tell it: each message is one line for an operator. */
final class S3Faults {
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;
    private static final int TOO_MANY = 429;
    private static final int FIRST_SERVER_ERROR = 500;
    private static final int FULL = 507;

    private static final Set<String> FULL_CODES =
            Set.of("QuotaExceeded", "XMinioStorageFull", "InsufficientStorage", "StorageFull");
    private static final Set<String> BUSY_CODES = Set.of("SlowDown", "RequestTimeout", "RequestTimeTooSkewed", "Busy");

    private final String bucket;

    S3Faults(String bucket) {
        this.bucket = bucket;
    }

    /**
     * Translates what was thrown.
     *
     * @param key the object, as it is named to callers
     */
    IOException translate(SdkException e, String key) {
        if (e instanceof AwsServiceException refused) {
            return refused(refused, key);
        }
        if (e instanceof AbortedException || !mayBeTheNetwork(e)) {
            return new IOException("bucket " + bucket + ": " + line(e), e);
        }
        return new StoreUnavailableException("bucket " + bucket + " cannot be reached: " + line(e), e);
    }

    /** Without credentials nothing was sent, and nothing will be until somebody gives some. */
    private static boolean mayBeTheNetwork(SdkException e) {
        return !String.valueOf(e.getMessage()).contains("credentials");
    }

    private IOException refused(AwsServiceException e, String key) {
        int status = e.statusCode();
        String code = e.awsErrorDetails() == null
                ? ""
                : String.valueOf(e.awsErrorDetails().errorCode());
        if (code.equals("NoSuchBucket")) {
            return new IOException("bucket " + bucket + " does not exist", e);
        }
        if (FULL_CODES.contains(code) || status == FULL) {
            return new StoreFullException("bucket " + bucket + " is full: " + code, e);
        }
        if (status == CONFLICT || status == TOO_MANY || status >= FIRST_SERVER_ERROR || BUSY_CODES.contains(code)) {
            return new StoreUnavailableException("bucket " + bucket + " answers " + status + " " + code, e);
        }
        IOException same = switch (status) {
            case NOT_FOUND -> new NoSuchFileException(key);
            case PRECONDITION_FAILED -> new FileAlreadyExistsException(key);
            case FORBIDDEN ->
                new IOException("bucket " + bucket + " refuses these credentials: " + named(code, status));
            default -> new IOException("bucket " + bucket + " refuses a request: " + named(code, status));
        };
        if (same.getCause() == null) {
            same.initCause(e);
        }
        return same;
    }

    /** An answer to HEAD has no body that names a code. */
    private static String named(String code, int status) {
        return code.isEmpty() || code.equals("null") ? "status " + status : code;
    }

    /** The SDK's own message goes on about retries; what lies beneath says more. */
    private static String line(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String message = String.valueOf(deepest.getMessage()).replaceAll("\\s*\\R\\s*", " ");
        int longest = 200;
        return deepest.getClass().getSimpleName() + ": "
                + (message.length() > longest ? message.substring(0, longest) + "…" : message);
    }
}
