package im.sidestream.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory that nobody but its owner enters: what lies in it, strangers' files and signing keys, then needs no
 * permissions of its own.
 */
final class PrivateDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(PrivateDirectory.class);
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("------rwx");

    private PrivateDirectory() {}

    /** Makes the directory for its owner alone; one that is there stays as it is, and is complained about if it is open. */
    static void make(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            if (isOpenToOthers(directory)) {
                LOG.warn("{} is open to every user of this machine: chmod o-rwx {}", directory, directory);
            }
            return;
        }
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        // another process may make it at the same time, and that is as good
        if (view(directory.toAbsolutePath().resolveSibling("")) == null) {
            Files.createDirectories(directory);
        } else {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER));
        }
    }

    /** Returns whether users that are neither its owner nor of its group may do anything with the directory. */
    static boolean isOpenToOthers(Path directory) throws IOException {
        PosixFileAttributeView view = view(directory);
        return view != null && view.readAttributes().permissions().stream().anyMatch(OTHERS::contains);
    }

    /** Returns null where the file system knows no such permissions. */
    private static @Nullable PosixFileAttributeView view(Path path) {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class);
    }
}
