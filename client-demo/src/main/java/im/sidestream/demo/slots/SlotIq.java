package im.sidestream.demo.slots;

import im.sidestream.demo.transfer.Header;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jivesoftware.smackx.httpfileupload.element.Slot;

/**
 * A slot as it came, nothing lost: Smack's own class keeps one header per name and parses the URLs. It stays that
 * class's subclass because Smack's table of providers is global, and Smack's own upload code must go on working beside
 * this one.
 */
final class SlotIq extends Slot {

    private final transient Content content;

    SlotIq(Content content) {
        super(url(content.put()), url(content.get()), lastOfEach(content.headers()));
        this.content = content;
    }

    Content content() {
        return content;
    }

    private static Map<String, String> lastOfEach(List<Header> headers) {
        Map<String, String> map = new LinkedHashMap<>();
        headers.forEach(header -> map.put(header.name(), header.value()));
        return map;
    }

    private static URL url(String text) {
        try {
            return new URL(text);
        } catch (MalformedURLException e) {
            // a slot that cannot be used is refused where it is used, not where it is parsed
            try {
                return new URL("https://malformed.invalid/");
            } catch (MalformedURLException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    /**
     * What the slot says.
     *
     * @param put untrusted
     * @param get untrusted
     * @param headers all of them, in order
     * @param resumable whether the slot speaks draft-ietf-httpbis-resumable-upload, by which an upload is gone on with
     */
    record Content(String put, String get, List<Header> headers, boolean resumable) {
        Content {
            headers = List.copyOf(headers);
        }
    }
}
