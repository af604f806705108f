package im.sidestream.demo.transfer;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * A file to fetch.
 *
 * @param source where it is
 * @param directory where it goes
 * @param name its name there, fit for a directory
 * @param size bytes that were announced, or a negative number
 * @param hashes announced hashes that this client knows, by XEP-0300 name
 * @param limit most bytes to accept
 */
public record DownloadRequest(
        URI source, Path directory, String name, long size, Map<String, byte[]> hashes, long limit) {

    public DownloadRequest {
        hashes = Map.copyOf(hashes);
    }
}
