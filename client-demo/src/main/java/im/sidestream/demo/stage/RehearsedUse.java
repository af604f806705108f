package im.sidestream.demo.stage;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What users do with the server, from discovery to a range of a file, and what they do wrongly. */
final class RehearsedUse {
    private static final int SLOTS = 24;
    private static final int SMALL = 1_000;
    private static final int LARGE = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Pattern PUT = Pattern.compile("<put url=[\"']([^\"']+)");
    private static final Pattern GET = Pattern.compile("<get url=[\"']([^\"']+)");
    private static final Pattern HEADER = Pattern.compile("<header name=[\"']([^\"']+)[\"']>([^<]*)<");

    private final ComponentPort component;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private int asked;

    RehearsedUse(ComponentPort component) {
        this.component = component;
    }

    void play() throws IOException, InterruptedException {
        ask("get", "<query xmlns='http://jabber.org/protocol/disco#info'/>");
        ask("get", "<query xmlns='http://jabber.org/protocol/disco#items'/>");
        ask("get", "<query xmlns='jabber:iq:unknown'/>");
        for (int i = 0; i < SLOTS; i++) {
            share(i == 0 ? LARGE : SMALL, "photo " + i + (i % 2 == 0 ? ".jpg" : " \u00e9\u2603.txt"));
        }
        slot(SMALL, "../evil\\name%2f");
    }

    private void share(int size, String name) throws IOException, InterruptedException {
        String slot = slot(size, name);
        URI get = URI.create(find(GET, slot));
        send(HttpRequest.newBuilder(get).GET(), 404);
        send(put(slot, size), 201);
        send(put(slot, size), 409);
        send(HttpRequest.newBuilder(get).GET(), 200);
        send(HttpRequest.newBuilder(get).method("HEAD", BodyPublishers.noBody()), 200);
        send(HttpRequest.newBuilder(get).method("OPTIONS", BodyPublishers.noBody()), 0);
        send(HttpRequest.newBuilder(get).header("Range", "bytes=10-99"), 206);
        send(HttpRequest.newBuilder(get).header("Range", "bytes=99999999-"), 416);
        send(HttpRequest.newBuilder(get).header("If-None-Match", "*"), 304);
        send(HttpRequest.newBuilder(get.resolve("/nothing")).GET(), 0);
    }

    private String slot(int size, String name) throws IOException {
        return ask(
                "get",
                "<request xmlns='urn:xmpp:http:upload:0' filename='" + name + "' size='" + size
                        + "' content-type='application/octet-stream'/>");
    }

    private String ask(String type, String child) throws IOException {
        String id = "q" + ++asked;
        return component.ask(
                id,
                "<iq type='" + type + "' id='" + id + "' from='alice@localhost/r' to='" + Rehearsal.DOMAIN + "'>"
                        + child + "</iq>");
    }

    private static HttpRequest.Builder put(String slot, int size) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(find(PUT, slot)))
                .header("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofByteArray(new byte[size]));
        Matcher headers = HEADER.matcher(slot);
        while (headers.find()) {
            request.header(headers.group(1), headers.group(2));
        }
        return request;
    }

    /** Sends it; 0 expects any answer. */
    private void send(HttpRequest.Builder request, int expected) throws IOException, InterruptedException {
        int status = http.send(request.timeout(PATIENCE).build(), BodyHandlers.discarding())
                .statusCode();
        if (expected != 0 && status != expected) {
            throw new StageException("answered by " + status + ", not by " + expected);
        }
    }

    private static String find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new StageException("not in the answer: " + pattern + ": " + text);
        }
        return matcher.group(1).replace("&amp;", "&");
    }
}
