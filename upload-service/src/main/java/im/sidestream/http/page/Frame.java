package im.sidestream.http.page;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/** What all pages have around what they say. */
public final class Frame {
    private static final Template FRAME = Template.of("frame.html");
    private static final String STYLE = Template.read("style.css").strip();

    /** The page's own style alone may apply, and its own forms be sent to where it came from; nothing loads, runs or frames it. */
    public static final String POLICY = "default-src 'none'; style-src 'sha256-" + digest(STYLE)
            + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private Frame() {}

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Returns the page. */
    static Html around(Wording wording, Html title, Html body) {
        return FRAME.with(Map.of(
                "language", Html.text(wording.language()), "title", title, "style", Html.filled(STYLE), "body", body));
    }

    /** Returns a page that says one thing: what {@code key} is about, as a heading and a sentence. */
    public static String notice(Wording wording, String key) {
        Html heading = wording.say(key + ".heading");
        Html body = NOTICE.with(Map.of("heading", heading, "text", wording.say(key + ".text")));
        return around(wording, heading, body).markup();
    }

    private static final Template NOTICE = Template.of("notice.html");
}
