package im.sidestream.demo.transfer;

import java.net.URI;
import java.util.List;

/**
 * Where a file may be put, and where it will be found (XEP-0363 §4).
 *
 * @param put target of the PUT
 * @param get the link to share after 201
 * @param headers all headers of the slot, unfiltered
 * @param resumable whether the service says that the upload may be gone on with after a cut
 */
public record UploadSlot(URI put, URI get, List<Header> headers, boolean resumable) {

    /** A slot that takes one PUT, as any. */
    public UploadSlot(URI put, URI get, List<Header> headers) {
        this(put, get, headers, false);
    }

    public UploadSlot {
        headers = List.copyOf(headers);
    }
}
