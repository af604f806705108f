package im.sidestream.demo.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that is to be shared.
 *
 * @param path where it is
 * @param name under which name it is shared
 * @param size bytes, when it was looked at; a file that becomes shorter later fails its upload
 * @param mediaType sent alike in the slot request and in the PUT
 */
public record UploadSource(Path path, String name, long size, String mediaType) {

    /**
     * The file as it is now.
     *
     * @throws TransferException if it is no readable regular file
     */
    public static UploadSource of(Path path) throws TransferException {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new TransferException("cannot read the file " + path);
        }
        try {
            String type = Files.probeContentType(path);
            String name = FileNames.forMessage(String.valueOf(path.getFileName()));
            return new UploadSource(path, name, Files.size(path), type == null ? "application/octet-stream" : type);
        } catch (IOException e) {
            throw new TransferException("cannot read the file " + path, e);
        }
    }
}
