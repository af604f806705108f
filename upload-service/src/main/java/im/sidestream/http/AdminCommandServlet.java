package im.sidestream.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one administrator's command by POST, with its argument as the body. Whoever may connect from this machine may do
 * it, but no web page in a browser on this machine: such a page can neither send the header without asking first, nor
 * name this machine as its own host.
 */
final class AdminCommandServlet extends HttpServlet {
    /** A header that browsers do not let pages send to another origin unasked. */
    static final String HEADER = "Sidestream-Command";

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(AdminCommandServlet.class);
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final int LONGEST_ARGUMENT = 4096;

    private final String name;
    private final transient AdminCommand command;

    AdminCommandServlet(String name, AdminCommand command) {
        this.name = name;
        this.command = command;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!isFromHere(request)) {
            answer(response, HttpServletResponse.SC_FORBIDDEN, "Commands are taken from this machine alone.");
            return;
        }
        byte[] argument = request.getInputStream().readNBytes(LONGEST_ARGUMENT + 1);
        if (argument.length > LONGEST_ARGUMENT) {
            String text = "The argument is longer than " + LONGEST_ARGUMENT + " bytes; nothing was done.";
            answer(response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, text);
            return;
        }
        try {
            response.setContentType(TEXT);
            command.run(new String(argument, StandardCharsets.UTF_8), response.getWriter());
        } catch (IllegalArgumentException e) {
            instead(response, HttpServletResponse.SC_BAD_REQUEST, String.valueOf(e.getMessage()));
        } catch (Exception e) {
            LOG.error("the command {} failed", name, e);
            instead(response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, name + " failed: " + e.getMessage());
        }
    }

    /** Takes back what was printed; where some of it is out, the answer breaks off instead of looking whole. */
    private static void instead(HttpServletResponse response, int status, String text) throws IOException {
        if (response.isCommitted()) {
            throw new IOException(text);
        }
        response.reset();
        answer(response, status, text);
    }

    private static boolean isFromHere(HttpServletRequest request) throws IOException {
        return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress()
                && request.getHeader(HEADER) != null
                && isLoopback(request.getServerName());
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
    }

    private static void answer(HttpServletResponse response, int status, String text) throws IOException {
        response.setStatus(status);
        response.setContentType(TEXT);
        response.getWriter().println(text.stripTrailing());
    }
}
