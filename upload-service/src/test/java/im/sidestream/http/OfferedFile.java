package im.sidestream.http;

import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryState;
import im.sidestream.delivery.OfferId;
import im.sidestream.http.RawHttp.Reply;
import im.sidestream.slot.Slot;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A file that somebody offers to somebody, and the pages on which that is seen and decided. */
final class OfferedFile implements AutoCloseable {
    static final String BOB = "bob@south.example";
    static final byte[] CONTENT = UploadTest.random(5_000);

    final RunningService service;
    final Delivery delivery;
    final OfferId offer;

    /** Uploads it to a service that keeps its files in {@code directory}. */
    OfferedFile(Path directory) throws IOException {
        service = new RunningService(directory);
        Slot slot = service.slot("minutes.txt", CONTENT.length, "text/plain");
        try (RawHttp client = new RawHttp(service.port())) {
            client.put(slot.put(), CONTENT.length).send(CONTENT).reply();
        }
        delivery = service.deliveries.add(
                slot.id(), new Delivery.Content("minutes.txt", CONTENT.length, "text/plain"), "Please read.\nThanks");
        offer = service.deliveries.invite(delivery, BOB);
    }

    @Override
    public void close() {
        service.close();
    }

    /** Where the receiver decides. */
    String page() {
        return "/o/" + offer;
    }

    /** Where the sender looks. */
    String report() {
        return "/r/" + delivery.id();
    }

    DeliveryState state() {
        return service.deliveries.offer(offer).state();
    }

    static String body(Reply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    Reply decide(String decision, String token, String cookie) throws IOException {
        return new Visit(page(), token, cookie).send("decision=" + decision);
    }

    /** Opens a page. */
    Visit visit(String path) throws IOException {
        Reply reply = request("GET", path);
        Matcher token = Pattern.compile("name=\"token\" value=\"([^\"]+)\"").matcher(body(reply));
        String found = token.find() ? token.group(1) : "none";
        return new Visit(path, found, reply.header("Set-Cookie").replaceFirst(";.*", ""));
    }

    /** A page that was opened, with what its browser keeps of it. */
    final class Visit {
        private final String path;
        final String token;
        final @Nullable String cookie;

        Visit(String path, String token, @Nullable String cookie) {
            this.path = path;
            this.token = token;
            this.cookie = cookie;
        }

        Visit with(String other) {
            return new Visit(path, other, cookie);
        }

        Reply send(String fields, String... headers) throws IOException {
            String form = "token=" + URLEncoder.encode(token, StandardCharsets.UTF_8) + "&" + fields;
            List<String> all = new ArrayList<>(
                    List.of("Content-Type: application/x-www-form-urlencoded", "Content-Length: " + form.length()));
            all.addAll(Arrays.asList(headers));
            if (cookie != null) {
                all.add("Cookie: " + cookie);
            }
            try (RawHttp client = new RawHttp(service.port())) {
                return client.request("POST", path, all.toArray(String[]::new))
                        .send(form)
                        .reply();
            }
        }
    }

    Reply request(String method, String target, String... headers) throws IOException {
        try (RawHttp client = new RawHttp(service.port())) {
            return client.request(method, target, headers).reply(!method.equals("HEAD"));
        }
    }
}
