package im.sidestream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.OwnThread;
import im.sidestream.Requirement;
import im.sidestream.slot.Slot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RFC 9113 and RFC 7301: who asks for HTTP/2 by ALPN gets it, with the same answers. */
final class Http2Test {
    private static final byte[] CONTENT = UploadTest.random(3 << 20);

    @TempDir
    Path directory;

    private CertificateFiles files;
    private RunningService service;
    private HttpClient client;

    @BeforeEach
    void start() throws Exception {
        files = Command.certificate(directory);
        service = new RunningService(directory.resolve("store"), Optional.of(files), store -> store);
        client = client(Version.HTTP_2, files);
    }

    private static HttpClient client(Version version, CertificateFiles files) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (var in = Files.newInputStream(files.certificate())) {
            Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
            trusted.setCertificateEntry("service", certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().version(version).sslContext(context).build();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    @Requirement("R-26")
    void aFileGoesInAndOutByHttp2() throws Exception {
        Slot slot = service.slot("a.bin", CONTENT.length);
        HttpResponse<byte[]> created = send(put(slot, CONTENT));
        assertThat(created.version()).isEqualTo(Version.HTTP_2);
        assertThat(created.statusCode()).isEqualTo(201);
        HttpResponse<byte[]> whole = send(HttpRequest.newBuilder(slot.get()));
        assertThat(whole.version()).isEqualTo(Version.HTTP_2);
        assertThat(Arrays.equals(whole.body(), CONTENT)).isTrue();
        HttpResponse<byte[]> part = send(HttpRequest.newBuilder(slot.get()).header("Range", "bytes=5-9"));
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(CONTENT, 5, 10));
        String etag = whole.headers().firstValue("etag").orElseThrow();
        assertThat(send(HttpRequest.newBuilder(slot.get()).header("If-None-Match", etag))
                        .statusCode())
                .isEqualTo(304);
        assertThat(send(HttpRequest.newBuilder(slot.get()).method("HEAD", BodyPublishers.noBody()))
                        .headers()
                        .firstValue("content-length"))
                .contains(Integer.toString(CONTENT.length));
    }

    /** One refused upload is the end of its stream, and of nothing else on the connection. */
    @Test
    @Requirement("R-26")
    void refusalsAreTheSameAndEndTheirStreamAlone() throws Exception {
        Slot slot = service.slot("a.bin", 5);
        assertThat(send(put(slot, new byte[6])).statusCode()).isEqualTo(413);
        assertThat(send(put(slot, new byte[1 << 20])).statusCode()).isEqualTo(413);
        assertThat(send(HttpRequest.newBuilder(slot.get())).statusCode()).isEqualTo(404);
        assertThat(send(HttpRequest.newBuilder(slot.put().resolve("/nothing"))).statusCode())
                .isEqualTo(404);
        assertThat(send(put(slot, new byte[5])).statusCode()).isEqualTo(201);
        URI unsigned = URI.create(slot.put().toString().replaceFirst("\\?.*", ""));
        assertThat(send(HttpRequest.newBuilder(unsigned).PUT(BodyPublishers.ofByteArray(new byte[5])))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    @Requirement("R-26")
    void manyStreamsShareAConnection() throws Exception {
        Slot slot = service.slot("a.bin", CONTENT.length);
        send(put(slot, CONTENT));
        HttpRequest get = HttpRequest.newBuilder(slot.get()).build();
        List<CompletableFuture<HttpResponse<byte[]>>> answers = IntStream.range(0, 20)
                .mapToObj(i -> client.sendAsync(get, BodyHandlers.ofByteArray()))
                .toList();
        for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
            assertThat(Arrays.equals(answer.get(60, TimeUnit.SECONDS).body(), CONTENT))
                    .isTrue();
        }
    }

    /** A stream costs what a connection does, and is limited as those are. */
    @Test
    @Requirement("G-06")
    void soManyStreamsRunInAllAndNoMore() throws Exception {
        HttpGuards guards = new HttpGuards(2, 1_000, address -> true, Duration.ZERO, Duration.ofMinutes(1));
        SubmissionPublisher<ByteBuffer> body = new SubmissionPublisher<>(OwnThread::start, 2);
        try (RunningService one =
                new RunningService(directory.resolve("one"), Optional.of(files), store -> store, guards)) {
            Slot slot = one.slot("a.bin", CONTENT.length);
            var upload = client.sendAsync(
                    put(slot, CONTENT)
                            .PUT(BodyPublishers.fromPublisher(body, CONTENT.length))
                            .build(),
                    BodyHandlers.discarding());
            await().until(() -> body.hasSubscribers());
            body.submit(ByteBuffer.wrap(CONTENT, 0, 1000));
            await().until(() ->
                    send(HttpRequest.newBuilder(slot.get())).statusCode() == HttpURLConnection.HTTP_UNAVAILABLE);
            body.submit(ByteBuffer.wrap(CONTENT, 1000, CONTENT.length - 1000));
            body.close();
            assertThat(upload.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
            await().until(() -> send(HttpRequest.newBuilder(slot.get())).statusCode() == HttpURLConnection.HTTP_OK);
        }
    }

    @Test
    @Requirement("R-26")
    void whereHttp2IsOffHttp1IsSpoken() throws Exception {
        try (RunningService old = new RunningService(
                directory.resolve("old"),
                standard ->
                        standard.with(List.of(files), HttpGuards.STANDARD).offering(new TlsOptions(false, false)))) {
            HttpResponse<byte[]> answer =
                    send(HttpRequest.newBuilder(old.slot("a.bin", 1).get()));
            assertThat(answer.version()).isEqualTo(Version.HTTP_1_1);
            assertThat(answer.statusCode()).isEqualTo(404);
        }
    }

    /** A body without a length is refused before anything of it is taken (RFC 9110 §15.5.12). */
    @Test
    @Requirement("R-26")
    void anUploadWithoutALengthIsRefusedInHttp2Too() throws Exception {
        Slot slot = service.slot("a.bin", CONTENT.length);
        HttpResponse<byte[]> answer = send(HttpRequest.newBuilder(slot.put())
                .PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(CONTENT))));
        assertThat(answer.version()).isEqualTo(Version.HTTP_2);
        assertThat(answer.statusCode()).isEqualTo(411);
        assertThat(send(put(slot, CONTENT)).statusCode()).isEqualTo(201);
    }

    /** draft "Status Code 104": interim answers with their headers go out in HTTP/2, too. */
    @Test
    @Requirement("R-26")
    void interimAnswersTellWhereToGoOn() throws Exception {
        Slot slot = service.slot("a.bin", CONTENT.length);
        Path file = Files.write(directory.resolve("a.bin"), CONTENT);
        String said = Command.run(
                directory,
                "curl",
                "-sv",
                "--http2",
                "--cacert",
                "cert.pem",
                "-H",
                "Upload-Draft-Interop-Version: 8",
                "-H",
                "Upload-Complete: ?1",
                "-T",
                file.toString(),
                slot.put().toString());
        assertThat(said)
                .containsSubsequence(
                        "< HTTP/2 104", "< upload-draft-interop-version: 8", "< location:", "< HTTP/2 201");
        HttpResponse<byte[]> answer = send(HttpRequest.newBuilder(slot.get()));
        assertThat(Arrays.equals(answer.body(), CONTENT)).isTrue();
    }

    private static HttpRequest.Builder put(Slot slot, byte[] content) {
        return HttpRequest.newBuilder(slot.put()).PUT(BodyPublishers.ofByteArray(content));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }
}
