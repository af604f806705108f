package im.sidestream.blob.s3;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * One bucket: what it is asked, a method for each request, and nothing of what that is good for. Every request may be sent
 * twice without harm: objects are made only where there is none, from a file that can be read again. All calls block.
 * Thread-safe.
 */
final class S3Bucket implements AutoCloseable {
    private static final String ONLY_NEW = "*";
    /** So slow a network is still waited for. */
    private static final long SLOWEST = 128 << 10;

    private final S3Settings settings;
    private final S3Client client;
    private final Supplier<S3Presigner> presigner;
    private final S3Faults faults;
    private final Consumer<@Nullable IOException> outcomes;

    /**
     * Sets the client up; nothing is sent yet.
     *
     * @param outcomes is told how each request ended: null where the bucket did what it was asked, or said that it cannot
     */
    S3Bucket(S3Settings settings, Consumer<@Nullable IOException> outcomes) {
        this.outcomes = outcomes;
        this.settings = settings;
        this.client = S3Clients.client(settings, true);
        this.presigner = S3Clients.presigner(settings);
        this.faults = new S3Faults(settings.bucket());
    }

    /** An object that is there. */
    record Found(long size, Map<String, String> marks) {}

    /**
     * Makes an object of a whole file.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is one
     */
    void put(String key, Path file, long size, Map<String, String> marks) throws IOException {
        PutObjectRequest request = request(key, marks)
                .overrideConfiguration(it -> it.apiCallAttemptTimeout(timeFor(size)))
                .build();
        call(key, () -> size == 0 ? putEmpty(request) : client.putObject(request, RequestBody.fromFile(file)));
    }

    /** Ceph does not understand that there is no chunk (XAmzContentSHA256Mismatch). */
    private PutObjectResponse putEmpty(PutObjectRequest request) {
        try (S3Client plain = S3Clients.client(settings, false)) {
            return plain.putObject(request, RequestBody.empty());
        }
    }

    /** Makes an object of a short text. */
    void put(String key, String text) throws IOException {
        PutObjectRequest request =
                request(key, Map.of()).contentType("text/plain").build();
        call(key, () -> client.putObject(request, RequestBody.fromString(text)));
    }

    private PutObjectRequest.Builder request(String key, Map<String, String> marks) {
        S3Settings.Objects kept = settings.objects();
        return PutObjectRequest.builder()
                .bucket(settings.bucket())
                .key(key)
                .ifNoneMatch(ONLY_NEW)
                .metadata(marks)
                .storageClass(kept.storageClass().orElse(null))
                .serverSideEncryption(kept.encryption().orElse(null))
                .ssekmsKeyId(kept.kmsKey().orElse(null));
    }

    /** Begins an object that is sent in parts, and returns the name of that sending. */
    String begin(String key, Map<String, String> marks) throws IOException {
        S3Settings.Objects kept = settings.objects();
        CreateMultipartUploadRequest request = CreateMultipartUploadRequest.builder()
                .bucket(settings.bucket())
                .key(key)
                .metadata(marks)
                .storageClass(kept.storageClass().orElse(null))
                .serverSideEncryption(kept.encryption().orElse(null))
                .ssekmsKeyId(kept.kmsKey().orElse(null))
                .build();
        return call(key, () -> client.createMultipartUpload(request)).uploadId();
    }

    /** Sends a part, numbered from 1, and returns its tag. */
    String send(String key, String sending, int number, Path file, long size) throws IOException {
        return call(
                        key,
                        () -> client.uploadPart(
                                it -> it.bucket(settings.bucket())
                                        .key(key)
                                        .uploadId(sending)
                                        .partNumber(number)
                                        .overrideConfiguration(own -> own.apiCallAttemptTimeout(timeFor(size))),
                                RequestBody.fromFile(file)))
                .eTag();
    }

    /**
     * Makes the object of its parts.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is one
     * @throws java.nio.file.NoSuchFileException if the sending has ended, in whichever way
     */
    void complete(String key, String sending, List<String> tags) throws IOException {
        List<CompletedPart> parts = IntStream.rangeClosed(1, tags.size())
                .mapToObj(number -> CompletedPart.builder()
                        .partNumber(number)
                        .eTag(tags.get(number - 1))
                        .build())
                .toList();
        call(
                key,
                () -> client.completeMultipartUpload(it -> it.bucket(settings.bucket())
                        .key(key)
                        .uploadId(sending)
                        .ifNoneMatch(ONLY_NEW)
                        .multipartUpload(
                                CompletedMultipartUpload.builder().parts(parts).build())));
    }

    /**
     * Drops a sending with its parts.
     *
     * @throws java.nio.file.NoSuchFileException if it has ended
     */
    void drop(String key, String sending) throws IOException {
        call(
                key,
                () -> client.abortMultipartUpload(
                        it -> it.bucket(settings.bucket()).key(key).uploadId(sending)));
    }

    /** Looks at an object. */
    Found find(String key) throws IOException {
        HeadObjectResponse head = call(
                key, () -> client.headObject(it -> it.bucket(settings.bucket()).key(key)));
        return new Found(head.contentLength(), head.metadata());
    }

    /**
     * Begins to fetch bytes.
     *
     * @param end behind the last one that is wanted
     * @throws java.nio.file.NoSuchFileException if there is no such object
     * @throws IOException also if it has no byte at {@code from}
     */
    Body open(String key, long from, long end) throws IOException {
        ResponseInputStream<GetObjectResponse> body = call(
                key,
                () -> client.getObject(
                        it -> it.bucket(settings.bucket()).key(key).range("bytes=" + from + "-" + (end - 1))));
        return new Body(body);
    }

    /** Returns the text of a short object. */
    String text(String key) throws IOException {
        return call(
                        key,
                        () -> client.getObjectAsBytes(
                                it -> it.bucket(settings.bucket()).key(key)))
                .asString(StandardCharsets.UTF_8);
    }

    /** Removes an object; nothing happens where there is none. */
    void delete(String key) throws IOException {
        call(key, () -> client.deleteObject(it -> it.bucket(settings.bucket()).key(key)));
    }

    /** Shows the keys of all objects below {@code prefix}. */
    void list(String prefix, Consumer<String> visitor) throws IOException {
        String next = null;
        do {
            @Nullable String from = next;
            ListObjectsV2Response page = call(
                    prefix,
                    () -> client.listObjectsV2(
                            it -> it.bucket(settings.bucket()).prefix(prefix).continuationToken(from)));
            page.contents().forEach(object -> visitor.accept(object.key()));
            next = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
        } while (next != null);
    }

    /** Returns whether there is no object below {@code prefix}. */
    boolean isEmpty(String prefix) throws IOException {
        return call(
                        prefix,
                        () -> client.listObjectsV2(it ->
                                it.bucket(settings.bucket()).prefix(prefix).maxKeys(1)))
                .contents()
                .isEmpty();
    }

    /** Shows key and name of everything below {@code prefix} that is being sent in parts. */
    void sendings(String prefix, BiConsumer<String, String> visitor) throws IOException {
        ListMultipartUploadsResponse page = null;
        do {
            @Nullable ListMultipartUploadsResponse before = page;
            page = call(
                    prefix,
                    () -> client.listMultipartUploads(it -> it.bucket(settings.bucket())
                            .prefix(prefix)
                            .keyMarker(before == null ? null : before.nextKeyMarker())
                            .uploadIdMarker(before == null ? null : before.nextUploadIdMarker())));
            page.uploads().forEach(one -> visitor.accept(one.key(), one.uploadId()));
        } while (Boolean.TRUE.equals(page.isTruncated()));
    }

    /** Returns a link that hands out the object to whoever has it; asks nobody. */
    URI sign(String key, String type, String disposition, Duration lifetime) throws IOException {
        return call(
                key,
                () -> URI.create(presigner
                        .get()
                        .presignGetObject(it -> it.signatureDuration(lifetime)
                                .getObjectRequest(get -> get.bucket(settings.bucket())
                                        .key(key)
                                        .responseContentType(type)
                                        .responseContentDisposition(disposition)
                                        .responseCacheControl("private, no-store")))
                        .url()
                        .toString()));
    }

    private Duration timeFor(long bytes) {
        return settings.timeout().plusSeconds(bytes / SLOWEST);
    }

    private <T> T call(String key, Supplier<T> request) throws IOException {
        try {
            T answer = request.get();
            outcomes.accept(null);
            return answer;
        } catch (SdkException e) {
            IOException failure = faults.translate(e, key);
            boolean answered = failure instanceof NoSuchFileException || failure instanceof FileAlreadyExistsException;
            outcomes.accept(answered ? null : failure);
            throw failure;
        }
    }

    @Override
    public void close() {
        client.close();
    }

    /** Bytes on their way. */
    static final class Body implements AutoCloseable {
        private final ResponseInputStream<GetObjectResponse> bytes;

        private Body(ResponseInputStream<GetObjectResponse> bytes) {
            this.bytes = bytes;
        }

        /** Fills some of {@code buffer}; returns how much, or -1 at the end. */
        int read(byte[] buffer, int length) throws IOException {
            return bytes.read(buffer, 0, length);
        }

        /** Gives the connection back once all bytes were read; it would be cut otherwise. */
        void finish() throws IOException {
            if (bytes.read() < 0) {
                bytes.close();
            } else {
                bytes.abort();
            }
        }

        /** Ends it, wherever it is; what has not come is not waited for. */
        @Override
        public void close() {
            bytes.abort();
        }
    }
}
