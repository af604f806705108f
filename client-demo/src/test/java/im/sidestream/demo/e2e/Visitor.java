package im.sidestream.demo.e2e;

import im.sidestream.demo.session.Account;
import im.sidestream.demo.session.ChatSession;
import im.sidestream.demo.session.Endpoint;
import im.sidestream.demo.session.Trust;
import im.sidestream.demo.slots.UploadService;
import im.sidestream.demo.slots.UploadServices;
import im.sidestream.demo.stage.Certificates;
import im.sidestream.demo.stage.Federation;
import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.XmppServer;
import im.sidestream.demo.transfer.UploadSlot;
import im.sidestream.demo.transfer.UploadSource;
import im.sidestream.demo.transfer.UrlRule;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;

/** A user logged in on a stage, with a plain HTTP client that trusts the stage's authority. */
final class Visitor implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ChatSession session;
    private final UploadServices services;
    private final String uploadDomain;
    private final HttpClient http;

    private Visitor(ChatSession session, String uploadDomain, Trust trust) {
        this.session = session;
        this.uploadDomain = uploadDomain;
        this.services = new UploadServices(session, new UrlRule(false), uploadDomain);
        this.http = HttpClient.newBuilder()
                // over HTTP/2 this client gives up what runs as soon as a server says that it will stop
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trust.context())
                .build();
    }

    static Visitor logIn(Stage stage, String user) throws Exception {
        return logIn(stage.prosody(), stage.account(user), stage.certificates());
    }

    static Visitor logIn(Federation federation, String user) throws Exception {
        var account = federation.account(user);
        return logIn(federation.of(account.domain()), account, federation.certificates());
    }

    private static Visitor logIn(XmppServer server, im.sidestream.demo.stage.Account account, Certificates certificates)
            throws Exception {
        Trust trust = Trust.in(certificates.ca());
        ChatSession session = ChatSession.open(
                new Endpoint(server.host(), server.ports().c2s(), trust),
                new Account(account.jid(), account.password()));
        return new Visitor(session, server.uploadDomain(), trust);
    }

    ChatSession session() {
        return session;
    }

    String uploadDomain() {
        return uploadDomain;
    }

    UploadSlot slot(String name, long size) throws Exception {
        UploadService service = services.find().orElseThrow(() -> new AssertionError("no upload service"));
        return services.request(service, new UploadSource(Path.of("unused"), name, size, "application/octet-stream"));
    }

    /** Asks for a slot whatever limit the service announces. */
    UploadSlot unlimitedSlot(long size) throws Exception {
        return unlimitedSlot(uploadService(), size);
    }

    /** The same at a service that was found before: one request and its answer, and nothing else. */
    UploadSlot unlimitedSlot(UploadService service, long size) throws Exception {
        return services.request(
                new UploadService(service.jid(), Long.MAX_VALUE),
                new UploadSource(Path.of("unused"), "any.bin", size, "application/octet-stream"));
    }

    /** The service that the user's server names. */
    UploadService uploadService() throws Exception {
        return services.find().orElseThrow(() -> new AssertionError("no upload service"));
    }

    /** The size of the largest file, as the service announces it now. */
    long maxFileSize() throws Exception {
        return uploadService().maxFileSize();
    }

    /** Whether the service gives a slot now. */
    boolean getsSlots() {
        try {
            slot("probe.txt", 1);
            return true;
        } catch (Exception | AssertionError e) {
            return false;
        }
    }

    int put(UploadSlot slot, byte[] content) throws Exception {
        return put(slot, BodyPublishers.ofByteArray(content)).statusCode();
    }

    HttpResponse<String> put(UploadSlot slot, BodyPublisher body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(slot.put()).PUT(body).timeout(PATIENCE).build();
        return http.send(request, BodyHandlers.ofString());
    }

    HttpResponse<byte[]> get(URI url) throws Exception {
        return http.send(HttpRequest.newBuilder(url).timeout(PATIENCE).build(), BodyHandlers.ofByteArray());
    }

    HttpClient http() {
        return http;
    }

    @Override
    public void close() {
        session.close();
    }
}
