package im.sidestream.demo.transfer;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What came, beside what was announced.
 *
 * @param digests of what came
 * @param fault in words, or null if all agrees
 */
record FileCheck(Digests digests, @Nullable String fault) {

    static FileCheck of(DownloadRequest request, PartFile part) throws IOException {
        Set<String> algorithms = new LinkedHashSet<>(request.hashes().keySet());
        algorithms.add(Digests.SHA_256);
        Digests digests = Digests.of(part.path(), algorithms);
        if (request.size() >= 0 && part.size() != request.size()) {
            return new FileCheck(
                    digests, "the file has " + part.size() + " bytes, announced were " + request.size() + "; not kept");
        }
        for (Map.Entry<String, byte[]> announced : request.hashes().entrySet()) {
            byte[] found = digests.value(announced.getKey()).orElseThrow();
            if (!Arrays.equals(found, announced.getValue())) {
                return new FileCheck(digests, "the " + announced.getKey() + " is not the announced one; file not kept");
            }
        }
        return new FileCheck(digests, null);
    }
}
