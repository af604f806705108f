package im.sidestream.demo.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which headers of a slot go into its PUT (XEP-0363 §4 and §6). */
final class SlotHeaders {

    private static final Map<String, String> ALLOWED =
            Map.of("authorization", "Authorization", "cookie", "Cookie", "expires", "Expires");

    private SlotHeaders() {}

    /**
     * Line breaks removed first, so that no header can smuggle in another; then only the three allowed names, compared
     * without regard to case, each as often as it came and in the order in which it came. Values stay opaque.
     */
    static List<Header> allowed(List<Header> headers) {
        List<Header> kept = new ArrayList<>();
        for (Header header : headers) {
            String name = ALLOWED.get(oneLine(header.name()).strip().toLowerCase(Locale.ROOT));
            if (name != null) {
                kept.add(new Header(name, oneLine(header.value()).strip()));
            }
        }
        return kept;
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\r\\n]", "");
    }
}
