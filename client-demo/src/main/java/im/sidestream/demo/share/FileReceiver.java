package im.sidestream.demo.share;

import im.sidestream.demo.message.ContentHash;
import im.sidestream.demo.message.FileMetadata;
import im.sidestream.demo.message.SharedFile;
import im.sidestream.demo.transfer.Digests;
import im.sidestream.demo.transfer.DownloadRequest;
import im.sidestream.demo.transfer.Downloaded;
import im.sidestream.demo.transfer.FileNames;
import im.sidestream.demo.transfer.Progress;
import im.sidestream.demo.transfer.TransferException;
import im.sidestream.demo.transfer.Transfers;
import im.sidestream.demo.transfer.UrlRule;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fetches shared files into one directory. */
public final class FileReceiver {

    private final Transfers transfers;
    private final UrlRule rule;
    private final Progress.Display display;
    private final Path directory;
    private final long limit;

    /**
     * Into a directory.
     *
     * @param rule which links may be used
     * @param directory made if it is not there
     * @param limit most bytes of one file
     */
    public FileReceiver(Transfers transfers, UrlRule rule, Progress.Display display, Path directory, long limit) {
        this.transfers = transfers;
        this.rule = rule;
        this.display = display;
        this.directory = directory;
        this.limit = limit;
    }

    /**
     * Fetches a file from the first of its sources that has it.
     *
     * @throws TransferException if none has it, or it is not what was announced
     */
    public Downloaded fetch(SharedFile file) throws TransferException, InterruptedException {
        List<URI> sources =
                file.urls().stream().map(rule::accept).flatMap(Optional::stream).toList();
        if (sources.isEmpty()) {
            throw new TransferException("the link is not https, so it is not used");
        }
        TransferException last = new TransferException("no source");
        for (URI source : sources) {
            try {
                return fetch(file, source);
            } catch (TransferException e) {
                last = e;
            } catch (IOException e) {
                throw new TransferException("cannot write into " + directory + ": " + e.getMessage(), e);
            }
        }
        throw last;
    }

    private Downloaded fetch(SharedFile file, URI source) throws TransferException, IOException, InterruptedException {
        FileMetadata metadata = file.metadata();
        String name = FileNames.forDirectory(metadata.name() == null ? source.getPath() : metadata.name());
        DownloadRequest request =
                new DownloadRequest(source, directory, name, metadata.size(), hashes(metadata), limit);
        try (Progress progress = display.start("GET " + name, metadata.size())) {
            return transfers.download(request, progress);
        }
    }

    /**
     * Keeps a file that comes in the stream.
     *
     * @param id tells it from other files
     * @throws TransferException if it cannot be had, or is not what was announced
     */
    Downloaded keep(FileMetadata metadata, String id, InputStream in) throws TransferException {
        String name = FileNames.forDirectory(metadata.name());
        URI source = URI.create("in-band:" + URLEncoder.encode(id, StandardCharsets.UTF_8));
        DownloadRequest request =
                new DownloadRequest(source, directory, name, metadata.size(), hashes(metadata), limit);
        try (Progress progress = display.start("in-band " + name, metadata.size())) {
            return transfers.keep(request, in, progress);
        } catch (IOException e) {
            throw new TransferException("the file did not come: " + e.getMessage(), e);
        }
    }

    /** Whether a file of that size may come at all. */
    boolean takes(FileMetadata metadata) {
        return metadata.size() >= 0 && metadata.size() <= limit;
    }

    private static Map<String, byte[]> hashes(FileMetadata metadata) throws TransferException {
        Map<String, byte[]> known = new HashMap<>();
        for (ContentHash hash : metadata.hashes()) {
            if (!Digests.knows(hash.algorithm())) {
                continue;
            }
            try {
                known.put(hash.algorithm(), Base64.getDecoder().decode(hash.base64()));
            } catch (IllegalArgumentException e) {
                throw new TransferException("the announced " + hash.algorithm() + " is not Base64", e);
            }
        }
        return known;
    }
}
