package im.sidestream.http;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Turns away bodies that a proxy in front could read to another end than we do (RFC 9112 §6.1, §11.2): the one transfer
 * coding there is here is {@code chunked}, said once and in HTTP/1.1.
 */
final class StrictFraming implements HttpConfiguration.Customizer {
    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        HttpField coding = request.getHeaders().getField(HttpHeader.TRANSFER_ENCODING);
        if (coding != null && !isPlain(coding, request)) {
            throw new HttpException.RuntimeException(
                    HttpStatus.NOT_IMPLEMENTED_501, "a transfer coding that is not known here");
        }
        return request;
    }

    private static boolean isPlain(HttpField coding, Request request) {
        return "chunked".equalsIgnoreCase(coding.getValue())
                && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1;
    }
}
