package im.sidestream.blob.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;

/** A service that speaks S3 and keeps objects in this process's memory, with buckets as they are asked for. */
public final class ProxiedBucket {
    static final S3Settings.Keys KEYS = new S3Settings.Keys("access", "secret");

    private final BlobStore objects;
    private final S3Proxy proxy;

    /** Starts it on a free port. */
    public ProxiedBucket() throws Exception {
        objects = BlobStores.create("transient-nio2", new Properties());
        proxy = S3Proxy.builder()
                .blobStore(objects)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEYS.access(), KEYS.secret())
                .build();
        proxy.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + proxy.getPort());
    }

    /** Makes an empty bucket and returns how it is reached. */
    public S3Settings fresh() {
        String bucket = "b" + UUID.randomUUID();
        var unused = objects.createContainer(bucket);
        return settings(bucket);
    }

    S3Settings settings(String bucket) {
        return new S3Settings(
                Optional.of(endpoint()),
                bucket,
                "us-east-1",
                Optional.of(KEYS),
                true,
                "files/",
                S3Settings.Objects.DEFAULT,
                Duration.ofSeconds(30),
                Duration.ofSeconds(60));
    }

    /** Returns the objects as they are kept. */
    BlobStore objects() {
        return objects;
    }

    /** Ends it. */
    public void stop() throws Exception {
        proxy.stop();
        objects.close();
    }
}
