package im.sidestream.demo.peers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A Python script beside this class.
 *
 * @param name its file name
 */
record Script(String name) {

    /** Debian's own Python: another one on the path would not see Debian's modules. */
    static final String PYTHON = "/usr/bin/python3";

    /** Returns where it was written to, in {@code directory}. */
    Path copyTo(Path directory) throws IOException {
        Path target = directory.resolve(name);
        try (InputStream in = Script.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new AssertionError("no resource " + name);
            }
            Files.copy(in, target);
        }
        return target;
    }
}
