package im.sidestream.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address, or all that begin like it (RFC 4632 §3.1, RFC 4291 §2.3).
 *
 * @param base its bytes in hexadecimal: 4 or 16 of them
 * @param bits how many of them count
 */
public record Network(String base, int bits) {
    /** Addresses alone: a name would be asked of the DNS. */
    private static final Pattern FORM =
            Pattern.compile("((?:\\d{1,3}\\.){3}\\d{1,3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)(?:/(\\d{1,3}))?");

    /** Returns what {@code text} names, or empty for what is no network. */
    static Optional<Network> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            byte[] address = InetAddress.getByName(form.group(1)).getAddress();
            int most = address.length * Byte.SIZE;
            int bits = form.group(2) == null ? most : Integer.parseInt(form.group(2));
            return bits > most
                    ? Optional.empty()
                    : Optional.of(new Network(HexFormat.of().formatHex(masked(address, bits)), bits));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Returns whether {@code address} is in it; one of the other family never is. */
    public boolean contains(InetAddress address) {
        byte[] wanted = HexFormat.of().parseHex(base);
        byte[] bytes = address.getAddress();
        return bytes.length == wanted.length && Arrays.equals(masked(bytes, bits), wanted);
    }

    private static byte[] masked(byte[] address, int bits) {
        byte[] masked = address.clone();
        for (int i = 0; i < masked.length; i++) {
            int kept = Math.max(0, Math.min(Byte.SIZE, bits - i * Byte.SIZE));
            masked[i] &= (byte) (0xff << (Byte.SIZE - kept));
        }
        return masked;
    }
}
