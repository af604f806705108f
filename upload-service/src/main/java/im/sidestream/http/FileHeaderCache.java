package im.sidestream.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import im.sidestream.transfer.Download;
import java.util.List;
import org.eclipse.jetty.http.HttpField;

/** The headers of a file that do not change with the request, made once for as long as its row is remembered. */
final class FileHeaderCache {
    /** By identity: a row that is read again is another object, and its old headers go with the old one. */
    private final Cache<Download, List<HttpField>> made =
            Caffeine.newBuilder().weakKeys().executor(Runnable::run).build();

    List<HttpField> of(Download download) {
        return made.get(download, FileHeaders::unchanging);
    }
}
