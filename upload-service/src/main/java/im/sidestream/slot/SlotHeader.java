package im.sidestream.slot;

/**
 * A header that the client must send with its PUT (XEP-0363 §5).
 *
 * @param name one of {@code Authorization}, {@code Cookie} and {@code Expires}
 * @param value opaque to the client
 */
public record SlotHeader(String name, String value) {
    public SlotHeader {
        if (!name.equals("Authorization") && !name.equals("Cookie") && !name.equals("Expires")) {
            throw new IllegalArgumentException("XEP-0363 does not allow the header " + name);
        }
    }
}
