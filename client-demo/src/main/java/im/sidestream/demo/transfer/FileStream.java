package im.sidestream.demo.transfer;

import java.io.IOException;
import java.io.InputStream;

/** Keeps a file that comes as one stream of bytes, by whatever way, if it is what was announced. */
final class FileStream {

    private static final int BUFFER = 16 * 1024;

    private FileStream() {}

    static Downloaded keep(DownloadRequest request, InputStream in, Progress progress)
            throws IOException, TransferException {
        try (PartFile part = PartFile.open(request.directory(), request.source())) {
            // such a stream begins at the first byte, always
            part.clear();
            try {
                copy(request, in, part, progress);
                FileCheck checked = FileCheck.of(request, part);
                if (checked.fault() != null) {
                    throw new TransferException(checked.fault());
                }
                long bytes = part.size();
                return new Downloaded(
                        part.keepAs(request.directory(), request.name()),
                        bytes,
                        checked.digests(),
                        !request.hashes().isEmpty(),
                        0);
            } finally {
                part.delete();
            }
        }
    }

    /** Not beyond the announced size: some streams tell of their end late, or not at all. */
    private static void copy(DownloadRequest request, InputStream in, PartFile part, Progress progress)
            throws IOException, TransferException {
        long most = request.size() < 0 ? request.limit() : request.size();
        if (most > request.limit()) {
            throw new TransferException("the file has " + most + " bytes, more than is accepted here");
        }
        byte[] buffer = new byte[BUFFER];
        int n = 0;
        while (n >= 0 && part.size() < most) {
            n = in.read(buffer, 0, (int) Math.min(buffer.length, most - part.size()));
            if (n > 0) {
                part.append(buffer, n);
                progress.at(part.size());
            }
        }
    }
}
