package im.sidestream.http;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * Reads whom proxies forward for: {@code Forwarded} (RFC 7239) and {@code X-Forwarded-For}. Each proxy writes its part behind
 * what it was told, which may be anybody's invention: so the list is read from its end, as far as those who wrote it are
 * trusted, and the first one who is not is the client.
 */
final class ForwardedFor {
    static final String STANDARD = "Forwarded";
    static final String CUSTOMARY = "X-Forwarded-For";

    /** No proxy says more of one hop; what is longer is no element. */
    private static final int LONGEST_ELEMENT = 1_000;

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";

    /** A pair of RFC 7239 §4, or none, and what separates it from the next; no value needs quoted pairs. */
    private static final Pattern PAIR =
            Pattern.compile("\\G[ \\t]*+(?:(" + TOKEN + ")=(?:(" + TOKEN + ")|\"([^\"\\\\]*+)\"))?[ \\t]*+(?:;|$)");

    private ForwardedFor() {}

    /**
     * Returns the client of a request that came from {@code peer}, whom to believe is settled already. Two headers that tell
     * two tales are not believed: one of them is not the proxy's.
     *
     * @param peer the proxy, or null where it has no address
     * @param proxies who is believed about those before
     */
    static @Nullable InetAddress client(
            HttpFields headers, @Nullable InetAddress peer, Predicate<InetAddress> proxies) {
        List<String> standard = headers.getValuesList(STANDARD);
        List<String> customary = headers.getValuesList(CUSTOMARY);
        InetAddress one = new Walk(peer, proxies).over(standard, ForwardedFor::node);
        InetAddress other = new Walk(peer, proxies).over(customary, Optional::of);
        if (customary.isEmpty()) {
            return one;
        }
        return standard.isEmpty() || (one != null && one.equals(other)) ? other : peer;
    }

    /** Returns the node that an element is for, empty text where it names none, or empty for what is no element. */
    private static Optional<String> node(String element) {
        String node = "";
        Matcher pair = PAIR.matcher(element);
        int end = 0;
        while (end < element.length()) {
            if (!pair.find()) {
                return Optional.empty();
            }
            if (pair.group(1) != null && pair.group(1).toLowerCase(Locale.ROOT).equals("for")) {
                node = pair.group(2) == null ? pair.group(3) : pair.group(2);
            }
            end = pair.end();
        }
        return Optional.of(node);
    }

    /** What an element of one of the two headers says. */
    private interface Reading {
        Optional<String> node(String element);
    }

    /** A way back from the peer, hop by hop. */
    private static final class Walk {
        private final Predicate<InetAddress> proxies;
        private @Nullable InetAddress client;
        private boolean over;

        Walk(@Nullable InetAddress peer, Predicate<InetAddress> proxies) {
            this.client = peer;
            this.proxies = proxies;
        }

        @Nullable
        InetAddress over(List<String> lines, Reading reading) {
            for (int i = lines.size() - 1; i >= 0 && !over; i--) {
                line(lines.get(i), reading);
            }
            return client;
        }

        /** Takes the shortest ends of the line that are elements: what stands before them cannot change what they say. */
        private void line(String line, Reading reading) {
            int end = line.length();
            for (int from = end; from >= 0 && !over; ) {
                from = line.lastIndexOf(',', from - 1);
                if (end - from > LONGEST_ELEMENT) {
                    over = true;
                    return;
                }
                Optional<String> node =
                        reading.node(line.substring(from + 1, end).strip());
                if (node.isPresent()) {
                    step(node.get());
                    end = Math.max(from, 0);
                }
            }
            // a line whose beginning is no element tells nothing of those before it
            over |= end > 0 && !line.substring(0, end).isBlank();
        }

        private void step(String node) {
            InetAddress hop = AddressText.parse(node);
            if (hop == null) {
                over = true;
                return;
            }
            client = hop;
            over = !proxies.test(hop);
        }
    }
}
