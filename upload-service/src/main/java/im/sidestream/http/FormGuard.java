package im.sidestream.http;

import im.sidestream.slot.PublicLinks;
import im.sidestream.slot.SlotId;
import im.sidestream.slot.TokenSigner;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/**
 * Tells a form that somebody sent off on our page from one that another site, or a program that looks at links, made: it
 * carries a token that was signed for this page, this browser and a day, the browser's name is in a cookie that no other site
 * can have it send, and what browsers say of where a request comes from must not say otherwise.
 */
final class FormGuard {
    static final String COOKIE = "sidestream-form";
    static final String FIELD = "token";
    static final Duration LIFETIME = Duration.ofHours(24);

    private static final int READER_BYTES = 16;
    private static final Pattern READER = Pattern.compile(COOKIE + "=([A-Za-z0-9_-]{22})");

    private final TokenSigner signer;
    private final RandomGenerator random;
    private final PublicLinks links;

    /**
     * Wires a guard.
     *
     * @param random must be cryptographically strong
     * @param links where pages are seen
     */
    FormGuard(TokenSigner signer, RandomGenerator random, PublicLinks links) {
        this.signer = signer;
        this.random = random;
        this.links = links;
    }

    /** Returns the token for a page's form, and gives its reader the cookie that belongs to it. */
    String token(Exchange exchange) {
        String reader = reader(exchange.request()).orElseGet(() -> greet(exchange.headers()));
        return signer.signForm(exchange.id(), reader, exchange.clock().instant());
    }

    private String greet(HttpFields.Mutable headers) {
        byte[] bits = new byte[READER_BYTES];
        random.nextBytes(bits);
        String reader = Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
        String secure = "https".equalsIgnoreCase(links.standard().base().getScheme()) ? "; Secure" : "";
        headers.add(
                HttpHeader.SET_COOKIE,
                COOKIE + "=" + reader + "; Path=" + path() + "; HttpOnly; SameSite=Strict" + secure);
        return reader;
    }

    /** Returns whether a form was sent off on a page of ours. */
    boolean isOurs(Exchange exchange, Fields fields) {
        Request request = exchange.request();
        String token = fields.getValue(FIELD);
        return token != null
                && isFromHere(request.getHeaders())
                && reader(request)
                        .filter(reader -> isSigned(exchange.id(), reader, token, exchange.clock()))
                        .isPresent();
    }

    private boolean isSigned(SlotId subject, String reader, String token, Clock clock) {
        return signer.verifiesForm(subject, reader, token, clock.instant().minus(LIFETIME));
    }

    /**
     * Browsers name the origin of a form {@code null} where its page wants no referrer, as ours do (Fetch §3.2); others than
     * ours are named. {@code Sec-Fetch-Site} says it in any case, where it is known.
     */
    private boolean isFromHere(HttpFields headers) {
        String site = headers.get("Sec-Fetch-Site");
        String origin = headers.get(HttpHeader.ORIGIN);
        return (site == null || site.equals("same-origin"))
                && (origin == null || origin.equals("null") || isOrigin(origin));
    }

    /** Whose own path no other one has is told no more than that; else everything on the host. */
    private String path() {
        List<String> paths = links.paths();
        return paths.size() == 1 ? links.standard().base().getRawPath() : "/";
    }

    private boolean isOrigin(String origin) {
        return Stream.concat(Stream.of(links.standard()), links.others().values().stream())
                .anyMatch(ours -> origin.equalsIgnoreCase(origin(ours.base())));
    }

    private static String origin(URI base) {
        int standard = "http".equalsIgnoreCase(base.getScheme()) ? 80 : 443;
        boolean said = base.getPort() >= 0 && base.getPort() != standard;
        return base.getScheme() + "://" + base.getHost() + (said ? ":" + base.getPort() : "");
    }

    /** Looks for our own cookie alone: what others on the same host set may be spelled in any way (RFC 6265 §4.2). */
    private static Optional<String> reader(Request request) {
        for (String header : request.getHeaders().getValuesList(HttpHeader.COOKIE)) {
            for (String pair : header.split(";", -1)) {
                Matcher own = READER.matcher(pair.strip());
                if (own.matches()) {
                    return Optional.of(own.group(1));
                }
            }
        }
        return Optional.empty();
    }
}
