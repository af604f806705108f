package im.sidestream.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses as proxies write them, with a port or without. Names are none: nobody's word makes us ask the DNS. */
final class AddressText {
    private static final String BYTE = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final String V4 = BYTE + "(?:\\." + BYTE + "){3}";
    private static final String V6 = "[0-9A-Fa-f]*:[0-9A-Fa-f:]*:(?:[0-9A-Fa-f]*|" + V4 + ")";
    private static final String PORT = "(?::[0-9A-Za-z._-]{1,20})?";
    private static final Pattern FORM =
            Pattern.compile("(" + V4 + ")" + PORT + "|\\[(" + V6 + ")]" + PORT + "|(" + V6 + ")");
    private static final int LONGEST = 80;

    private AddressText() {}

    /** Returns the address in {@code text}, or null for what is none. */
    static @Nullable InetAddress parse(String text) {
        Matcher form = FORM.matcher(text);
        if (text.length() > LONGEST || !form.matches()) {
            return null;
        }
        String address = form.group(1) != null ? form.group(1) : form.group(2) != null ? form.group(2) : form.group(3);
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
