package im.sidestream.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a connection begins with in the PROXY protocol: a line (version 1, §2.1 of its specification) or a binary header
 * (version 2, §2.2). It is read strictly: what is left over would be taken for the client's own words.
 *
 * @param client whom the connection is for, or null where it is the proxy's own or of no network
 */
record ProxyHeader(@Nullable InetSocketAddress client) {
    /** Longer ones are no header; nobody sends so many extensions. */
    static final int LONGEST = 1 << 10;

    private static final byte[] LINE = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BINARY = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");
    private static final int LONGEST_LINE = 107;
    private static final int FIXED = 16;
    private static final String PORT = "(\\d{1,5})";
    private static final Pattern FORM = Pattern.compile(
            "PROXY (?:UNKNOWN(?: .*)?|TCP([46]) ([0-9A-Fa-f.:]+) ([0-9A-Fa-f.:]+) " + PORT + " " + PORT + ")");
    private static final int MAX_PORT = 65535;

    /**
     * Reads a header and leaves {@code bytes} behind it.
     *
     * @return empty, and {@code bytes} as they were, where there is more to come
     * @throws ProtocolException for what is no header
     */
    static Optional<ProxyHeader> read(ByteBuffer bytes) throws ProtocolException {
        if (begins(bytes, LINE)) {
            return line(bytes);
        }
        if (begins(bytes, BINARY)) {
            return binary(bytes);
        }
        throw new ProtocolException("no PROXY header");
    }

    /** Returns whether as much as has come is the beginning of {@code mark}. */
    private static boolean begins(ByteBuffer bytes, byte[] mark) {
        int length = Math.min(bytes.remaining(), mark.length);
        return bytes.slice(bytes.position(), length).equals(ByteBuffer.wrap(mark, 0, length));
    }

    private static Optional<ProxyHeader> line(ByteBuffer bytes) throws ProtocolException {
        int from = bytes.position();
        int most = Math.min(bytes.remaining(), LONGEST_LINE);
        String text =
                StandardCharsets.ISO_8859_1.decode(bytes.slice(from, most)).toString();
        int end = text.indexOf("\r\n");
        if (end < 0) {
            if (most == LONGEST_LINE || text.indexOf('\n') >= 0) {
                throw new ProtocolException("a PROXY line without an end");
            }
            return Optional.empty();
        }
        ProxyHeader header = new ProxyHeader(client(text.substring(0, end)));
        bytes.position(from + end + 2);
        return Optional.of(header);
    }

    private static @Nullable InetSocketAddress client(String line) throws ProtocolException {
        Matcher form = FORM.matcher(line);
        if (!form.matches()) {
            throw new ProtocolException("a malformed PROXY line");
        }
        if (form.group(1) == null) {
            return null;
        }
        boolean four = form.group(1).equals("4");
        InetAddress source = address(form.group(2), four);
        address(form.group(3), four);
        port(form.group(5));
        return new InetSocketAddress(source, port(form.group(4)));
    }

    private static InetAddress address(String text, boolean four) throws ProtocolException {
        InetAddress address = AddressText.parse(text);
        if (address == null || four != (text.indexOf(':') < 0) || (four && !(address instanceof Inet4Address))) {
            throw new ProtocolException("a PROXY line with what is no address");
        }
        return address;
    }

    private static int port(String digits) throws ProtocolException {
        int port = Integer.parseInt(digits);
        if (port > MAX_PORT) {
            throw new ProtocolException("a PROXY line with what is no port");
        }
        return port;
    }

    private static Optional<ProxyHeader> binary(ByteBuffer bytes) throws ProtocolException {
        if (bytes.remaining() < FIXED) {
            return Optional.empty();
        }
        int from = bytes.position();
        int command = bytes.get(from + BINARY.length) & 0xff;
        int family = bytes.get(from + BINARY.length + 1) & 0xff;
        int length = bytes.getChar(from + FIXED - 2);
        int addresses = command == 0x20 ? 0 : addresses(command, family);
        if (length < addresses || length > LONGEST - FIXED) {
            throw new ProtocolException("a PROXY header of an impossible length");
        }
        if (bytes.remaining() < FIXED + length) {
            return Optional.empty();
        }
        ProxyHeader header = new ProxyHeader(client(bytes.slice(from + FIXED, length), addresses));
        bytes.position(from + FIXED + length);
        return Optional.of(header);
    }

    /** Returns how long the addresses of a family are; extensions may follow them. */
    private static int addresses(int command, int family) throws ProtocolException {
        if (command != 0x21) {
            throw new ProtocolException("a PROXY header of another version or command");
        }
        return switch (family) {
            case 0x00 -> 0;
            case 0x11 -> 12;
            case 0x21 -> 36;
            case 0x31 -> 216;
            default -> throw new ProtocolException("a PROXY header of another family");
        };
    }

    private static @Nullable InetSocketAddress client(ByteBuffer body, int addresses) {
        if (addresses != 12 && addresses != 36) {
            return null;
        }
        byte[] source = new byte[(addresses - 4) / 2];
        body.get(0, source);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(source), body.getChar(addresses - 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }
}
