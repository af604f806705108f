package im.sidestream.blob.s3;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Sets the SDK up, so that services other than AWS understand what it sends. */
final class S3Clients {
    private static final int ATTEMPTS = 4;
    /** Beside the threads that write and read, whose connections are busy, those of downloads that wait for their clients. */
    private static final int CONNECTIONS = 512;

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ACQUIRE = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofSeconds(20);

    private S3Clients() {}

    /**
     * Returns a client.
     *
     * @param chunked whether bodies are signed chunk by chunk where there is no TLS; else they are read twice
     */
    static S3Client client(S3Settings settings, boolean chunked) {
        var builder = S3Client.builder()
                .httpClientBuilder(Apache5HttpClient.builder()
                        .maxConnections(CONNECTIONS)
                        .connectionTimeout(CONNECT)
                        .connectionAcquisitionTimeout(ACQUIRE)
                        .connectionMaxIdleTime(IDLE)
                        .socketTimeout(settings.timeout()))
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials(settings))
                .serviceConfiguration(configuration(settings, chunked))
                // by default the SDK adds checksums in a form that Ceph refuses (XAmzContentSHA256Mismatch)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(it -> it.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(ATTEMPTS)
                                .build())
                        .apiCallAttemptTimeout(settings.timeout()));
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    /** Made when the first link is signed: most services sign none. */
    static Supplier<S3Presigner> presigner(S3Settings settings) {
        return new Supplier<>() {
            private @Nullable S3Presigner made;

            @Override
            public synchronized S3Presigner get() {
                S3Presigner there = made;
                if (there == null) {
                    var builder = S3Presigner.builder()
                            .region(Region.of(settings.region()))
                            .credentialsProvider(credentials(settings))
                            .serviceConfiguration(configuration(settings, true));
                    settings.endpoint().ifPresent(builder::endpointOverride);
                    there = builder.build();
                    made = there;
                }
                return there;
            }
        };
    }

    private static S3Configuration configuration(S3Settings settings, boolean chunked) {
        return S3Configuration.builder()
                .chunkedEncodingEnabled(chunked)
                .pathStyleAccessEnabled(settings.pathStyle())
                .build();
    }

    private static AwsCredentialsProvider credentials(S3Settings settings) {
        return settings.keys()
                .<AwsCredentialsProvider>map(keys ->
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(keys.access(), keys.secret())))
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }
}
