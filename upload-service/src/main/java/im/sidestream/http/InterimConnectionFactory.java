package im.sidestream.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpGenerator;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Connections of HTTP/1.1 that send 104 (Upload Resumption Supported) with its headers. Jetty writes headers with no
 * interim answer but 103 (Early Hints), so 104 is written as that, and its last digit put right.
 */
final class InterimConnectionFactory extends HttpConnectionFactory {
    static final int RESUMPTION_SUPPORTED_104 = 104;

    private static final String REASON = "Upload Resumption Supported";

    InterimConnectionFactory(HttpConfiguration configuration) {
        super(configuration);
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        HttpConnection connection = new InterimConnection(getHttpConfiguration(), connector, endPoint);
        connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
        return configure(connection, connector, endPoint);
    }

    private static final class InterimConnection extends HttpConnection {
        InterimConnection(HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
            super(configuration, connector, endPoint);
        }

        @Override
        protected HttpGenerator newHttpGenerator() {
            return new InterimGenerator();
        }
    }

    private static final class InterimGenerator extends HttpGenerator {
        private static final byte[] EARLY_HINTS = "HTTP/1.1 103 ".getBytes(StandardCharsets.US_ASCII);
        private static final int LAST_DIGIT = 11;

        @Override
        public Result generateResponse(
                MetaData.Response info,
                boolean head,
                ByteBuffer header,
                ByteBuffer chunk,
                ByteBuffer content,
                boolean last)
                throws IOException {
            if (info == null || info.getStatus() != RESUMPTION_SUPPORTED_104) {
                return super.generateResponse(info, head, header, chunk, content, last);
            }
            MetaData.Response hints = new MetaData.Response(
                    HttpStatus.EARLY_HINTS_103,
                    REASON,
                    info.getHttpVersion(),
                    info.getHttpFields(),
                    info.getContentLength(),
                    info.getTrailersSupplier());
            Result result = super.generateResponse(hints, head, header, chunk, content, last);
            if (result == Result.FLUSH && header != null && isEarlyHints(header)) {
                header.put(header.position() + LAST_DIGIT, (byte) '4');
            }
            return result;
        }

        private static boolean isEarlyHints(ByteBuffer header) {
            return header.remaining() > EARLY_HINTS.length
                    && header.slice(header.position(), EARLY_HINTS.length).equals(ByteBuffer.wrap(EARLY_HINTS));
        }
    }
}
