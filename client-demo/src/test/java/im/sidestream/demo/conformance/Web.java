package im.sidestream.demo.conformance;

import im.sidestream.demo.message.XmlNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** PUT and GET as a client does them that trusts the stage's authority alone. */
final class Web {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient http;

    Web(Host host) {
        http = HttpClient.newBuilder().sslContext(host.certificates().trust()).build();
    }

    /** Uploads into a slot, with the headers that it asks for, and returns the status. */
    int put(XmlNode slot, byte[] content) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(Answers.put(slot));
        for (XmlNode header : slot.child("put", Names.UPLOAD).orElseThrow().children()) {
            request.setHeader(String.valueOf(header.attribute("name")), header.text());
        }
        return send(request.PUT(BodyPublishers.ofByteArray(content))).statusCode();
    }

    /** Uploads to a URL without any header. */
    int put(URI url, byte[] content) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(url).PUT(BodyPublishers.ofByteArray(content)))
                .statusCode();
    }

    HttpResponse<byte[]> get(URI url) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(url).GET());
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofByteArray());
    }
}
