package im.sidestream.demo.e2e;

import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** The page of an offer, as a browser without script has it: its form and its links. */
final class OfferPage {
    private static final Pattern ADDRESS = Pattern.compile("https://\\S+/o/\\S+");
    private static final Pattern TOKEN = Pattern.compile("name=\"?token\"? value=\"?([^\" >]+)");
    private static final Pattern DOWNLOAD = Pattern.compile("href=\"?([^\" >]*p/[^\" >]+)");

    private final HttpClient browser;
    private final URI address;

    /** The page that the text of an offer names. */
    OfferPage(String offer, SSLContext trust) {
        Matcher matcher = ADDRESS.matcher(offer);
        if (!matcher.find()) {
            throw new AssertionError("no page in: " + offer);
        }
        address = URI.create(matcher.group());
        browser = HttpClient.newBuilder()
                .sslContext(trust)
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(new CookieManager())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    /** What a preview does. */
    void look() throws Exception {
        HttpRequest head = HttpRequest.newBuilder(address)
                .method("HEAD", BodyPublishers.noBody())
                .build();
        browser.send(head, BodyHandlers.discarding());
        get(address);
    }

    /** Presses the button that says yes; answers the status of what comes then. */
    int accept() throws Exception {
        String form = "token=" + encoded(found(TOKEN, get(address).body())) + "&decision=accept";
        HttpRequest post = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        return browser.send(post, BodyHandlers.ofString()).statusCode();
    }

    /** Follows the link to the file. */
    byte[] download() throws Exception {
        URI link = address.resolve(found(DOWNLOAD, get(address).body()));
        return browser.send(HttpRequest.newBuilder(link).build(), BodyHandlers.ofByteArray())
                .body();
    }

    private HttpResponse<String> get(URI uri) throws Exception {
        return browser.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private static String found(Pattern pattern, String page) {
        Matcher matcher = pattern.matcher(page);
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + " in: " + page);
        }
        return matcher.group(1);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
