package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import im.sidestream.config.ConfigException;
import im.sidestream.config.ConfigLoader;
import im.sidestream.config.ServerConfig;
import im.sidestream.slot.FileName;
import im.sidestream.slot.MediaType;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import im.sidestream.slot.Slot;
import im.sidestream.slot.SlotRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A service of this process with an administrator before it, who restarts it, and two users who upload and export. */
final class AdministeredService implements AutoCloseable {
    static final String DOMAIN = "upload.example.org";
    static final String ALICE = "alice@example.org";
    static final String BOB = "bob@example.org";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path directory;
    private UploadService service;

    /** Starts one that keeps its configuration and its files in {@code directory}. */
    AdministeredService(Path directory) throws Exception {
        this.directory = directory;
        service = started("");
    }

    private UploadService started(String more) throws Exception {
        UploadService started = UploadService.start(config(more), Clock.systemUTC(), new SecureRandom());
        started.health().started();
        return started;
    }

    void restart(String more) throws Exception {
        service.close();
        service = started(more);
    }

    UploadService service() {
        return service;
    }

    Domain domain() {
        return service.domain();
    }

    @Override
    public void close() {
        service.close();
    }

    CompletableFuture<Slot> slot(String owner, String name, long size, @Nullable String type) {
        MediaType declared = type == null ? null : new MediaType(type);
        return domain().issuer()
                .issue(new SlotRequest(DOMAIN, owner, new FileName(name), size, declared, Purpose.MESSAGE, null));
    }

    Slot upload(String owner, String name) throws Exception {
        Slot slot = slot(owner, name, 5, "text/plain").get();
        assertThat(put(slot)).isEqualTo(201);
        return slot;
    }

    int put(Slot slot) throws Exception {
        HttpRequest.Builder put = HttpRequest.newBuilder(here(slot.put()))
                .header("Content-Type", "text/plain")
                .PUT(HttpRequest.BodyPublishers.ofString("hello"));
        return send(put).statusCode();
    }

    /** Why it was refused. */
    static Reason reason(CompletableFuture<?> future) {
        Throwable failure = catchThrowable(future::join);
        assertThat(failure).isNotNull().hasCauseInstanceOf(Refusal.class);
        return Objects.requireNonNull((Refusal) failure.getCause()).reason();
    }

    URI export(String owner) {
        return domain().ownUploads().export(new Owner(DOMAIN, owner)).join();
    }

    int status(URI link) throws Exception {
        return send(HttpRequest.newBuilder(here(link))).statusCode();
    }

    int get(Slot slot) throws Exception {
        return send(HttpRequest.newBuilder(here(slot.get()))).statusCode();
    }

    /** The public URL has no port that could be known before the start. */
    URI here(URI link) {
        return URI.create("http://127.0.0.1:" + service.port() + link.getRawPath()
                + (link.getRawQuery() == null ? "" : "?" + link.getRawQuery()));
    }

    String admin(String command, String argument) throws Exception {
        HttpResponse<String> answer = answer(command, argument);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    HttpResponse<String> answer(String command, String argument) throws Exception {
        return send(HttpRequest.newBuilder(adminUri(command))
                .header("Sidestream-Command", "1")
                .POST(HttpRequest.BodyPublishers.ofString(argument)));
    }

    HttpResponse<String> answer(String page) throws Exception {
        return send(HttpRequest.newBuilder(adminUri(page)));
    }

    private URI adminUri(String path) {
        return URI.create("http://127.0.0.1:" + service.adminPort().orElseThrow() + "/" + path);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    ServerConfig config(String more) throws ConfigException, IOException {
        Path file = directory.resolve("sidestream.conf");
        Files.writeString(
                file,
                "xmpp { domain = upload.example.org, secret = s }\nstorage.directory = files\nwarm-up = false\n"
                        + "http { listen = \"127.0.0.1:0\", admin-listen = \"127.0.0.1:0\" }\n" + more + "\n");
        return new ConfigLoader(Map.of(), directory).load(file);
    }
}
