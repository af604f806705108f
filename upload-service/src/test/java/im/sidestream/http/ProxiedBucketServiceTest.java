package im.sidestream.http;

import im.sidestream.blob.s3.ProxiedBucket;
import im.sidestream.blob.s3.S3Settings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On a bucket in memory. */
final class ProxiedBucketServiceTest implements BucketServiceContract {
    private static ProxiedBucket bucket;

    @BeforeAll
    static void start() throws Exception {
        bucket = new ProxiedBucket();
    }

    @AfterAll
    static void stop() throws Exception {
        bucket.stop();
    }

    @Override
    public S3Settings fresh() {
        return bucket.fresh();
    }
}
