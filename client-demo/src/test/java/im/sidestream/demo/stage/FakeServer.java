package im.sidestream.demo.stage;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stands in for our server: a component that is let in (XEP-0114 §3) and an admin listener that is ready. */
final class FakeServer {
    private FakeServer() {}

    /** Called with {@code serve --config FILE}, or less, as the stage calls the server. */
    public static void main(String[] arguments) throws Exception {
        String config = Files.readString(Path.of(arguments[arguments.length - 1]));
        int admin = Integer.parseInt(value(config, "admin-listen = \"127\\.0\\.0\\.1:(\\d+)\""));
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), admin), 5);
        http.createContext("/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(value(config, " port = (\\d+)")))) {
            shakeHands(socket, value(config, "domain = \"([^\"]+)\""), value(config, "secret = \"([^\"]+)\""));
            http.start();
            System.out.println("fake server is ready");
            while (socket.getInputStream().read() >= 0) {
                // whatever comes in is of no interest
            }
        }
        http.stop(0);
    }

    private static void shakeHands(Socket socket, String domain, String secret)
            throws IOException, NoSuchAlgorithmException {
        write(
                socket,
                "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='"
                        + domain + "'>");
        String id = value(readUntil(socket.getInputStream(), "id='"), "id='([^']+)'");
        byte[] digest = MessageDigest.getInstance("SHA-1").digest((id + secret).getBytes(StandardCharsets.UTF_8));
        write(socket, "<handshake>" + HexFormat.of().formatHex(digest) + "</handshake>");
        readUntil(socket.getInputStream(), "<handshake");
    }

    private static String readUntil(InputStream in, String text) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0 || read.charAt(read.length() - 1) != '>') {
            int next = in.read();
            if (next < 0) {
                throw new IOException("stream ended after " + read);
            }
            read.append((char) next);
        }
        return read.toString();
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String value(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no " + pattern + " in " + text);
        }
        return matcher.group(1);
    }
}
