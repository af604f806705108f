package im.sidestream.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;

/** Answers what is no link of ours: the same short 404 for everything, so that nothing can be listed or guessed. */
final class NotFoundServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Problem.Said said = Problem.notFound()
                .to(ServletContextRequest.getServletContextRequest(request).getHeaders());
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        response.setContentType(said.type());
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(said.text().getBytes(StandardCharsets.UTF_8));
    }
}
