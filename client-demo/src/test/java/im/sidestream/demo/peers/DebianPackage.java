package im.sidestream.demo.peers;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A package of Debian 12 that a client comes in.
 *
 * @param name as apt knows it
 * @param proof a file that is there if it is installed
 */
record DebianPackage(String name, Path proof) {

    static final Path MODULES = Path.of("/usr/lib/python3/dist-packages");

    /** A package that brings {@code /usr/bin/}{@code program}. */
    static DebianPackage ofProgram(String name, String program) {
        return new DebianPackage(name, Path.of("/usr/bin", program));
    }

    /** A package that brings a module for Debian's own Python. */
    static DebianPackage ofModule(String name, String module) {
        return new DebianPackage(name, MODULES.resolve(module));
    }

    /** Unless it is installed, fails with an AssertionError that says how to install it. */
    void require() {
        if (!Files.exists(proof)) {
            throw new AssertionError(proof + " is missing: apt-get install " + name);
        }
    }
}
