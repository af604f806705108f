package im.sidestream.component.app;

import im.sidestream.config.HostPort;
import im.sidestream.http.AdminServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Talks to the admin listener of a service that runs on this machine. */
final class AdminClient {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int ANSWER_MILLIS = 15_000;
    private static final int WORK_MILLIS = 3_600_000;
    private static final Set<String> QUICK = Set.of("status", "identity", "ready");
    private static final int OK = 200;

    private final HostPort listener;

    AdminClient(HostPort listener) {
        this.listener = listener;
    }

    /**
     * Runs a command there.
     *
     * @throws java.net.ConnectException if nothing listens
     */
    Answer ask(String command, String argument) throws IOException {
        return answer(posted(command, argument));
    }

    /**
     * Runs a command there whose answer may be long, and prints it as it comes; what is returned has no text then. What
     * went wrong is returned and not printed.
     *
     * @throws java.net.ConnectException if nothing listens
     */
    Answer run(String command, String argument, PrintStream out) throws IOException {
        HttpURLConnection connection = posted(command, argument);
        if (connection.getResponseCode() != OK) {
            return answer(connection);
        }
        try (InputStream body = connection.getInputStream()) {
            body.transferTo(out);
        }
        out.flush();
        return new Answer(true, "");
    }

    private HttpURLConnection posted(String command, String argument) throws IOException {
        HttpURLConnection connection = open(command);
        connection.setRequestMethod("POST");
        connection.setRequestProperty(AdminServer.COMMAND_HEADER, "1");
        connection.setRequestProperty("Content-Type", "text/plain; charset=utf-8");
        connection.setDoOutput(true);
        connection.getOutputStream().write(argument.getBytes(StandardCharsets.UTF_8));
        return connection;
    }

    /** Returns whether the service is ready, with its reasons. */
    Answer ready() throws IOException {
        return answer(open("ready"));
    }

    private static Answer answer(HttpURLConnection connection) throws IOException {
        boolean ok = connection.getResponseCode() == OK;
        try (InputStream body = ok ? connection.getInputStream() : connection.getErrorStream()) {
            return new Answer(ok, body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private HttpURLConnection open(String path) throws IOException {
        // an address for all interfaces is reached by loopback, which is where commands are taken from
        boolean any = listener.address().getAddress().isAnyLocalAddress();
        HostPort target =
                any ? new HostPort(InetAddress.getLoopbackAddress().getHostAddress(), listener.port()) : listener;
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://" + target + "/" + path).toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(CONNECT_MILLIS);
        // walking through a large store takes its time; everything else is answered at once or never
        connection.setReadTimeout(QUICK.contains(path) ? ANSWER_MILLIS : WORK_MILLIS);
        return connection;
    }

    /**
     * What came back.
     *
     * @param ok whether it was done
     * @param text lines for the administrator
     */
    record Answer(boolean ok, String text) {}
}
