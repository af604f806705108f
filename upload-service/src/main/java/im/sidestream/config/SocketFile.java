package im.sidestream.config;

import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * A Unix domain socket.
 *
 * @param path its file
 * @param mode who may connect: whoever may write to it
 */
public record SocketFile(Path path, Set<PosixFilePermission> mode) implements Listen {
    static final String SCHEME = "unix:";

    /** What a name of a socket may have at most, less what is appended while it is made. */
    private static final int LONGEST = 107 - ".new".length();

    public SocketFile {
        mode = Set.copyOf(mode);
    }

    static SocketFile of(Settings settings, Set<PosixFilePermission> mode) throws ConfigException {
        Setting listen = settings.require(Key.HTTP_LISTEN);
        String name = listen.text().substring(SCHEME.length());
        if (name.isBlank()) {
            throw listen.refused();
        }
        Path path = settings.path(listen, name);
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw listen.refused("the path of a socket has at most " + LONGEST + " bytes");
        }
        return new SocketFile(path, mode);
    }

    /** Reads what chmod takes: three octal digits. */
    static Optional<Set<PosixFilePermission>> mode(String text) {
        if (!text.matches("[0-7]{3}")) {
            return Optional.empty();
        }
        int bits = Integer.parseInt(text, 8);
        StringBuilder letters = new StringBuilder("rwxrwxrwx");
        for (int i = 0; i < letters.length(); i++) {
            if ((bits & 0400 >> i) == 0) {
                letters.setCharAt(i, '-');
            }
        }
        return Optional.of(PosixFilePermissions.fromString(letters.toString()));
    }

    @Override
    public UnixDomainSocketAddress address() {
        return UnixDomainSocketAddress.of(path);
    }

    @Override
    public boolean isLoopback() {
        return true;
    }

    @Override
    public String toString() {
        return SCHEME + path;
    }
}
