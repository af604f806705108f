package im.sidestream.http;

import im.sidestream.slot.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * What is said in place of a file: problem details for machines (RFC 9457), a plain page or a line for people, whichever
 * the request prefers (RFC 9110 §12.5.1). Nothing of the request is in it.
 *
 * @param status the status code that it goes with
 * @param reason why, where that is one of the refusals that machines can tell apart
 * @param detail one sentence
 */
record Problem(int status, @Nullable Reason reason, String detail) {
    /** Problem types are features of our own namespace, as the refusal's name spells them. */
    static final String TYPES = "sidestream:transfer:0#";

    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta name="color-scheme" content="light dark">
            <title>%1$d %2$s</title>
            <h1>%2$s</h1>
            <p>%3$s</p>
            </html>
            """;

    /** How it can be said. */
    private enum Form {
        PROBLEM("application/problem+json"),
        PAGE("text/html;charset=utf-8"),
        LINE("text/plain;charset=utf-8");

        private final String type;

        Form(String type) {
            this.type = type;
        }
    }

    /** Returns the answer to a path that names nothing, the same for whatever was never there. */
    static Problem notFound() {
        return new Problem(HttpStatus.NOT_FOUND_404, Reason.NOT_FOUND, "There is no such file.");
    }

    /** A problem as it is sent. */
    record Said(String type, String text) {
        /** Puts the type into {@code headers} and returns the body. */
        ByteBuffer in(HttpFields.Mutable headers) {
            FileHeaders.addNotCached(headers);
            headers.put(HttpHeader.CONTENT_TYPE, type);
            return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Says it as {@code request} prefers. */
    Said to(HttpFields request) {
        Form form = form(request.contains(HttpHeader.ACCEPT) ? request.getQualityCSV(HttpHeader.ACCEPT) : List.of());
        return new Said(
                form.type,
                switch (form) {
                    case PROBLEM -> json();
                    case PAGE -> page();
                    case LINE -> detail + "\n";
                });
    }

    /** What is asked for most decides; whoever takes anything is a machine. */
    private static Form form(List<String> accepted) {
        for (String range : accepted) {
            switch (range.replaceFirst("\\s*;.*", "").toLowerCase(Locale.ROOT)) {
                case "application/problem+json", "application/json", "application/*", "*/*" -> {
                    return Form.PROBLEM;
                }
                case "text/html", "application/xhtml+xml" -> {
                    return Form.PAGE;
                }
                case "text/plain", "text/*" -> {
                    return Form.LINE;
                }
                default -> {}
            }
        }
        return Form.PROBLEM;
    }

    private String json() {
        String type = reason == null ? "about:blank" : TYPES + words(reason, '-');
        String title = reason == null ? HttpStatus.getMessage(status) : words(reason, ' ');
        return "{\"type\":\"" + type + "\",\"title\":\"" + title + "\",\"status\":" + status + ",\"detail\":\""
                + detail.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}\n";
    }

    private String page() {
        String sentence = detail.replace("&", "&amp;").replace("<", "&lt;");
        return PAGE.formatted(status, HttpStatus.getMessage(status), sentence);
    }

    private static String words(Reason reason, char between) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', between);
    }
}
